#ifndef BCF_CMD_FINDING_TEXT_H
#define BCF_CMD_FINDING_TEXT_H
/* Findings for a person at a terminal. */

#include "check/finding_json.h"

void report_print_text(buf *out, const report_head *head, const engine *g, const check_report *r, bool color);
/* `named`: the command that explains it is shown; NULL: not. */
void finding_print_text(buf *out, const report_head *named, const engine *g, const finding *f, bool color);

/* Each line of `text` with two blanks before it. */
void print_indented(buf *out, span text);
/* `text` wrapped to `width` columns, every line after the first indented by `indent` blanks. */
void print_wrapped(buf *out, const char *text, size_t indent, size_t width);

#endif
