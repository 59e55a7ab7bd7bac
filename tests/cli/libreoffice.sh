#!/bin/sh
# Our workbook through another program: LibreOffice opens and saves it, and it reads back as the same plan.
. tests/cli/tap.sh

if ! command -v soffice >/dev/null 2>&1; then
	skip "every example survives LibreOffice" "there is no soffice"
	skip "texts that programs stumble over survive LibreOffice" "there is no soffice"
	finish
fi

mkdir "$tmp/books" "$tmp/saved"
for plan in examples/*; do
	run bcf convert "$plan" "$tmp/books/$(basename "$plan").xlsx" --today 2019-09-20
	is_status 0
done

# Keys like numbers, dates and truths; formulas; control characters; escapes; blanks, line breaks and marks.
clean_plan hard
{
	echo 'line,area,period,description,nhs_portion,amount,to_nearest,note'
	printf '007,*,2016-04,=1+1,1/3,64.10,,"\n\nleads and\n\nbreaks"\n'
	printf '1,+1,2016-17Q1,"\ttab\tand  blanks",1/2,99.99,[z],_x000D_ and _x0041_\n'
	printf '1/2,-x,2011-12-01/2011-12-31,@me,0,-0.01,[c],"a\rb\001c\033"\n'
	printf '2016-04,a,2016-04-01,"  leading",1,20000000000.00,[x],\360\237\230\200 \327\251\327\234\n'
	printf 'TRUE,a,2019-20,"""Social Care""",,0.00,1000.00,#N/A\n'
	printf '1E5,a,2019-20,12.50,,,,2019-04-01\n'
} >"$tmp/hard/spend.csv"
{
	echo 'area,metric,period,kind,value,numerator,decimals'
	echo 'a,m,2016-04,actual,0.1,123456789012,0'
	echo 'a,m,2016-05,actual,1.234567890123456,0.000001,15'
	echo 'a,m,2016-06,actual,-0.5,9000000000000,'
} >"$tmp/hard/observations.csv"
mkdir -p "$tmp/hard/narrative"
printf '# Title\n\n\n\n- one\n- two\n    code\n\n=not a formula\n' >"$tmp/hard/narrative/words.md"
run bcf convert "$tmp/hard" "$tmp/books/hard.xlsx" --today 2019-09-20
is_status 0
err_empty

last="soffice --convert-to xlsx"
timeout 120 soffice "-env:UserInstallation=file://$tmp/profile" --headless --convert-to xlsx --outdir "$tmp/saved" "$tmp"/books/*.xlsx >"$tmp/out" 2>"$tmp/err"
status=$?
is_status 0

same_after() {
	run bcf convert "$1" "$tmp/before.json" --force
	run bcf convert "$tmp/saved/$2.xlsx" "$tmp/after.json" --force --quiet
	is_status 0
	err_empty
	true_that "$2: the same plan" cmp -s "$tmp/before.json" "$tmp/after.json"
}

for plan in examples/*; do
	same_after "$plan" "$(basename "$plan")"
done
ok "every example survives LibreOffice"

same_after "$tmp/hard" hard
cmp "$tmp/before.json" "$tmp/after.json" >/dev/null 2>&1 || fault "$(diff "$tmp/before.json" "$tmp/after.json" | head -n 4)"
ok "texts that programs stumble over survive LibreOffice"

finish
