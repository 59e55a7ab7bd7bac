/* bcf store: the subcommands, and those of them that are one call. */
#include "cmd/source.h"
#include "cmd/store_parts.h"
#include "store/connection.h"
#include "store/verify.h"

const command store_parts[STORE_PART_COUNT] = {
	{"create", "store create STORE [--by NAME]", "make an empty store",
		"STORE is a file ending in .db, or postgresql://USER@HOST/DATABASE, a database that is there and "
		"empty.\n\n"
		"  --by NAME                who does it (default: $BCF_BY, else the name of your account)\n\n"
		"Example:  bcf store create shared.db\n",
		cmd_store_create},
	{"import",
		"store import STORE PLAN [--as ID] [--message TEXT] [--by NAME] [--branch B] [--base VERSION | "
		"--replace] [--take SIDE] [--resolve ID=TAKE]... [--force]",
		"save a plan as a new version",
		"Saves what differs from the version before.  A workbook, a folder and a JSON file that came from the "
		"store\n"
		"know which version they were taken from: when others have saved since, both changes are merged, and "
		"where the\n"
		"same cell was changed twice nothing is saved and each conflict is listed (exit status 1).  The same "
		"file may be\n"
		"sent again: what it brought before is not brought twice.\n\n"
		"  --as ID                  the plan's name in the store: letters a-z, digits, . _ -; may be left out "
		"when PLAN\n"
		"                           came from this store\n"
		"  --message TEXT           what changed and why, for the log\n"
		"  --by NAME                who saves it (default: $BCF_BY, else the name of your account)\n"
		"  --branch B               onto that branch (default: the one that PLAN was taken from, else main)\n"
		"  --base VERSION           the version that PLAN was made from, where it does not say\n"
		"  --replace                PLAN takes the place of the newest version, whatever it was made from\n"
		"  --take ours|theirs       for every conflict: what the store holds (ours), or what PLAN says "
		"(theirs)\n"
		"  --resolve ID=TAKE        for one conflict: ours, theirs, base, or =VALUE, such as\n"
		"                           --resolve 'spend[12].amount==1200.00'; or the list that --format csv "
		"prints,\n"
		"                           filled in: --resolve conflicts.csv\n"
		"  --force                  a plan of its own of what was taken from another; and what this file "
		"brought before\n"
		"                           and no longer holds was taken back on purpose\n"
		"  --all                    PLAN is a folder that 'bcf store export STORE --all' made, and STORE is "
		"new\n"
		"  --not-personal REASON --by NAME  what looks like data about a patient or client is none; the "
		"reason is kept\n"
		"  --quiet                  without the count of errors before and now\n"
		"  --format json            the outcome for programs\n\n"
		"To go back to version 3:  bcf store import shared.db shared.db#doncaster@3 --as doncaster "
		"--replace\n\n"
		"Example:  bcf store import shared.db examples/doncaster-2019-20 --as doncaster --message \"first "
		"draft\"\n"
		"          bcf store import shared.db doncaster.xlsx --by \"A Person\"\n"
		"          bcf store import new.db everything --all\n",
		cmd_store_import},
	{"export", "store export STORE#ID[@VERSION] OUT [--force] | store export STORE --all FOLDER",
		"take a plan out, to work on it offline; or everything",
		"OUT ending in .xlsx is a workbook, one ending in .json a JSON file; any other name is a package "
		"folder.  It "
		"remembers\n"
		"the version it was made from, so that 'bcf store import' can merge it when it comes back.\n\n"
		"  --all                    everything in the store, as files that a spreadsheet and a text editor can "
		"read\n"
		"  --force                  replace OUT\n\n"
		"Example:  bcf store export shared.db#doncaster doncaster.xlsx\n"
		"          bcf store export shared.db --all everything\n",
		cmd_store_export},
	{"log", "store log STORE[#ID[@VERSION]] [--branch B] [--all] [--format text|json|csv]",
		"the plans of a store, or the versions of one",
		"A row a version, the newest first: who saved it, when, why, and what changed.\n\n"
		"  --branch B               only the versions that lead to the head of a branch\n"
		"  --all                    every act instead, not only what was saved: the chain of events\n\n"
		"Example:  bcf store log shared.db\n"
		"          bcf store log shared.db#doncaster\n",
		cmd_store_log},
	{"branch", "store branch STORE#ID [NAME [--from VERSION | --into main [--take SIDE] [--resolve ID=TAKE]...]]",
		"named alternatives of a plan: list, begin, take forward",
		"Without NAME the branches are listed.  With it a branch of that name begins at the newest version, or "
		"at "
		"--from.\n\n"
		"  --from VERSION           where it begins\n"
		"  --into main              takes what was changed on the branch forward into the plan; the branch is "
		"kept\n"
		"  --take, --resolve        for conflicts, as in 'bcf store import'; here 'ours' is main and 'theirs' "
		"the "
		"branch\n"
		"  --message TEXT, --by NAME\n\n"
		"Example:  bcf store branch shared.db#doncaster five-percent-less\n"
		"          bcf store branch shared.db#doncaster five-percent-less --into main\n",
		cmd_store_branch},
	{"verify", "store verify STORE [--head FILE] [--key PUBLIC]",
		"recompute every digest: is the store still what was saved?",
		"Reads every text, version and event again and names the first that does not hold (exit status 1).\n\n"
		"  --head FILE              compare with a list of heads that 'bcf store head' made and that was kept "
		"elsewhere\n"
		"  --key PUBLIC             the key that list must be signed with: a file ending in .pub, or its 64 "
		"hex "
		"digits\n\n"
		"Example:  bcf store verify shared.db\n"
		"          bcf store verify shared.db --head heads-march.txt --key auditor.pub\n",
		cmd_store_verify},
	{"head", "store head STORE [--sign KEYFILE] [-o FILE]", "the heads of all chains, to keep elsewhere or to sign",
		"Keep the file where nobody can change it who can write to the store: 'bcf store verify --head' then "
		"tells "
		"whether\n"
		"anything before it was rewritten or taken away.\n\n"
		"  --sign KEYFILE           sign it with a secret key of 'bcf store key'\n"
		"  -o, --output FILE        write there instead of to standard output\n\n"
		"Example:  bcf store head shared.db --sign auditor -o heads-march.txt\n",
		cmd_store_head},
	{"key", "store key FILE", "make a pair of keys to sign heads with",
		"Writes the secret key to FILE, which you alone may read, and the public key to FILE.pub, for "
		"everybody who "
		"verifies.\n\n"
		"Example:  bcf store key auditor\n",
		cmd_store_key},
	{"backup", "store backup STORE FILE.db [--by NAME]", "a copy of everything, while others work",
		"Copies the store as it is at one moment into a new SQLite store, from either engine, and verifies the "
		"copy.  "
		"FILE.db\n"
		"appears complete or not at all.\n\n"
		"Example:  bcf store backup shared.db shared-monday.db\n",
		cmd_store_backup},
	{"restore", "store restore FILE.db STORE [--by NAME]", "make a store of a backup",
		"Verifies the backup, copies it into STORE, which must not be there yet, and verifies that.\n\n"
		"Example:  bcf store restore shared-monday.db shared-again.db\n",
		cmd_store_restore},
	{"reindex", "store reindex STORE", "rebuild what can be computed from the rest",
		"Builds the database's indexes anew, and gives back the room of what is no longer there.\n\n"
		"Example:  bcf store reindex shared.db\n",
		cmd_store_reindex},
	{"expunge",
		"store expunge STORE#ID [VERSION:PATH|DIGEST --reason TEXT --by NAME] | store expunge STORE[#ID] --due "
		"[--from PERIODS.csv] [--apply --reason TEXT --by NAME]",
		"take a text out of every version for good, by two people",
		"Without a text, lists what was asked for and what is gone.  The first person asks, another confirms "
		"with the "
		"same\n"
		"command; a tombstone stays, and 'bcf store verify' stays clean.\n\n"
		"  --reason TEXT            why; it is kept\n"
		"  --by NAME                who asks, or confirms\n"
		"  --due                    lists what is due by the retention periods\n"
		"  --from PERIODS.csv       an organisation's own periods (docs/privacy.md)\n"
		"  --apply                  asks for all that is due, or confirms it\n\n"
		"Example:  bcf store expunge shared.db#doncaster 3:contacts.csv --reason \"asked to\" --by \"A "
		"Person\"\n",
		cmd_store_expunge},
	{"person", "store person STORE NAME [--format text|csv|json]", "everything that a store holds about one person",
		"What they did, what they wrote and what is written about them, in every version of every plan.\n\n"
		"Example:  bcf store person shared.db \"A Person\"\n",
		cmd_store_person},
};

int store_word(const char **out, const options *o, size_t count, const char *what, err *e)
{
	if (o->count != count)
		return err_add(e, ERR_USAGE, "", "name %s", what);
	if (!connection_is_name(span_of(o->words[0])))
		return err_add(e, ERR_USAGE, "",
			"'%s' is no store: a store is a file ending in .db, sqlite:FILE, or postgresql://...",
			o->words[0]);
	*out = o->words[0];
	return 0;
}

int cmd_store_create(int argc, char **argv, arena *a, err *e)
{
	const char *where = NULL;
	options o;
	actor by;
	int rc = options_read(&o, argc, argv, " --by ", a, e);
	if (!rc)
		rc = store_word(&where, &o, 1, "the store to make, such as shared.db", e);
	if (!rc)
		rc = actor_of(&by, &o, a, e);
	if (!rc)
		rc = store_create(where, by, a, e);
	store *s = NULL;
	if (!rc && !o.quiet)
		rc = store_open_readonly(&s, where, a, e); /* tells its name without a password */
	if (s)
		fprintf(stderr,
			"made an empty store; 'bcf store import %s PLAN --as NAME' saves the first version of a plan "
			"in "
			"it\n",
			connection_shown(store_connection(s)));
	store_close(s);
	return rc;
}
