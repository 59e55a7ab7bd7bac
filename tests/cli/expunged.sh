#!/bin/sh
# After a text was expunged: older versions are read without it, and files that were taken out before still merge.
. tests/cli/tap.sh
export BCF_BY="A Clerk"
store=$tmp/s.db

gone() {
	for who in "A Person" "B Person"; do
		bcf store expunge "$store#one" "$1" --reason "asked to" --by "$who" >"$tmp/out" 2>"$tmp/err" || fault "not expunged: $1"
	done
}

clean_plan plan
printf 'contact,name,role,email\nzq,Zebedee Quill,Officer,zq@example.org\n' >"$tmp/plan/contacts.csv"
bcf store create "$store" --quiet
bcf store import "$store" "$tmp/plan" --as one --quiet >"$tmp/out"
bcf store export "$store#one" "$tmp/early.json" --quiet
bcf store export "$store#one" "$tmp/changed.json" --quiet
bcf agree "$store#one" --organisation county_council --person A --all --quiet
bcf store export "$store#one" "$tmp/next" --quiet
rm "$tmp/next/contacts.csv"
sed -i '/^3,/s/2000000.00/1999999.00/' "$tmp/next/spend.csv"
run bcf store import "$store" "$tmp/next" --as one
is_status 0
gone 1:contacts.csv

for command in "check $store#one@1" "agree $store#one@1" "compare $store#one@1 $store#one" "store export $store#one@1 $tmp/old" "diff $store#one@1 $store#one" "explain $store#one@1 spend.by_source"; do
	run bcf $command
	true_that "status 0 or 1 of $command" test "$status" -le 1
	err_has "bcf: contacts.csv of version 1 was expunged on "
	err_has "(asked by A Person, confirmed by B Person: asked to); what follows is without it"
	err_messages 1
done
true_that "the rest of it" test -s "$tmp/old/spend.csv"
true_that "nothing of it" test ! -e "$tmp/old/contacts.csv"
run bcf check "$store#one"
err_empty
ok "a version of which a table was expunged is read without it, and that is said"

run bcf agree "$store#one"
is_status 0
err_empty
out_has "1 lapsed"
out_has "since then amount £2,000,000 → £1,999,999 (version 3, by A Clerk)"
ok "what changed since a line was agreed is found through versions of which something was expunged"

# ---- files that were taken out before ----
sed -i 's/"500000.00"/"499999.00"/' "$tmp/early.json"
run bcf store import "$store" "$tmp/early.json" --as one
is_status 0
out_has "Saved version 4 of one"
run bcf store export "$store#one" "$tmp/now"
true_that "the contacts stay away" test ! -e "$tmp/now/contacts.csv"
true_that "one change" grep -q '^4,.*,499999.00,' "$tmp/now/spend.csv"
true_that "the other change" grep -q '^3,.*,1999999.00,' "$tmp/now/spend.csv"
sed -i 's/"499999.00"/"499998.00"/' "$tmp/early.json"
run bcf store import "$store" "$tmp/early.json" --as one
is_status 0
out_has "Saved version 5 of one"
run bcf store export "$store#one" "$tmp/now" --force
true_that "the contacts stay away" test ! -e "$tmp/now/contacts.csv"
run bcf store verify "$store"
is_status 0
ok "a file that was taken out before merges, also when it comes again; what it left as it was stays expunged"

sed -i 's/Zebedee Quill/Zeb Quill/; s/"500000.00"/"480000.00"/' "$tmp/changed.json"
run bcf store import "$store" "$tmp/changed.json" --as one
is_status 2
out_empty
err_has "bcf: $store#one@1: contacts.csv was expunged on "
err_has "take the newest version out ('bcf store export $store#one PLAN') and make your changes there, or say --replace"
run bcf store log "$store#one"
out_lacks "6 "
ok "a file that has another text where one was expunged is refused, with what to do"

# ---- what money is in ----
gone 1:spend.csv
run bcf explain "$store#one@1" spend.by_source
is_status 2
err_has "spend.csv of version 1 was expunged"
err_has "spend.by_source has no value there"
run bcf compare "$store#one@1" "$store#one"
is_status 0
out_like '^  planned spend +– '
run bcf diff "$store#one@1" "$store#one"
is_status 1
out_has "agreed"
out_lacks "spend"
run bcf store log "$store#one"
is_status 0
ok "figures of a table that was expunged are not derived, and there is no difference in it"
finish
