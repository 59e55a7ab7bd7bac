#include "cmd/cmd.h"
#include "cmd/store_parts.h"

const command commands[] = {
	{"check", "check PLAN... [--against OLDER] [--only IDS] [--summary] [--format text|json|csv|xlsx] [-o FILE]",
		"run the policy year's checks over plans, and explain what is wrong",
		"Runs the checks of each plan's policy year and prints what they find, ordered by what matters.  PLAN "
		"is a package\n"
		"folder, a .json file or a workbook (.xlsx or .xlsm): our own, or a national template that a policy "
		"year has a map of.\n"
		"Many plans are checked in parallel and printed in the order named, with a line for each at the "
		"end.\n\n"
		"  --against OLDER          compare with an earlier plan: figures printed differently, schemes that "
		"came and went,\n"
		"                           money whose composition changed, areas that are no longer the same\n"
		"  --only IDS               only these checks, parted by commas: --only RNG-01,EXP-03\n"
		"  --summary                only a line for each plan: errors, things to confirm, what cannot be told\n"
		"  --format xlsx -o FILE    the findings of all plans as one workbook, a row a finding, linked to its "
		"cell\n"
		"  -o, --output FILE        write there instead of to standard output\n"
		"  --threads N              how many plans at once (default: one for each processor)\n\n"
		"Example:  bcf check examples/doncaster-2019-20\n"
		"          bcf check returns/*.xlsx --format xlsx -o findings.xlsx\n",
		cmd_check},
	{"explain", "explain PLAN FIGURE|FINDING [--against OLDER]",
		"how a figure or a finding comes about, down to rows and source",
		"FIGURE is written  spend.by_source[dfg] doncaster 2019-20 ; leave out area and period to see every "
		"one, and the figure\n"
		"to list all there are.  FINDING is an id as 'bcf check' prints it.\n\n"
		"  --against OLDER          the earlier plan, for a finding of a comparison\n\n"
		"Example:  bcf explain examples/doncaster-2019-20 'spend.by_source[ccg_minimum] doncaster 2019-20'\n"
		"          bcf explain examples/doncaster-2019-20 RNG-01:doncaster:2019-20\n",
		cmd_explain},
	{"convert", "convert IN OUT [--map FILE] [--force] [--not-personal REASON --by NAME]",
		"between package folder, workbook and .json, without loss",
		"IN is a package folder, a .json file or a workbook: our own, or a national template that a policy "
		"year has a map of.\n"
		"OUT ending in .xlsx is a workbook to work in offline, one ending in .json a JSON file; any other name "
		"is a package\n"
		"folder.  What is there is not replaced unless you say --force; it appears complete or not at "
		"all.\n\n"
		"  --map FILE               read IN, a partnership's own list, by this map (docs/workbooks.md)\n"
		"  --not-personal REASON --by NAME  what looks like data about a patient or client in a workbook is "
		"none\n\n"
		"Example:  bcf convert examples/doncaster-2019-20 doncaster.json\n"
		"          bcf convert examples/doncaster-2019-20 doncaster.xlsx\n",
		cmd_convert},
	{"diff", "diff A B [--format text|json|csv]", "what differs between two plans, by row and column",
		"A, the older, and B are package folders, .json files, workbooks, or versions in a store: "
		"STORE#ID@VERSION.  Money is totalled\n"
		"by scheme and source.  What is record (postings, signatures, reports) is marked: it does not touch "
		"what was approved.\n"
		"Exit status 0 when the two are the same, 1 when they differ (docs/diff-and-merge.md).\n\n"
		"Example:  bcf diff examples/dorset-2015-16 examples/dorset-2016-17\n",
		cmd_diff},
	{"merge",
		"merge BASE OURS THEIRS -o OUT [--take ours|theirs] [--resolve ID=TAKE]... [--resolve FILE.csv] "
		"[--force] [--format text|json|csv]",
		"two copies of a plan that were changed apart, into one",
		"BASE is the plan that both began from.  A cell that one side changed takes that side's value; what "
		"both changed\n"
		"differently is a conflict.  While a conflict is open nothing is written, and the exit status is 1.  "
		"OUT is a package\n"
		"folder, a .json file or an .xlsx workbook (docs/diff-and-merge.md).\n\n"
		"  --resolve ID=TAKE        settle a conflict: TAKE is ours, theirs, base, or =VALUE "
		"('spend[12].amount==1200')\n"
		"  --resolve FILE.csv       settle those of the list that --format csv prints, its column 'take' "
		"filled in\n"
		"  --take ours|theirs       settle all others so\n"
		"  -o, --output OUT         where to write the merged plan\n"
		"  --force                  replace OUT; merge also where BASE is of another policy year or area\n\n"
		"Example:  bcf merge last-agreed council nhs -o merged\n",
		cmd_merge},
	{"schema", "schema [TABLE] [--policy-tables] [--format text|json|sql|csv|datapackage]",
		"the tables of a plan, as Markdown, JSON or SQL",
		"  --policy-tables          the tables of a policy pack instead\n\n"
		"Example:  bcf schema spend\n",
		cmd_schema},
	{"policy", "policy list | show ID [CHECK|FIGURE] | test [ID] | allocations ID | new ID --from ID --into DIR",
		"policy years: what each asks for, and proof that it works",
		"list         the policy years that are known\n"
		"show ID      what the year asks for; show ID RNG-01 prints one check or figure whole\n"
		"test [ID]    runs every case of a pack (of all packs)\n"
		"allocations  the amounts that the pack holds by ONS code\n"
		"allocations import FILE.csv --policy ID PLAN... [--apply --by NAME [--message TEXT]]\n"
		"             what late allocations move in plans: minimums, income, every figure, and which decisions "
		"would no longer\n"
		"             cover them; with --apply they are put in.  FILE has the columns code, measure, period, "
		"amount, source\n"
		"new ID       begins the pack of another year as a copy with its periods and dates moved on\n\n"
		"Example:  bcf policy show 2019-20\n"
		"          bcf policy allocations import policy/2019-20/allocations.csv "
		"--policy 2019-20 examples/doncaster-2019-20\n"
		"          bcf policy new 2022-23 --from 2021-22 --into policy\n",
		cmd_policy},
	{"waive", "waive PLAN FINDING --reason TEXT --by NAME --until DATE [--against OLDER]",
		"record that partners accept a finding, why, and until when",
		"Writes a row of table waivers.  The finding is still shown, as waived, until that date; when its "
		"figure changes, the\n"
		"waiver ends.\n\n"
		"  --against OLDER          the earlier plan, for a finding of a comparison\n\n"
		"Example:  bcf waive my-plan RNG-01:doncaster:2019-20 --reason \"agreed by both partners\" --by \"A "
		"Person\" --until 2027-03-31\n",
		cmd_waive},
	{"agree",
		"agree PLAN [--organisation O --person P (--line 12,13 | --scheme S | --all)] [--summary] [--format "
		"text|json|csv]",
		"which spending lines each partner has agreed, and recording that one does",
		"A line is agreed when each of its named partners has agreed it as it stands: the parties of the "
		"section 75 agreement\n"
		"of its scheme, else those of the plan's section 75 agreements, else its councils and NHS "
		"commissioners.  When anything\n"
		"of a line changes, what was agreed of it lapses; of a plan in a store it is told what changed, in "
		"which version, by\n"
		"whom.  A line of one area asks those of them that belong to it.  Agreeing never changes what a board "
		"has signed.\n\n"
		"  --organisation O         this partner agrees the lines ...\n"
		"  --person P               ... by this person\n"
		"  --line 12,13             these lines; or\n"
		"  --scheme S               those of a scheme; or\n"
		"  --all                    every line of which it is a named partner\n"
		"  --by NAME                who records it, in a store (default: the person)\n"
		"  --message TEXT           of the version, in a store\n"
		"  --summary                only how many lines are agreed, and what each partner has still to "
		"agree\n\n"
		"Example:  bcf agree examples/demo --summary\n"
		"          bcf agree my-plan --organisation county_council --person \"A Person\" --scheme home_care\n",
		cmd_agree},
	{"roll",
		"roll PLAN OUT [--policy NEXT] [--uplift 5.3%|scheme=3%;...] [--cease SCHEMES] [--as ID] [--force] "
		"[--format "
		"text|json]",
		"begin next year's plan from this one, or an option of this one",
		"Carries the lines of the plan's last year into the first year of policy NEXT: amounts raised exactly "
		"to "
		"the penny, lines\n"
		"marked existing, what was for one year ceased, what started part-way for a whole year, income "
		"provisional, requirements\n"
		"from the year's allocations.  What goes on, what ceased and why, what is left out and what to look at "
		"is told.  OUT is a\n"
		"package folder, a .json file, an .xlsx workbook, a new plan of a store, STORE#ID, or a branch that "
		"is there,\n"
		"STORE#ID@BRANCH (docs/agreeing-and-options.md).\n\n"
		"Without --policy it makes an option of the same years: the same plan, records and all, with "
		"--uplift and --cease.\n\n"
		"  --uplift RATES           5.3% for all, or rates of schemes and sources: '5.3%; home_care=3%; "
		"dfg=0%'; it moves\n"
		"                           income as well as spend (a scheme's rate: spend only), up or down\n"
		"  --cease SCHEMES          schemes that cease, with those below them, parted by commas\n"
		"  --as ID                  what the plan is called when OUT is a STORE\n"
		"  --force                  write OUT also where it is there already; rates above 50% or below -50%\n\n"
		"Example:  bcf roll examples/demo next-year --policy 2021-22 --uplift 5.3%\n",
		cmd_roll},
	{"compare", "compare PLAN PLAN... [--all] [--format text|json|csv]",
		"2 to 8 plans, or the branches of one, side by side",
		"Money (income, spend by source and by scheme), minimums (required, planned, margin), measures, and\n"
		"errors by check, as the figures of the catalogue give them.  The first plan is what the others "
		"differ\n"
		"from; plans of different years stand year beside year.  With one plan of a store, STORE#ID, all its\n"
		"branches are compared.\n\n"
		"  --all                    also what is alike in all of them\n\n"
		"Example:  bcf compare examples/demo policy/2019-20/cases/complete\n"
		"          bcf compare shared.db#exampleshire\n",
		cmd_compare},
	{"store", "store SUBCOMMAND ...", "one plan that several organisations can trust: versions, branches, backups",
		"A store keeps every version of every plan that is saved in it: who saved it, when, why, and what "
		"changed.  "
		"It is a file\n"
		"ending in .db, or a PostgreSQL database (postgresql://...).  A plan in it is named STORE#ID, an older "
		"version\n"
		"STORE#ID@VERSION; every command that reads a plan takes such a name.\n\n"
		"Example:  bcf store create shared.db\n"
		"          bcf store import shared.db examples/doncaster-2019-20 --as doncaster\n"
		"          bcf check shared.db#doncaster\n\n",
		.parts = store_parts, .part_count = STORE_PART_COUNT},
	{"verify", "verify FILE [--store STORE] [--key PUBLIC]", "is this store, or this list of heads, still true?",
		"FILE is a store, or a list of heads that 'bcf store head' made.\n\n"
		"  --store STORE            does this store still hold what the list says?\n"
		"  --key PUBLIC             the key that the list must be signed with\n\n"
		"Example:  bcf verify shared.db\n"
		"          bcf verify heads-march.txt --store shared.db --key auditor.pub\n",
		cmd_verify},
	{"fill", "fill TEMPLATE.xlsx PLAN -o OUT.xlsx [--area A] [--split RULE] [--replace] [--force]",
		"put a plan into the official workbook and touch nothing else of it",
		"Writes a copy of TEMPLATE in which the input cells hold the plan's values.  Every other part of the "
		"file stays "
		"as it is,\n"
		"byte for byte; formulas are calculated when it is opened.  Cells that hold something else, and "
		"formulas, are "
		"refused and\n"
		"listed (exit status 1; the file is written).  TEMPLATE may be a copy of our own workbook, too.\n\n"
		"  --area A                 the document of one board, from a plan of several\n"
		"  --split RULE             how amounts of the whole partnership fall to its areas, exact to the "
		"penny:\n"
		"                           'dorset=2/3; bournemouth_poole=1/3', or population\n"
		"  --replace                replace values that differ, never formulas\n"
		"  --force                  write OUT also where it is there already\n\n"
		"Example:  bcf fill template.xlsx examples/doncaster-2019-20 -o doncaster.xlsx\n",
		cmd_fill},
	{"synthesise",
		"synthesise --areas N --years Y --seed S [--defects LIST] [--first PERIOD] [--lines N] [--format "
		"folder|json] OUT",
		"a made-up nation of plans, clean or with known faults",
		"Makes one package for each area and policy year in OUT/<policy year>/<area>, from the made-up plan "
		"that each "
		"policy year\n"
		"ships.  The same numbers make the same nation on every machine.  Nothing in it is a real place or a "
		"real "
		"plan.\n\n"
		"  --areas N                how many areas\n"
		"  --years Y                how many policy years, from --first on (default: the earliest year known)\n"
		"  --seed S                 any number: another one makes another nation\n"
		"  --lines N                lines of spend in each plan (default 150)\n"
		"  --defects LIST           plant faults in about two plans of three and list them in OUT/defects.csv: "
		"all, or "
		"kinds parted\n"
		"                           by commas; 'bcf synthesise --defects list' prints the kinds\n\n"
		"Example:  bcf synthesise --areas 2 --years 1 --seed 7 --defects all made-up\n",
		cmd_synthesise},
};
const size_t command_count = sizeof commands / sizeof *commands;
