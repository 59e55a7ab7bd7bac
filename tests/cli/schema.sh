#!/bin/sh
# bcf schema: the tables and columns of the contract (section 2), in its order, and every form in which they are printed.
. tests/cli/tap.sh

# Written from the contract, not from the program.  * is a key, ! is record; a table marked ! is record whole.
cat >"$tmp/contract" <<'END'
plan title policy partnership status! submitted! starts ends contact materiality_amount materiality_percent
areas area* name code region starts ends
authorities area* authority* name tier organisation
organisations organisation* name kind code starts ends
successions predecessor* successor* date* portion basis
commissioner_shares area* organisation* period* of_commissioner of_area
population area* ages* period* people source
contacts contact* name role organisation email
bodies body* name kind of_organisations reports_to may
meetings meeting* body date papers_due publish_by state!
requirements area* period* measure* amount to_nearest basis
income line* area period source payer amount to_nearest certainty released! purpose recurrence starts ends note
passported area* period* source* recipient* amount due paid!
schemes scheme* parent title description type themes statements lead host pooling agreement vat_basis status status_now! note
spend line* area period scheme description type type_other subtype area_of_spend area_other commissioner nhs_portion provider_kind provider_other provider source amount to_nearest nature recurrence status note
spend_impact line* metric* level
activity line* period* measure* unit planned actual! basis
contracts contract* scheme provider title amount starts ends extension_to notice_months lead
agreements agreement* title kind host pool_manager starts ends effective signed! amount vat_basis
agreement_parties agreement* organisation* signatory signed!
agreement_terms agreement* term* text clause
shares share* area period kind basis unit baseline target price fraction cap guaranteed payer clause
share_splits share* tier* organisation* portion
postings! entry* leg* date accounting_period account organisation area scheme line source amount vat reference memo
forecasts! area* period* scheme* source* as_at* amount reason
agreed! line* organisation* person date digest
conditions area* condition* as_at* answer due comment
planning_requirements area* requirement* met! evidence action! due
observations area* metric* breakdown* period* kind* as_at* value numerator denominator decimals qualifier basis source
ambitions area* metric* period* intent change_percent against each rationale
benefits scheme* metric* period* amount unit_value cashable method evidence
evaluations! scheme* date* method finding cost benefit recommendation decided_by
maturity area* change* as_at* current planned due comment
features matrix* feature* team* state! note
milestones milestone* workstream scheme activity owner starts due done! status! note
risks risk* description likelihood impact owner mitigation residual_likelihood residual_impact reviewed!
actions! action* arising owner due done note
documents! document* title status owner due link digest
signoffs! body* role* area* date* person decision under conditions reference digest note
waivers! finding* actual reason agreed_by until
stated statement* figure of area period printed heading qualifier section
stated_parts statement* how* part*
coverage tbl* area* period* extent note
END
# table,column,key,part: one line a column
awk '{ whole = sub(/!$/, "", $1)
	for (i = 2; i <= NF; i++) {
		name = $i
		key = sub(/\*$/, "", name) ? "yes" : ""
		record = sub(/!$/, "", name) || whole
		print $1 "," name "," key "," (record ? "record" : "plan")
	} }' "$tmp/contract" >"$tmp/columns"

run bcf schema --format csv
is_status 0
err_empty
true_that "header" test "$(head -n 1 "$tmp/out")" = table,column,type,key,part,words,refers,help
cp "$tmp/out" "$tmp/csv"
sed 1d "$tmp/csv" | cut -d, -f1,2,4,5 >"$tmp/got"
diff "$tmp/columns" "$tmp/got" >"$tmp/diff" || fault "not as the contract: $(grep '^[<>]' "$tmp/diff" | head -n 6 | tr '\n' ' ')"
ok "tables, columns, keys and what is record are those of the contract, in its order"

