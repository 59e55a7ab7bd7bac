#!/bin/sh
# The README shows real output: what stands below its "$ build/bcf ..." line is what that command prints.
. "${0%/*}/tap.sh"

awk -v dir="$tmp" '
	/^    \$ build\/bcf /{ on = 1; sub(/^    \$ build\/bcf /, ""); print > (dir "/command"); next }
	on && /^(    .*)?$/{ sub(/^    /, ""); print > (dir "/shown"); next }
	on{ exit }' README.md
# shellcheck disable=SC2046
run bcf $(cat "$tmp/command")
is_status 1
cmp -s "$tmp/out" "$tmp/shown" || fault "$(diff "$tmp/out" "$tmp/shown" | head -5)"
[ "$(wc -l <"$tmp/out")" -gt 20 ] || fault "the README shows too little"
ok "the README shows what the program prints"
finish
