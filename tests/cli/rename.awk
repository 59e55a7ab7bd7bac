# Renames a policy pack's own ids to x_<id>, each only where it stands for that thing: by column in CSV, by name in JSON,
# by the column that it is compared with in SQL.  rename.sh runs it over every file of a copy of a pack.
#
#   awk -v kind=sql|pack_csv|plan_csv|json -v table=NAME -v classes=' sources lists ' -v ids=FILE -v pack=NEW_ID -f rename.awk FILE
#
# ids: lines "class id".  Classes: sources conditions metrics scheme_types maturity_changes requirements sections lists checks figures.

BEGIN {
	while ((getline line < ids) > 0) {
		split(line, pair, " ")
		own[pair[1], pair[2]] = 1
	}
	split("source sources condition conditions metric metrics type scheme_types change maturity_changes measure requirements " \
		"grant_measure requirements pays_for scheme_types area_of_spend lists commissioner lists provider_kind lists current lists planned lists purpose lists " \
		"figure figures narrative sections", pair, " ")
	for (i = 1; pair[i] != ""; i += 2)
		class_of[pair[i]] = pair[i + 1]
}

# The new name of an id of a class, if that class is renamed and has it.
function named(class, id) {
	return index(classes, " " class " ") && ((class, id) in own) ? "x_" id : id
}

# What a figure is by.
function by(figure) {
	sub(/^x_/, "", figure)
	return figure ~ /(by_source|^income\.growth)$/ ? "sources" : figure ~ /^earmarked\./ ? "lists" : figure ~ /by_type$/ ? "scheme_types" : figure ~ /^required\./ ? "requirements" : \
		figure ~ /^metric\./ ? "metrics" : figure ~ /^narrative\./ ? "sections" : "none"
}

# What a finding of a check is of.
function of_check(check, id) {
	return check ~ /^INC-12/ ? (("metrics", id) in own ? "metrics" : "sources") : check ~ /^P4P-08/ ? "metrics" : check ~ /^UPL-0[56]/ ? "requirements" : check ~ /^RNG-06/ ? "lists" : \
		check ~ /^(INC|UPL|POO-05|EXP-03|EXP-04)/ ? "sources" : check ~ /^EXP-16/ ? "scheme_types" : check ~ /^(NAT|RNG-12)/ ? "conditions" : \
		check ~ /^MET/ ? "metrics" : check ~ /^HIC/ ? "maturity_changes" : check ~ /^NAR/ ? "sections" : "none"
}

# check:area:period:of:finding
function finding_id(text,   part, n, i, out, figure, open) {
	n = split(text, part, ":")
	if (n >= 4)
		part[4] = named(of_check(part[1], part[4]), part[4])
	if (n >= 5 && part[1] ~ /^(STA|XYR)/) {
		open = index(part[5], "[")
		figure = open ? substr(part[5], 1, open - 1) : part[5]
		part[5] = named("figures", figure) (open ? "[" named(by(figure), substr(part[5], open + 1, length(part[5]) - open - 1)) "]" : "")
	}
	out = named("checks", part[1])
	for (i = 2; i <= n; i++)
		out = out ":" part[i]
	return out
}

# ---- CSV ----

# Splits a record into raw fields (quotes kept).
function fields(text, f,   n, i, c, quoted) {
	n = 1
	f[1] = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "\"")
			quoted = !quoted
		if (c == "," && !quoted)
			f[++n] = ""
		else
			f[n] = f[n] c
	}
	return n
}

function csv_class(column, f) {
	if (column == "of")
		return by(f[at["figure"]])
	if (column == "measure" && table == "activity")
		return "none"
	if (column == "type" && table != "schemes" && table != "spend" && table != "scheme_types")
		return "none"
	if (column == "planned" && table == "activity")
		return "none"
	if (kind == "pack_csv" && column == "id" && table == "aliases")
		return f[at["list"]] ~ /^(sources|conditions|metrics|scheme_types|maturity_changes|requirements)$/ ? f[at["list"]] : "lists"
	return column in class_of ? class_of[column] : "none"
}

kind ~ /csv$/ {
	n = fields($0, f)
	if (NR == 1) {
		for (i = 1; i <= n; i++) {
			header[i] = f[i]
			at[f[i]] = i
		}
		print
		next
	}
	out = ""
	for (i = 1; i <= n; i++) {
		value = f[i]
		if (table == "plan" && header[i] == "policy")
			value = pack
		else if (table == "waivers" && header[i] == "finding")
			value = finding_id(value)
		else
			value = named(csv_class(header[i], f), value)
		out = out (i > 1 ? "," : "") value
	}
	print out
	next
}