sed 1d "$tmp/csv" | cut -d, -f3 | sort -u >"$tmp/types"
printf '%s\n' amount count date decimal list period ratio text >"$tmp/wanted"
true_that "the types: $(tr '\n' ' ' <"$tmp/types")" cmp -s "$tmp/types" "$tmp/wanted"
ok "the types are text, amount, decimal, count, date, period, ratio and list, and all are used"

# Types that the contract's words give.
while read -r table column type; do
	grep -q "^$table,$column,$type," "$tmp/csv" || fault "$table.$column is not of type $type"
done <<'END'
plan submitted date
plan materiality_amount amount
plan materiality_percent decimal
population people count
successions portion ratio
commissioner_shares of_area ratio
bodies reports_to list
bodies may list
schemes themes list
schemes statements list
requirements amount amount
income released date
spend nhs_portion ratio
spend amount amount
spend period period
spend to_nearest amount
activity planned decimal
contracts notice_months count
agreements effective date
shares price amount
shares fraction ratio
share_splits portion ratio
postings vat amount
observations value decimal
observations decimals count
milestones starts period
milestones due period
milestones done date
signoffs date period
waivers until date
coverage period text
END
ok "types of columns are what the contract's words ask for"

# Closed lists that the contract gives.
while IFS='|' read -r table column words; do
	grep -qF -e "$words" "$tmp/csv" || fault "no list $words"
	bcf schema "$table" | grep -F -e "| \`$column\` |" | grep -qF -e "| $words |" || fault "$table.$column has not the words $words"
done <<'END'
plan|status|draft, agreed, submitted, approved, published_extract
authorities|tier|unitary, county, district
organisations|kind|council, district, nhs_commissioner, nhs_trust, voluntary, private, other
population|ages|all, 18+, 65+
bodies|kind|board, committee, group, officer
bodies|may|decide, recommend, note
income|certainty|committed, provisional, contingent, withheld
income|recurrence|recurrent, non_recurrent
schemes|pooling|pooled, aligned, passed_through, one_partner
spend|nature|revenue, capital
spend|status|new, existing, ceased
activity|unit|hours, referrals, packages, placements, FTE, beds, adaptations, people, fee
agreements|kind|s75, s256, other
shares|kind|risk, gain, performance, overspend
conditions|answer|yes, no, in_progress
observations|kind|actual, forecast, baseline, plan, proposed, expected, stretch, do_nothing
ambitions|intent|reduce, increase, hold, limit_growth
ambitions|each|year, quarter, month
evaluations|recommendation|continue, change, cease
documents|status|to_follow, draft, final, published
signoffs|decision|planned, approve, in_principle, subject_to, refuse, return, comment, note, ratify
stated|qualifier|about, over, under, at least, at most, almost
stated_parts|how|add, subtract, multiply, divide, percent_of, includes
coverage|extent|all, part, none
END
ok "closed lists hold the contract's words in its order"

run bcf schema
is_status 0
sed -n 's/^## `\([a-z_]*\)`.*/\1/p' "$tmp/out" >"$tmp/got"
cut -d' ' -f1 "$tmp/contract" | tr -d '!' >"$tmp/wanted"
true_that "a heading a table" cmp -s "$tmp/got" "$tmp/wanted"
true_that "a line a column" test "$(grep -c '^| `' "$tmp/out")" -eq "$(wc -l <"$tmp/columns")"
cp "$tmp/out" "$tmp/markdown"
run bcf schema --format markdown
out_is "$tmp/markdown"
ok "Markdown, which is also the default, has every table and column"

run bcf schema --format json
is_status 0
true_that "a format" grep -q '"format": 1' "$tmp/out"
sed -n 's/^ *"name": "\([^"]*\)",$/\1/p' "$tmp/out" >"$tmp/got"
awk '{ gsub(/[*!]/, ""); for (i = 1; i <= NF; i++) print $i }' "$tmp/contract" >"$tmp/wanted"
true_that "names in their order" cmp -s "$tmp/got" "$tmp/wanted"
true_that "as many keys" test "$(grep -c '"key": true' "$tmp/out")" -eq "$(grep -c ',yes,' "$tmp/columns")"
true_that "as many records" test "$(grep -c '^ \{10,\}"record": true' "$tmp/out")" -eq "$(grep -c ',record$' "$tmp/columns")"
ok "JSON has every table and column in order, with keys and what is record"

