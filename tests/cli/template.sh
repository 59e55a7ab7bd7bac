#!/bin/sh
# National templates: recognised by what they contain, read by their map, every finding with its sheet and cell, nothing dropped in silence.
# The workbook is made here after the map of 2019-20; it is no copy of the national one.
. tests/cli/tap.sh
python=/usr/bin/python3
cat >"$tmp/make.py" <<'PY'
"""make.py OUT [CHANGE...]: a small workbook in the form that policy/2019-20/workbook.csv describes."""
import sys
import xlsxwriter

out, changes = sys.argv[1], sys.argv[2:]
SOURCES = ["DFG", "iBCF Contribution", "Winter Pressures Grant", "Minimum CCG Contribution", "Additional CCG Contribution", "Additional LA Contribution"]
income = dict(zip(SOURCES, [1000, 2000, 300, 9000, 0, 50]))
book = xlsxwriter.Workbook(out)
book.add_worksheet("1. Guidance").write("B2", "How to fill this in")
cover = book.add_worksheet("2. Cover")
cover.write("A1", "Better Care Fund 2019/20 Template" if "untitled" not in changes else "Another template")
for row, (label, value) in enumerate([("Version", 0.1), ("Health and Wellbeing Board:", "Sampleton"), ("Completed by:", "Sam Sample"), ("E-mail:", "sam@sampleton.example"),
                                      ("Contact number:", "01"), ("Who signed off the report on behalf of the Health and Wellbeing Board:", "Alex Sample"),
                                      ("Will the HWB sign-off the plan after the submission date?", "No")]):
    cover.write(4 + row, 1, label)
    cover.write(4 + row, 2, value)
cover.write("B41", "Contact number")
cover.write("C41", "C9")
cover.write_formula("D41", '=IF(ISBLANK(C9),"No","Yes")', None, "No" if "unready" in changes else "Yes")
lines = [(s, a) for s, a in income.items() if a]
lines[3:4] = [("Minimum CCG Contribution", 4000), ("Minimum CCG Contribution", 5000 + (123 if "mismatch" in changes else 0))]
spent = {s: sum(a for q, a in lines if q == s) for s in SOURCES}
summary = book.add_worksheet("3. Summary")
for column, text in enumerate(["Funding Sources", "Income", "Expenditure", "Difference"]):
    summary.write(3, 1 + column, text)
for row, s in enumerate(SOURCES + ["Total"]):
    i, e = (sum(income.values()), sum(spent.values())) if s == "Total" else (income[s], spent[s])
    summary.write(4 + row, 1, s)
    for column, value in enumerate([i, e, i - e]):
        summary.write_formula(4 + row, 2 + column, "=1", None, value)
book.add_worksheet("4. Strategic Narrative").write("B4", "People stay at home.")
sheet = book.add_worksheet("5. Income")
sheet.write("B9", "Local Authority Contribution")
sheet.write("C9", "Gross Contribution")
sheet.write("B10", "Sampleton Council")
sheet.write("C10", 1000)
sheet.write("B26", "CCG Minimum Contribution")
sheet.write("B27", "NHS Sampleton CCG")
sheet.write("C27", "nine thousand" if "words" in changes else 9000)
sheet.write("B59", "Funding source")
sheet.write("C59", "Total")
for row, s in enumerate(SOURCES):
    sheet.write(59 + row, 1, s)
    sheet.write(59 + row, 2, income[s])
for row, text in enumerate(["Minimum required spend: NHS commissioned out of hospital", "Minimum required spend: Adult Social Care services from CCG minimum"]):
    sheet.write(66 + row, 1, text)
    sheet.write_formula(66 + row, 2, "=C63*0.3", None, 2700.004)
sheet = book.add_worksheet("6. Expenditure")
HEADINGS = ["Scheme ID", "Scheme Name", "Brief Description of Scheme", "Scheme Type", "Sub Types", "Please specify if 'Scheme Type' is 'Other'", "Planned Output Unit",
            "Planned Output Estimate", "NEA", "DTOC", "RES", "REA", "Area of Spend", "Please specify if 'Area of Spend' is 'other'", "Commissioner", "% NHS (if Joint Commissioner)",
            "% LA (if Joint Commissioner)", "Source of Funding", "Expenditure (£)", "New/ Existing Scheme", "Provider"]