# ---- JSON ----

function json_value(key, text) {
	if (text ~ /^[A-Z][A-Z0-9][A-Z]-[0-9]+:/)
		return finding_id(text)
	if (key == "figure")
		figure_seen = text
	if (key == "policy" || (key == "id" && in_manifest && NR < 6 && text == old_pack))
		return pack
	if (in_manifest) {
		if (key == "section")
			return named("sections", text)
		if (key == "id" && list_seen == "grants_with_own_check")
			return named("sources", text)
		if (key == "title" && list_seen ~ /_with_own_check$/)
			return named("checks", text)
		return key == "id" && in_lists ? named("lists", text) : text
	}
	if (key == "of")
		return named(figure_seen == "" ? "sources" : by(figure_seen), text)
	return key in class_of && !(key == "measure" && table_seen == "activity") && !(key == "planned" && table_seen == "activity") ? named(class_of[key], text) : text
}

kind == "json" {
	rest = $0
	out = ""
	key = ""
	while ((start = index(rest, "\"")) > 0) {
		out = out substr(rest, 1, start)
		rest = substr(rest, start + 1)
		end = 1
		while (substr(rest, end, 1) != "\"" && end <= length(rest))
			end += substr(rest, end, 1) == "\\" ? 2 : 1
		text = substr(rest, 1, end - 1)
		rest = substr(rest, end)
		if (substr(rest, 2) ~ /^[ ]*:/) {
			key = text
			if (substr(rest, 2) ~ /^[ ]*:[ ]*\[/)
				list_seen = text
			if (text == "lists")
				in_lists = 1
		} else {
			if (key == "table") {
				table_seen = text
				figure_seen = ""
			}
			text = json_value(key, text)
		}
		out = out text
		# the closing quote goes with what follows
		out = out "\""
		rest = substr(rest, 2)
	}
	print out rest
	next
}

# ---- SQL ----

function sql_literal(column, id, after) {
	if (after ~ /^ as "of"/)
		return named(of_check(check_id, id), id)
	if (column == "of")
		return named(by(figure_seen), id)
	if (column == "id" || column == "position")
		return named("lists", id)
	return column in class_of ? named(class_of[column], id) : id
}

function ids_of_header(text, class,   n, i, word, out, prefix) {
	n = split(text, word, /, */)
	for (i = 1; i <= n; i++) {
		prefix = ""
		if (class == "figures" && word[i] ~ /^figures:/) {
			prefix = "figures:"
			word[i] = substr(word[i], 9)
		}
		out = out (i > 1 ? ", " : "") prefix (prefix != "" || class == "checks" ? named(class, word[i]) : word[i])
	}
	return out
}

kind == "sql" && /^-- / {
	if ($0 ~ /^-- id: /) {
		check_id = substr($0, 8)
		$0 = "-- id: " named("figures", named("checks", substr($0, 8)))
	} else if ($0 ~ /^-- needs: /)
		$0 = "-- needs: " ids_of_header(substr($0, 11), "figures")
	else if ($0 ~ /^-- explained-by: /)
		$0 = "-- explained-by: " ids_of_header(substr($0, 18), "checks")
	print
	next
}

kind == "sql" {
	rest = $0
	out = ""
	while (match(rest, /'[^']*'|"[^"]*"|[A-Za-z_][A-Za-z_0-9]*/)) {
		token = substr(rest, RSTART, RLENGTH)
		out = out substr(rest, 1, RSTART - 1)
		rest = substr(rest, RSTART + RLENGTH)
		first = substr(token, 1, 1)
		if (first == "'") {
			id = substr(token, 2, length(token) - 2)
			if (column == "figure")
				figure_seen = id
			token = "'" (id ~ /^[A-Z][A-Z0-9][A-Z]-[0-9]+$/ ? named("checks", id) : sql_literal(column, id, rest)) "'"
		} else {
			plain = token
			gsub(/"/, "", plain)
			if (plain in class_of || plain == "of" || plain == "id")
				column = plain
			else if (plain !~ /^(in|not|is|and|or|then|when|case|s|p|r|c|h|i|m|f|l|q)$/)
				column = ""
		}
		out = out token
	}
	print out rest
}
