/* The template: the complete plan that a pack ships. */
#include <string.h>

#include "base/money.h"
#include "synth/area.h"

int synth_year_open(synth_year *out, const pack *k, size_t number, arena *a, err *e)
{
	const char *prefix = arena_printf(a, "%s/cases/complete/", k->id);
	size_t n = strlen(prefix), count = 0;
	named_text *texts = arena_array(a, k->file_count + 1, sizeof *texts);
	for (size_t i = 0; i < k->file_count; i++) {
		const pack_file *f = &k->files[i];
		if (strncmp(f->path, prefix, n))
			continue;
		span copy = arena_span(a, f->text);
		texts[count++] = (named_text){
			f->path + n, arena_printf(a, "%s/%s", k->folder, f->path), (char *)copy.at, copy.len};
	}
	if (!count)
		return err_add(e, ERR_RULE, prefix, "the pack has no complete plan to make others from");
	synth_year y = {.pack = k, .number = number};
	int rc = plan_from_texts(&y.model, texts, count, prefix, a, e);
	if (rc)
		return rc;
	const rows *areas = plan_rows(y.model, "areas");
	if (areas->count != 1)
		return err_add(e, ERR_RULE, prefix,
			"the complete plan has %zu areas; one is needed to make others from", areas->count);
	y.area = row_get(areas, 0, "area");
	y.step = money_step(y.model, k);
	*out = y;
	return 0;
}

size_t year_count(const synth_year *y)
{
	return y->pack->tables[PACK_PERIODS].count;
}

span year_period(const synth_year *y, size_t i)
{
	return row_get(&y->pack->tables[PACK_PERIODS], i, "period");
}

/* ---- money ---- */

/* Prices of one thing, and what says how exact something is, stay as they are. */
static bool scales(const column *c)
{
	return c->type == TYPE_AMOUNT && strcmp(c->name, "price") && strcmp(c->name, "unit_value") &&
	       strcmp(c->name, "to_nearest") && strcmp(c->name, "materiality_amount");
}

/* A minimum may be rounded down: spend that reaches it exactly then still does. */
static bool may_round(const rows *r, size_t n, const pack *k)
{
	return !strcmp(r->of->name, "requirements") &&
	       span_is(pack_value(k, PACK_REQUIREMENTS, row_get(r, n, "measure"), "kind"), "minimum");
}

int64_t money_step(const plan *model, const pack *k)
{
	int64_t common = 1000;
	for (size_t t = 0; t < plan_table_count; t++) {
		const rows *r = &model->tables[t];
		for (size_t c = 0; c < r->of->count; c++)
			for (size_t n = 0; scales(&r->of->columns[c]) && n < r->count; n++) {
				int64_t pence;
				if (may_round(r, n, k) || !money_parse(&pence, cell_span(rows_row(r, n)[c])))
					continue;
				for (int64_t b = pence < 0 ? -pence : pence; b;) {
					int64_t rest = common % b;
					common = b;
					b = rest;
				}
			}
	}
	return 1000 / common;
}

void area_scale_money(area_made *m)
{
	for (size_t t = 0; t < plan_table_count; t++) {
		rows *r = &m->p->tables[t];
		for (size_t c = 0; c < r->of->count; c++)
			for (size_t n = 0; scales(&r->of->columns[c]) && n < r->count; n++) {
				int64_t pence;
				if (money_parse(&pence, cell_span(rows_row(r, n)[c])))
					row_put_pence(r, n, r->of->columns[c].name, pence * m->money / 1000, m->a);
			}
	}
}