if "heading" in changes:
    HEADINGS[17] = "Funded by"
for column, text in enumerate(HEADINGS):
    sheet.write(10, column, text)
for row, (s, amount) in enumerate(lines):
    values = [row + 1, f"Scheme {row + 1}", "What it does", "DFG Related Schemes" if s == "DFG" else "Home Care or Domiciliary Care", None, None, "Hours of Care", 10, "High", "Low", "Medium", "Not applicable",
              "Social Care" if row != 4 else "Community Health", None, "CCG", None, None, s, amount, "Existing", "Local Authority"]
    for column, value in enumerate(values):
        if value is not None:
            sheet.write(11 + row, column, value)
    sheet.write_formula(11 + row, 16, "=1-P12", None, "")
sheet = book.add_worksheet("7. HICM")
for row, text in enumerate(["Early discharge planning", "Systems to monitor patient flow"]):
    for column, value in enumerate([f"Chg {row + 1}", text, "Established", "Mature", "On the way"]):
        sheet.write(8 + row, 1 + column, value)
sheet = book.add_worksheet("8. Metrics")
for row, text in enumerate(["Non-Elective Admissions", "Delayed Transfers of Care", "Residential Admissions", "Reablement"]):
    sheet.write(5 + 8 * row, 1, text)
    for quarter in range(4):
        sheet.write(6 + 8 * row, 2 + quarter, 100 + quarter)
        sheet.write(7 + 8 * row, 2 + quarter, 1000)
sheet = book.add_worksheet("9. Planning Requirements")
for row in range(2):
    for column, value in enumerate([f"PR{row + 1}", "A requirement", "Yes", "See the plan"]):
        sheet.write(6 + row, 1 + column, value)
if "own_sheet" in changes:
    mine = book.add_worksheet("Our workings")
    mine.write("A1", "Do not read")
    mine.write("A2", 5)
book.close()
PY
make_book() {
	name=$1
	shift
	"$python" "$tmp/make.py" "$tmp/$name.xlsx" "$@" 2>"$tmp/err" || fault "no workbook could be made: $(cat "$tmp/err")"
}
checked() {
	run bcf check "$tmp/$1.xlsx" --today 2019-09-20
}

make_book good
checked good
is_status 0
out_has "Better Care Fund 2019-20, Sampleton"
out_lacks "ERROR"
ok "a template is recognised and checked as the plan that it is"

make_book mismatch mismatch
mv "$tmp/mismatch.xlsx" "$tmp/any name"
run bcf check "$tmp/any name" --today 2019-09-20
is_status 1
out_has "EXP-03:sampleton:2019-20:ccg_minimum"
out_has "£123 more than its income"
out_like "6. Expenditure.*S15.*S16"
out_like "5. Income.*C27"
out_count 1 "ERROR "
ok "a template is known by what it contains, and a finding names sheets and cells"

make_book unready unready
checked unready
out_has 'The template'"'"'s own checklist does not say Yes for "Contact number" (C9)'
ok "what the template's own checklist says is read"

run bcf convert "$tmp/good.xlsx" "$tmp/good"
is_status 0
true_that "amounts" grep -q "^sampleton,2019-20,nhs_out_of_hospital_minimum,2700.00$" "$tmp/good/requirements.csv"
true_that "ids of labels" grep -q "^1,sampleton,2019-20,1,What it does,dfg,social_care,nhs,council,dfg,1000.00,existing$" "$tmp/good/spend.csv"
true_that "units by the year's words" grep -q "^1,2019-20,planned output,hours,10$" "$tmp/good/activity.csv"
true_that "impact" grep -q "^1,delayed_transfers,Low$" "$tmp/good/spend_impact.csv"
true_that "payers" grep -q "^dfg-1,sampleton,2019-20,dfg,sampleton_council,1000.00$" "$tmp/good/income.csv"
true_that "levels" grep -q "^sampleton,early_discharge_planning,established,mature,On the way$" "$tmp/good/maturity.csv"
true_that "quarters" grep -q "^sampleton,reablement,2019-20Q4,plan,103,1000$" "$tmp/good/observations.csv"
true_that "prose" grep -q "^People stay at home.$" "$tmp/good/narrative/a.md"
ok "labels become ids and places become rows"

