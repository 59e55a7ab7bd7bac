#!/bin/sh
# Harmful and broken workbooks: each is refused with a message about what is wrong with it, in a second and 64 MiB.
. tests/cli/tap.sh

if ! python3 -c 'import zipfile' >/dev/null 2>&1; then
	skip "harmful workbooks are refused" "there is no python3 to make them with"
	finish
fi
made=$tmp/made
mkdir "$made"
python3 tests/cli/hostile.py "$made" || exit 2
cd "$made" || exit 2
dump=$(dirname "$BCF")/tests/xlsx_dump

# run, and what it took.  A sanitized program takes more of both: there only the outcome is judged.
measured() {
	run python3 "$here/tests/cli/measured.py" "$tmp/took" "$@"
	read -r seconds megabytes <"$tmp/took"
	if [ -z "${BCF_SANITIZED:-}" ]; then
		[ "$(echo "$seconds" | tr -d .)" -le 100 ] || fault "took $seconds seconds of the processor"
		[ "$megabytes" -le 64 ] || fault "took $megabytes MiB"
	fi
}

# refused FILE WHERE TEXT: one message, word for word; WHERE is what follows the file's name.
refused() {
	measured "$BCF" check "$1"
	is_status 2
	out_empty
	err_messages 1
	printf 'bcf: %s%s: %s\n' "$1" "$2" "$3" >"$tmp/wanted"
	cmp -s "$tmp/wanted" "$tmp/err" || fault "the message is not: $(cat "$tmp/wanted")"
}

# read_whole FILE: harmless however large; it is no template, and that is what the message says.
read_whole() {
	measured "$BCF" check "$1"
	is_status 2
	out_empty
	err_has "bcf: $1: this workbook is no template that bcf knows"
}

cover=' › 2. Cover'
again='get it again from whoever sent it'
resave='save it again in a spreadsheet program'

read_whole plain.xlsx
ok "the workbook to spoil can be read"

refused states-4-gb.xlsx '' 'would be more than 1024 MB when unpacked, which no workbook needs; it is not opened'
refused states-10-gb.xlsx '' 'its part xl/media/0 is packed more than 250 times, as harmful files are; it is not opened'
refused thousandfold.xlsx '' 'its part xl/worksheets/sheet1.xml is packed more than 250 times, as harmful files are; it is not opened'
ok "archives that state or hold gigabytes are not unpacked"

refused lying.xlsx "$cover" "the file is damaged here: it does not unpack to what it was; $again"
refused checksum.xlsx "$cover" "the file is damaged here: it does not unpack to what it was; $again"
refused nested.xlsx "$cover" "its XML is broken: text stands outside its elements; get the file again from whoever sent it"
refused overlapping.xlsx '' 'its parts overlap, as in harmful files; it is not opened'
refused many-parts.xlsx '' 'holds more than 10000 parts, which no workbook needs; it is not opened'
refused two-parts-one-name.xlsx '' "holds two different parts called xl/workbook.xml, so that programs disagree about what it says; $resave"
ok "archives that lie about their parts are refused"

doctype='holds a DOCTYPE, which no spreadsheet program writes and harmful files do; it is not opened'
refused laughs.xlsx "$cover" "$doctype"
refused laughs-workbook.xlsx ' › xl/workbook.xml' "$doctype"
refused entity.xlsx ' › xl/workbook.xml' "$doctype"
ok "entities are not even looked at: a DOCTYPE is refused"

refused deep.xlsx "$cover" 'its XML is nested more than 256 deep'
refused attribute.xlsx "$cover" 'holds a single text of more than 832 KB, longer than a cell can hold'
ok "XML that is nested too deep or holds too long a text is refused"

missing="the file is damaged: this sheet's part is missing; $again"
refused climbing.xlsx "$cover" "$missing"
refused absolute.xlsx "$cover" "$missing"
refused loop.xlsx '' 'this is no workbook; save it as .xlsx'
refused sheet-is-workbook.xlsx "$cover" "the file is damaged: its part xl/workbook.xml is no sheet; $again"
refused two-sheets-one-part.xlsx '' "its sheets '2. Cover' and 'Again' are one and the same part; $resave"
ok "no path leads out of the archive, and no relation in a circle"

read_whole last-cell.xlsx
refused row-too-many.xlsx "$cover" 'has more than 1048576 rows, which no sheet can have'
refused column-too-many.xlsx "$cover" 'has a cell beyond row 1048576 or column 16384, where no sheet reaches'
ok "the last cell of a sheet is read, and none beyond it"

refused strings.xlsx '' 'holds more than 1500000 different texts, or 48 MB of them; it is not opened'
refused string-bytes.xlsx '' 'holds more than 1500000 different texts, or 48 MB of them; it is not opened'
refused merges.xlsx "$cover" 'merges more than 100000 ranges of cells'
ok "millions of texts and of merged ranges are refused"

read_whole blank-rows.xlsx
ok "a million rows of blank cells are read within the limits"

for file in rows.xlsx columns.xlsx; do
	measured "$BCF" check "$file"
	is_status 2
	out_empty
	err_messages 1
done
ok "a million rows, and a million cells side by side, stay within the limits"

for file in cut/*.xlsx; do
	case $file in
	cut/00.xlsx) refused "$file" '' 'the file is empty' ;;
	*) refused "$file" '' "the file is cut off or damaged: its end is missing; $again" ;;
	esac
done
ok "a file that was cut off anywhere says so"

refused locked.xlsx '' 'is protected by a password or a sensitivity label; open it in Excel, take the protection off and save it again'
refused password.xlsx '' 'is locked with a password; save it without one'
refused bzip2.xlsx "$cover" "is packed in a way that workbooks do not use; $resave"
ok "locked files say what to do"

refused old.xls '' 'is an old Excel file (.xls); open it in Excel and save it as .xlsx'
refused binary.xlsb '' 'is a binary workbook (.xlsb); open it in Excel and save it as .xlsx'
refused open.ods '' 'is an OpenDocument file; open it in LibreOffice or Excel and save it as .xlsx'
refused paper.docx '' 'is a Word document, not a workbook'
refused show.xlsx '' 'this is no workbook; save it as .xlsx'
refused text.xlsx '' 'this is no workbook; save it as .xlsx'
refused empty.xlsx '' 'the file is empty'
ok "files of other programs are named as what they are"

for file in relations.xlsx styles.xlsx; do
	measured "$BCF" check "$file"
	is_status 2
done
ok "what would make work that grows as the square of the file ends in time"

run "$BCF" check commands.xlsx
is_status 2
true_that "no command for the terminal" sh -c '! LC_ALL=C grep -q "$(printf "\\033")" "$1"' sh "$tmp/err"
true_that "no line of its own" sh -c '! grep -q "^bcf: all is well" "$1"' sh "$tmp/err"
ok "names of strangers cannot command the terminal or forge a line"

# Every one of them once more, read to its end by the reader alone.
if [ -x "$dump" ]; then
	for file in *.xls* cut/*; do
		measured "$dump" -q "$file"
		case $status in 0 | 2) ;; *) fault "exit status $status of: $last" ;; esac
		[ "$status" -eq 0 ] || [ -s "$tmp/err" ] || fault "no message of: $last"
	done
	measured "$dump" -q rows.xlsx
	true_that "all rows are read" test "$(cat "$tmp/out")" = 1048579
	measured "$dump" -q columns.xlsx
	true_that "all columns are read" test "$(cat "$tmp/out")" = 983043
	ok "the reader alone ends each of them within the limits"
else
	skip "the reader alone ends each of them within the limits" "xlsx_dump was not built"
fi

finish
