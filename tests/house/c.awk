# Reads C and prints `file:line:text`: with -v want=code the text without comments and with empty literals, with -v want=literals
# each string literal (without its quotes) on a line of its own, with -v want=both the text without comments.
FNR == 1 { state = "" }
{
	out = ""
	n = length($0)
	for (i = 1; i <= n; i++) {
		c = substr($0, i, 1)
		two = substr($0, i, 2)
		if (state == "comment") {
			if (two == "*/") { state = ""; i++; out = out " " }
		} else if (state == "string" || state == "char") {
			if (c == "\\") {
				literal = literal two
				i++
			} else if ((state == "string" && c == "\"") || (state == "char" && c == "'")) {
				if (state == "string" && want == "literals")
					print FILENAME ":" FNR ":" literal
				out = out (want == "both" ? literal : "") c
				state = ""
			} else {
				literal = literal c
			}
		} else if (two == "/*") {
			state = "comment"
			i++
		} else if (two == "//") {
			break
		} else if (c == "\"" || c == "'") {
			state = c == "\"" ? "string" : "char"
			literal = ""
			out = out c
		} else {
			out = out c
		}
	}
	if (state == "string" || state == "char")
		state = ""
	if (want != "literals")
		print FILENAME ":" FNR ":" out
}
