#!/bin/sh
# Words that do not belong in src: a policy year, unsafe calls, printing outside src/cmd, floating point where money is; and files that
# are too long.
. tests/house/house.sh

xargs awk -v want=code -f tests/house/c.awk <"$tmp/files" >"$tmp/code"
xargs awk -v want=literals -f tests/house/c.awk <"$tmp/files" >"$tmp/literals"
xargs awk -v want=both -f tests/house/c.awk <"$tmp/files" >"$tmp/both"

# A policy year such as 2019-20, which is not the beginning of a date such as 2019-03-31.
year='20[12][0-9]-[0-9][0-9]($|[^0-9-])'

# A string literal may hold a year only in a sentence for people: with a blank, never alone or as a part of a path or key.
grep -E ":[0-9]+:.*$year" "$tmp/literals" | awk '{ text = $0; sub(/^[^:]*:[0-9]+:/, "", text) } text !~ /[^ ] [^ ]/' >"$tmp/breach"
none "$tmp/breach" "no string literal is, or is made of, a policy year: a year stands in sentences only"

grep -E '(strn?(case)?cmp|memcmp|strstr|strchr|span_(is|equal|starts|find|compare)|==|!=|case)[^;]*"[^"]*'"$year" "$tmp/both" >"$tmp/breach"
none "$tmp/breach" "nothing is compared with a policy year"

grep -E ":[0-9]+:.*[^0-9A-Za-z_.]20[12][0-9]([^0-9A-Za-z_.]|$)" "$tmp/code" >"$tmp/breach"
none "$tmp/breach" "no number of the code is a year from 2010 to 2029"

grep -E '(^|[^A-Za-z0-9_])(strcpy|strcat|sprintf|vsprintf|gets|strtok|localtime|gmtime|system|popen|rand|atoi|strtod)[[:space:]]*\(' "$tmp/code" >"$tmp/breach"
none "$tmp/breach" "no call of strcpy, strcat, sprintf, vsprintf, gets, strtok, localtime, gmtime, system, popen, rand, atoi or strtod"

grep -v '^src/cmd/' "$tmp/code" |
	grep -E '(^|[^A-Za-z0-9_])((printf|vprintf|puts|putchar|perror)[[:space:]]*\(|(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)([^A-Za-z0-9_]|$)|(write|dprintf)[[:space:]]*\([[:space:]]*[12][[:space:]]*,)' >"$tmp/breach"
none "$tmp/breach" "only src/cmd prints"

xargs wc -l <"$tmp/files" | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }' >"$tmp/breach"
none "$tmp/breach" "no file is longer than 600 lines"

grep -E '^src/(base|plan|figure|check|policy|sql)/' "$tmp/code" | grep -E '(^|[^A-Za-z0-9_])(double|float)([^A-Za-z0-9_]|$)' >"$tmp/breach"
none "$tmp/breach" "no double or float in base, plan, figure, check, policy and sql"

# A macro that names its argument twice is not given one that does something: SPAN_ARG(span_cut(...)) cuts twice.
grep -E 'SPAN_ARG[[:space:]]*\([[:space:]]*span_cut' "$tmp/code" >"$tmp/breach"
none "$tmp/breach" "SPAN_ARG, which evaluates its argument twice, is not given span_cut"

finish
