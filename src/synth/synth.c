#include "synth/synth.h"

#include <string.h>

#include "synth/area.h"

static plan *copy_plan(const plan *model, const char *shown, arena *a)
{
	plan *p = arena_alloc(a, sizeof *p);
	p->shown = shown;
	p->tables = arena_array(a, plan_table_count, sizeof *p->tables);
	for (size_t t = 0; t < plan_table_count; t++) {
		const rows *r = &model->tables[t];
		size_t cells = r->count * r->of->count;
		p->tables[t].of = r->of;
		p->tables[t].count = r->count;
		p->tables[t].room = cells;
		p->tables[t].cells = arena_array(a, cells + 1, sizeof(cell));
		if (cells)
			memcpy(p->tables[t].cells, r->cells, cells * sizeof(cell));
	}
	p->sections = model->sections;
	p->section_count = model->section_count;
	return p;
}

/* In about two plans of three one fault, in one of these four two. */
static void plant_some(
	plan *p, const synth_year *y, const synth_options *o, prng *r, planted_defect *planted, size_t *count, arena *a)
{
	size_t wanted = !o->kind_count || prng_below(r, 3) == 0 ? 0 : prng_below(r, 4) == 0 ? 2 : 1, here = 0;
	while (here < wanted && defects_plant(&planted[*count + here], p, y->pack, o->kinds, o->kind_count,
					here ? planted[*count].kind : NULL, r, a))
		here++;
	*count += here;
}

int synth_plan(plan **out, const synth_year *y, const synth_options *o, size_t index, planted_defect *planted,
	size_t *planted_count, arena *a, err *e)
{
	area_made m;
	prng r = prng_of(o->start, index, 100 + y->number), faults = prng_of(o->start, index, 100000 + y->number);
	area_describe(&m, o, y, index, a);
	m.r = &r;
	m.p = copy_plan(y->model, arena_printf(a, "%s/%s", y->pack->id, m.key), a);
	area_rename(&m);
	area_scale_money(&m);
	area_scale_people(&m);
	area_split_lines(&m);
	area_keep_ledger(&m);
	area_keep_series(&m);
	area_print(&m);
	plant_some(m.p, y, o, &faults, planted, planted_count, a);
	for (size_t t = 0; t < plan_table_count; t++)
		if (rows_sort(&m.p->tables[t], a) != SIZE_MAX)
			return err_add(
				e, ERR_INTERNAL, m.p->shown, "two rows of table %s have one key", plan_tables[t].name);
	*out = m.p;
	return 0;
}
