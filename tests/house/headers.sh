#!/bin/sh
# Every header can be included alone, and twice.
. tests/house/house.sh
CC=${CC:-cc}

if ! command -v "${CC%% *}" >/dev/null 2>&1; then
	skip "every header compiles alone" "there is no compiler $CC"
	finish
fi
flags="-std=gnu17 -D_GNU_SOURCE -Isrc $(pkg-config --cflags sqlite3 libpq libsodium libutf8proc 2>/dev/null)"
grep '\.h$' "$tmp/files" >"$tmp/headers"
while read -r header; do
	: >"$tmp/breach"
	printf '#include "%s"\n' "${header#src/}" >"$tmp/alone.c"
	$CC -fsyntax-only $flags "$tmp/alone.c" >"$tmp/said" 2>&1 || head -n 5 "$tmp/said" >>"$tmp/breach"
	none "$tmp/breach" "$header compiles alone"
done <"$tmp/headers"

: >"$tmp/breach"
while read -r header; do
	printf '#include "%s"\n#include "%s"\n' "${header#src/}" "${header#src/}" >"$tmp/twice.c"
	$CC -fsyntax-only $flags "$tmp/twice.c" >"$tmp/said" 2>&1 || echo "$header: $(grep -m 1 error "$tmp/said")" >>"$tmp/breach"
done <"$tmp/headers"
none "$tmp/breach" "every header may be included twice"

sed 's/.*/#include "&"/; s|"src/|"|' "$tmp/headers" >"$tmp/all.c"
: >"$tmp/breach"
$CC -fsyntax-only $flags "$tmp/all.c" >"$tmp/said" 2>&1 || head -n 5 "$tmp/said" >"$tmp/breach"
none "$tmp/breach" "all headers compile together"

finish
