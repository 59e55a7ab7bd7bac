#!/bin/sh
# bcf store: versions of a plan, who saved them, and STORE#ID wherever a plan is read.
. tests/cli/tap.sh
export BCF_BY="A Person"
store=$tmp/s.db
export SOURCE_DATE_EPOCH=1568937600 # 20 September 2019, 00:00 UTC, is now

run bcf store create "$store"
is_status 0
out_empty
err_has "bcf store import $store PLAN --as NAME"
run bcf store log "$store"
is_status 0
out_has "holds no plan yet"
out_has "bcf store import $store PLAN --as NAME"
run bcf check "$store"
is_status 2
err_has "holds no plan yet"
run bcf store create "$store"
is_status 2
err_has "$store"
ok "a new store says what to do; it is made once"

clean_plan plan
run bcf store import "$store" "$tmp/plan" --as one --message "first draft"
is_status 0
out_is "Saved version 1 of one"
run bcf store import "$store" "$tmp/plan" --as one
is_status 0
out_has "Nothing differs from version 1 of one; nothing was saved."
run bcf store log "$store#one"
out_count 1 "first draft"
true_that "one version" test "$(wc -l <"$tmp/out")" -eq 2
ok "a plan is saved once; what does not differ makes no version"

true_that "the digests of the folder" test "$(digests_of "$tmp/plan")" = "$(digests_of "$store#one")"
for command in "check $store#one" "explain $store#one spend.by_source" "convert $store#one $tmp/out.json"; do
	run bcf $command
	is_status 0
done
run bcf check "$store#one" --format json
out_has '"package":"one"'
ok "a plan in a store has the digests that it had, and can be read by every command"

sed -i '/^3,/s/2000000.00/1999999.00/; /^6,/s/2000000.00/2000001.00/' "$tmp/plan/spend.csv"
run bcf store import "$store" "$tmp/plan" --as one --message "second" --by "B Person"
is_status 2
err_has "version 1 was saved by A Person on "
err_has "--replace puts this in the place of version 1"
run bcf store import "$store" "$tmp/plan" --as one --message "second" --by "B Person" --replace
is_status 0
out_has "Saved version 2 of one"
out_has "changed since version 1: spend: 2 rows"
err_has "replaces version 1"
ok "a plan that does not say what it was made from replaces what somebody else saved only when that is said"

run bcf check "$store#one"
is_status 1
out_has "$store#one@2, "
out_has "spend 3"
run bcf check "$store#one" --format json
out_has "\"source\":{\"store\":\"$store\",\"plan\":\"one\",\"version\":2}"
run bcf check "$store#one@1"
is_status 0
ok "findings say in which version and row they stand; an older version can be named"

run bcf waive "$store#one" RNG-01:exampleshire:2019-20 --reason "agreed by both" --by "C Person" --until 2020-03-31
is_status 0
run bcf check "$store#one"
is_status 0
out_has "1 waived"
run bcf store log "$store#one" --all
out_like "^[0-9]+ +2019-09-20 00:00 +C Person +waive +3 "
run bcf store log "$store#one"
out_has "RNG-01:exampleshire:2019-20 waived until 2020-03-31: agreed by both"
ok "waiving in a store makes a version, by whom and why"

run bcf store log "$store"
is_status 0
out_like "^one +3 +2019-09-20 00:00 +C Person +3 +1 "
run bcf store log "$store" --format json
out_has '"plans":[{"plan":"one","version":3,'
run bcf store log "$store#one" --format csv
is_status 0
out_like "^version,written,author,branch,changed,message,parent,merged,digest,plan_digest,version_digest$"
out_like '^2,2019-09-20T00:00:00Z,B Person,main,spend,second,1,0,sha256:'
run bcf store log "$store#one" --format json
out_has '"versions":[{"version":3,'
run bcf store log "$store#one@1"
true_that "one row" test "$(wc -l <"$tmp/out")" -eq 2
out_has "first draft"
ok "the log of a store has a row a plan, that of a plan a row a version, as text, JSON and CSV"

run bcf check "$store"
is_status 2
err_has "holds 1 plan: one; name one as $store#one"
run bcf check "$store#two"
is_status 2
err_has "two"
run bcf check "$store#one@9"
is_status 2
err_has "9"
run bcf check "$tmp/absent.db#one"
is_status 2
err_has "absent.db"
true_that "nothing made" test ! -e "$tmp/absent.db"
ok "a store, a plan or a version that is not there is refused, and what there is is listed"

run bcf convert "$tmp/plan" "$store#one"
is_status 2
err_has "bcf store import"
run bcf convert "$tmp/plan" "$store"
is_status 2
err_has "bcf store import"
run bcf store import "$store" "$tmp/plan"
is_status 2
err_has "--as ID"
run bcf store import "$store" "$tmp/plan" --as 'Not A Name'
is_status 2
err_has "Not A Name"
run bcf store import "$tmp/plan" "$tmp/plan" --as one
is_status 2
err_has "is no store"
ok "writing to a store goes by import, with a name"