run bcf schema --format sql
is_status 0
cp "$tmp/out" "$tmp/schema.sql"
if command -v sqlite3 >/dev/null 2>&1; then
	sqlite3 -bail "$tmp/made.db" <"$tmp/schema.sql" >"$tmp/out" 2>"$tmp/err" || fault "sqlite3 refuses the SQL"
	sqlite3 "$tmp/made.db" "select m.name || ',' || c.name from sqlite_master m join pragma_table_info(m.name) c
		where m.type = 'table' and c.name <> 'row_id' order by m.rowid, c.cid" >"$tmp/got"
	cut -d, -f1,2 "$tmp/columns" >"$tmp/wanted"
	true_that "every table and column" cmp -s "$tmp/got" "$tmp/wanted"
	ok "sqlite3 takes the SQL and makes every table and column of it"
	bcf schema --policy-tables --format sql | sqlite3 -bail "$tmp/made.db" 2>"$tmp/err" || fault "sqlite3 refuses the SQL of the policy tables beside the plan's"
	ok "sqlite3 takes the SQL of the policy tables too"
else
	skip "sqlite3 takes the SQL and makes every table and column of it" "sqlite3 is not installed"
	skip "sqlite3 takes the SQL of the policy tables too" "sqlite3 is not installed"
fi

# Reserved words that both SQLite and PostgreSQL refuse as a bare column name, but for `of`, which is quoted.
for word in all and any array as asc between by case check collate column constraint create cross current_date default desc distinct do else end except \
	exists false for foreign from full grant group having in index inner insert intersect into is isnull join leading left like limit natural not notnull \
	null offset on only or order outer primary references returning right select set table then to trailing true union unique update user using values when where window with; do
	cut -d, -f2 "$tmp/columns" | grep -qx "$word" && fault "a column is named $word"
	cut -d, -f1 "$tmp/columns" | grep -qx "$word" && fault "a table is named $word"
done
ok "no table or column bears a reserved word"

run bcf schema --format datapackage
is_status 0
out_has '"resources"'
while read -r t; do
	out_has "\"$t.csv\""
done <<END
$(cut -d' ' -f1 "$tmp/contract" | tr -d '!')
END
ok "the Frictionless descriptor names every table's file"

run bcf schema spend
is_status 0
out_has '## `spend`'
out_lacks '## `income`'
true_that "its columns" test "$(grep -c '^| `' "$tmp/out")" -eq "$(grep -c '^spend,' "$tmp/columns")"
run bcf schema spend --format csv
is_status 0
true_that "its columns" test "$(grep -c '^spend,' "$tmp/out")" -eq "$(($(wc -l <"$tmp/out") - 1))"
run bcf schema spend --format json
is_status 0
out_has '"name": "nhs_portion"'
out_lacks '"name": "income"'
run bcf schema spend --format sql
is_status 0
true_that "one table" test "$(grep -c '^CREATE TABLE' "$tmp/out")" -eq 1
ok "one table alone can be had as Markdown, CSV, JSON and SQL"

run bcf schema spend --format datapackage
is_status 0
out_has '"spend.csv"'
out_lacks '"income.csv"'
ok "one table alone can be had as a descriptor"

run bcf schema spnd
is_status 2
out_empty
err_has "did you mean 'spend'?"
err_messages 1
ok "an unknown table is refused, and the nearest named"

run bcf schema --policy-tables --format csv
is_status 0
for t in sources conditions metrics scheme_types maturity_changes requirements allocations aliases; do
	out_like "^$t,"
done
out_like '^sources,source,text,yes,'
out_like '^allocations,amount,amount,'
ok "--policy-tables prints the tables of a policy pack"

finish
