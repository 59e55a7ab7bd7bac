#!/bin/sh
# Whoever follows "Next year's pack" of docs/policy-packs.md, block by block, has a pack that passes.
. tests/cli/tap.sh
doc=docs/policy-packs.md

awk '/^## / { inside = /^## Next year/ } inside' $doc >"$tmp/section"
awk '/^```sh$/ && !open { open = 1; next } /^```$/ { open = 0; next } open' "$tmp/section" >"$tmp/blocks"
true_that "$doc has a section \"Next year's pack\" with blocks to follow" test "$(grep -c '^bcf policy' "$tmp/blocks")" -ge 3
ok "there is a way to write next year's pack"

mkdir "$tmp/desk" "$tmp/bin"
cp -R policy "$tmp/desk/policy"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$BCF" >"$tmp/bin/bcf"
chmod +x "$tmp/bin/bcf"
follow() {
	(cd "$tmp/desk" && PATH="$tmp/bin:$PATH" sh -eu "$tmp/blocks")
}
run follow
is_status 0
out_has '2022-23 is begun'
ok "every block can be followed"
true_that "the last line says that every case passes" test "$(grep -c '^2022-23: .* 0 failed$' "$tmp/out")" = 2
ok "and the pack that comes of it passes"

run bcf policy show 2022-23 --policy-path "$tmp/desk/packs"
is_status 0
out_has 'Discharge Fund (council)'
out_has 'UPL-03'
out_lacks 'MET-19'
out_lacks '14 days or more'
ok "it asks for what the new year asks for"

# A plan of the new year is judged by it: the grant that the section adds is held to its amount, without a new check.
cp -R "$tmp/desk/packs/2022-23/cases/complete" "$tmp/plan"
run bcf check "$tmp/plan" --policy-path "$tmp/desk/packs" --today 2022-11-17
is_status 0
sed -i 's/discharge_la,county_council,200000.00/discharge_la,county_council,199999.00/' "$tmp/plan/income.csv"
run bcf check "$tmp/plan" --policy-path "$tmp/desk/packs" --today 2022-11-17
is_status 1
out_has 'INC-04:exampleshire:2022-23:discharge_la'
ok "a plan of that year is judged by it"
finish