make_book words words
checked words
out_has "Income line ccg_minimum-1 has no amount. [INC-21]"
out_has '5. Income › C27: "nine thousand", is not an amount of money'
ok "words where an amount should be are not taken for one"

make_book heading heading
checked heading
is_status 2
out_empty
err_has "heading.xlsx › 6. Expenditure: the heading 'Source of Funding' is missing in row 11, where the nearest is 'Funded by'; give it its name back ("
ok "a heading that is gone is told, and nothing is read without it"

changed() {
	"$python" - "$tmp/good.xlsx" "$tmp/$1.xlsx" "$2" 2>"$tmp/err" <<'PY' || fault "openpyxl: $(cat "$tmp/err")"
import sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1], data_only=True)
exec(sys.argv[3])
book.save(sys.argv[2])
PY
}

changed sums 's = book["6. Expenditure"]; s["B20"] = "Grand total"; s["S20"] = 17350; s["A21"] = "Agreed with finance"; s["S23"] = 17350; book["5. Income"]["B29"] = "Total"; book["5. Income"]["C29"] = 9000'
run bcf convert "$tmp/good.xlsx" "$tmp/plain" --quiet
run bcf convert "$tmp/sums.xlsx" "$tmp/sums"
is_status 0
tr -s " \n" " " <"$tmp/err" >"$tmp/flat"
for t in spend income schemes organisations; do
	true_that "the same $t" cmp -s "$tmp/plain/$t.csv" "$tmp/sums/$t.csv"
done
true_that "row 20" grep -q "row 20 looks like a total, and was not read as a line" "$tmp/flat"
true_that "row 21" grep -q "row 21 looks like a note, and was not read as a line" "$tmp/flat"
true_that "row 23" grep -q "row 23 looks like a total, and was not read as a line" "$tmp/flat"
true_that "row 29" grep -q "row 29 looks like a total, and was not read as a line" "$tmp/flat"
ok "totals and notes among the lines are no lines, and are told"

true_that "no statement" test "$(grep -c "^summary_" "$tmp/plain/stated.csv")" -eq 0
changed typed 'book["3. Summary"]["C5"] = 1'
run bcf convert "$tmp/typed.xlsx" "$tmp/typed" --quiet
true_that "a statement" grep -q "^summary_income_dfg,.*,1," "$tmp/typed/stated.csv"
ok "a figure that the template works out is no statement; one typed over it is"

changed renamed 'book["8. Metrics"].title = "8. Metrics v2"'
checked renamed
is_status 2
err_has "this looks like the Better Care Fund 2019-20 template, but sheet '8. Metrics' is missing (there is '8. Metrics v2'); give it its name back"
changed twice 'book.create_sheet("6. expenditure ")'
checked twice
is_status 2
err_has "twice.xlsx: its sheets '6. Expenditure' and '6. expenditure ' have the same name but for blanks and capitals; rename one"
changed own_tab 'book.create_sheet("BCF")["A1"] = "Our notes"'
checked own_tab
is_status 0
out_has "Better Care Fund 2019-20, Sampleton"
ok "a sheet that was renamed, or is there twice, is told; a tab BCF of the council's own is none of ours"

make_book untitled untitled
checked untitled
is_status 2
err_has "this workbook is no template that bcf knows"
err_has "'Better Care Fund 2019-20' (sheet '2. Cover' does not hold 'Better Care Fund 2019/20 Template')"
err_has "'Better Care Fund 2016-17' (there is no sheet '4. HWB Expenditure Plan')"
err_has "its sheets are '1. Guidance', '2. Cover'"
err_has "--map MAP.csv"
ok "a workbook that is not recognised is told what was looked for and what was found"

"$python" - "$tmp/good.xlsx" "$tmp/uncalculated.xlsx" 2>"$tmp/err" <<'PY' || fault "openpyxl: $(cat "$tmp/err")"
import sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
book["5. Income"]["C27"] = "=SUM(4000,5000)"
book.save(sys.argv[2])
PY
checked uncalculated
is_status 2
err_has "formulas that nobody has calculated; open the workbook in Excel"
ok "a workbook that no spreadsheet program has calculated is refused with the advice to open and save it"
finish
