#!/bin/sh
# Workbooks that readers find hard: each is read as the reference reader reads it, or as is said here, or refused for a reason given here.
. tests/cli/tap.sh
corpus=$here/../shared/data/xlsx
dump=$(dirname "$BCF")/tests/xlsx_dump

if [ ! -d "$corpus" ]; then
	skip "every workbook of the corpus is read or refused for a stated reason" "there is no ../shared/data/xlsx"
	finish
fi
python=
for p in python3 /usr/bin/python3; do
	[ -z "$python" ] && "$p" -c 'import openpyxl' >/dev/null 2>&1 && python=$p
done
if [ -z "$python" ]; then
	skip "every workbook of the corpus is read or refused for a stated reason" "there is no python3-openpyxl to compare with"
	finish
fi
if [ ! -x "$dump" ]; then
	skip "every workbook of the corpus is read or refused for a stated reason" "xlsx_dump was not built"
	finish
fi

# refused NAME TEXT: for this reason.
refused() {
	echo "$1" >>"$tmp/seen"
	run "$dump" "$corpus/$1"
	is_status 2
	err_has "$2"
	ok "$1 is refused: $2"
}

# read_so NAME CELLS LINE...: openpyxl cannot open it or finds nothing in it; these lines are among what the reader finds.
read_so() {
	name=$1 cells=$2
	shift 2
	echo "$name" >>"$tmp/seen"
	"$python" "$here/tests/cli/corpus.py" "$dump" "$corpus/$name" >/dev/null 2>&1
	[ $? -eq 3 ] || fault "openpyxl reads it: compare with that"
	run "$dump" -q "$corpus/$name"
	is_status 0
	out_is "$cells"
	run "$dump" "$corpus/$name"
	for line in "$@"; do
		grep -qxF -e "$(printf "$line")" "$tmp/out" || fault "no such line: $line"
	done
	ok "$name is read, which openpyxl cannot"
}

: >"$tmp/seen"
refused calamine/issue252.xlsx 'xl/_rels/workbook.xml.rels: the file is damaged here: it does not unpack to what it was'
refused calamine/pass_protected.xlsx 'is protected by a password or a sensitivity label'
refused openpyxl/null_archive.xlsx 'this is no workbook; save it as .xlsx'
refused openpyxl/null_file.xlsx 'the file is empty'
read_so calamine/empty_s_attribute.xlsx 10 'A1\ttext\tvalue\tName\tName' 'B5\tnumber\tvalue\t4\t4'
read_so calamine/issue_419.xlsx 1 'A1\ttext\tvalue\tHello\tHello'
read_so calamine/issue_530.xlsx 30 'B2\ttext\tvalue\t2023年03月04日\t2023年03月04日'
read_so calamine/minimal_package.xlsx 6986 'A3\ttext\tvalue\tBKG_NUM\tBKG_NUM'
read_so calamine/strict_iso_paths.xlsx 1368 'A1\ttext\tvalue\tItem\tItem' 'B1\ttext\tvalue\tThickness\tThickness'

for file in "$corpus"/*/*.xls[xm]; do
	name=${file#"$corpus"/}
	grep -qxF "$name" "$tmp/seen" && continue
	run "$python" "$here/tests/cli/corpus.py" "$dump" "$file"
	is_status 0
	[ "$(wc -l <"$tmp/out")" -eq 1 ] || fault "not as openpyxl reads it"
	ok "$name is read as openpyxl reads it ($(tail -n 1 "$tmp/out"))"
done

# What both could miss alike is said once more.
run "$dump" "$corpus/calamine/date_1904.xlsx"
out_has "EPOCH	1904"
run "$dump" "$corpus/calamine/any_sheets.xlsx"
out_like '^SHEET	.*	hidden	grid$'
out_like '^SHEET	.*	very hidden	grid$'
out_like '^SHEET	.*	visible	no grid$'
run "$dump" "$corpus/calamine/has_x000D_.xlsx"
out_has 'ABC\r\nDEF'
run "$dump" "$corpus/calamine/merged_range.xlsx"
out_like '^MERGED	[1-9]'
ok "epochs, hidden sheets, sheets without cells, escaped characters and merged ranges are known"

finish