run bcf store import "$store" "$tmp/plan" --as one --base 7
is_status 2
run bcf store import "$store" "$tmp/plan" --as one --base 1 --replace
is_status 2
err_has "--base and --replace"
run bcf store import "$store" "$tmp/plan" --as new --base 1
is_status 2
err_has "holds no plan 'new' yet"
BCF_BY= run bcf store import "$store" "$tmp/plan" --as one --by ""
is_status 2
err_has "--by"
ok "a base that is not there, and nobody's name, are refused"

# ---- branches ----
run bcf store branch "$store#one" less
is_status 0
err_has "branch less begins at version 3"
run bcf store export "$store#one@less" "$tmp/less"
is_status 0
sed -i '/^1,/s/\.00,/.50,/' "$tmp/less/spend.csv"
run bcf store import "$store" "$tmp/less" --as one --branch less --message "fifty pence"
is_status 0
out_has "Saved version 4 of one, on branch less"
run bcf store branch "$store#one"
is_status 0
out_like "^main +3 "
out_like "^less +4 .*spend: 1 row, \+£0.50 "
run bcf store log "$store#one" --branch less
out_has "fifty pence"
run bcf store log "$store#one" --branch main
out_lacks "fifty pence"
ok "a branch is begun, saved on, and compared with main"

run bcf store branch "$store#one" less --into main
is_status 0
out_has "Saved version 5 of one"
run bcf store log "$store#one"
out_has "branch less taken forward"
out_has "takes in version 4"
run bcf store branch "$store#one"
out_like "^less +4 .*nothing"
run bcf store branch "$store#one" less --into main
is_status 0
out_is "Everything on branch less is in main already; nothing was saved."
err_empty
run bcf store branch "$store#one" less
is_status 2
run bcf store branch "$store#one" 12
is_status 2
err_has "12"
ok "a branch is taken into main once, and kept"

# ---- verify ----
run bcf store verify "$store"
is_status 0
out_has "1 plan, 5 versions"
out_has "This is tamper-evident, not tamper-proof: "
run bcf verify "$store"
is_status 0
run bcf store key "$tmp/key"
is_status 0
true_that "mode 600" test "$(stat -c %a "$tmp/key")" = 600
run bcf store key "$tmp/key"
is_status 2
err_has "is there already"
run bcf store head "$store" --sign "$tmp/key" -o "$tmp/heads"
is_status 0
out_empty
run bcf verify "$tmp/heads" --store "$store" --key "$tmp/key.pub"
is_status 0
out_has "The signature of $tmp/heads holds: written 2019-09-20 00:00 by A Person"
out_has "is as $tmp/heads says: 2 chains"
ok "a store verifies, and its heads can be signed and kept elsewhere"

run bcf store import "$store" "$tmp/plan" --as one --replace
is_status 0
run bcf store verify "$store" --head "$tmp/heads" --key "$tmp/key.pub"
is_status 0
sed 's/^events 9 /events 8 /; s/by A Person/by B Person/' "$tmp/heads" >"$tmp/forged"
run bcf verify "$tmp/forged" --key "$tmp/key.pub"
is_status 1
out_has "DOES NOT HOLD  the signature"
bcf store key "$tmp/other" --quiet
run bcf verify "$tmp/heads" --key "$tmp/other.pub"
is_status 1
out_has "signed with another key"
run bcf verify "$tmp/heads" --key "$tmp/other"
is_status 2
err_has "is a secret key"
bcf store head "$store" >"$tmp/unsigned"
run bcf verify "$tmp/unsigned" --key "$tmp/key.pub"
is_status 1
out_has "is not signed"
chmod 644 "$tmp/other"
run bcf store head "$store" --sign "$tmp/other"
is_status 2
err_has "others may read"
ok "later versions agree with the heads; a head that was changed, or signed by another, does not hold"

bcf store create "$tmp/t.db" --quiet --by "Other Clerk"
bcf store import "$tmp/t.db" "$tmp/plan" --as one >"$tmp/out"
run bcf store verify "$tmp/t.db" --head "$tmp/heads"
is_status 1
out_has "DOES NOT HOLD"
out_has "the store's own chain"
run bcf store verify "$tmp/plan"
is_status 2
err_has "is no store"
run bcf verify "$tmp/plan/spend.csv"
is_status 2
err_has "no list of heads"
ok "a store whose past is shorter or another does not hold against the heads"

# ---- words ----
for sub in create import export log branch verify head key backup restore reindex; do
	run bcf store $sub --help
	is_status 0
	out_has "usage: bcf store $sub"
	out_has "Example:"
done
run bcf store --help
is_status 0
out_has "'bcf store SUBCOMMAND --help' tells more"
run bcf store
is_status 2
err_has "name a subcommand"
run bcf store imprt
is_status 2
err_has "did you mean 'import'?"
run bcf help store log
out_has "usage: bcf store log"
ok "every subcommand has a help with an example, and a wrong one is guessed at"

finish
