/* Made-up plans by their promises: exact sums, balanced books, the same again, and faults that change something. */
#include "unit.h"

#include "base/money.h"
#include "synth/row.h"
#include "synth/synth.h"

typedef struct nation {
	job j;
	synth_year years[16];
	size_t count;
	synth_options o;
} nation;

static nation nation_open(void)
{
	nation n = {.j = job_open(), .o = {.start = 11, .areas = 3, .lines = 120}};
	const char **ids;
	size_t count;
	assert_int_equal(pack_list(&ids, &count, NULL, n.j.a, &n.j.e), 0);
	assert_true(count >= 5 && count <= 16);
	for (size_t i = 0; i < count; i++) {
		pack *k;
		assert_int_equal(pack_open(&k, ids[i], NULL, n.j.a, &n.j.e), 0);
		assert_int_equal(synth_year_open(&n.years[n.count++], k, i, n.j.a, &n.j.e), 0);
	}
	return n;
}

static plan *made(nation *n, size_t year, size_t area, planted_defect *planted, size_t *count)
{
	planted_defect none[DEFECTS_PER_PLAN];
	size_t zero = 0;
	plan *p = NULL;
	assert_int_equal(synth_plan(&p, &n->years[year], &n->o, area, planted ? planted : none, count ? count : &zero,
				 n->j.a, &n->j.e),
		0);
	return p;
}

static int64_t total(const plan *p, const char *of_table, const char *name, span key)
{
	const rows *r = plan_rows(p, of_table);
	int64_t sum = 0, pence;
	for (size_t i = 0; i < r->count; i++)
		if ((!name || span_equal(row_get(r, i, name), key)) && row_pence(&pence, r, i, "amount"))
			sum += pence;
	return sum;
}

static void money_keeps_its_proportions(void **state)
{
	(void)state;
	nation n = nation_open();
	for (size_t y = 0; y < n.count; y++)
		for (size_t i = 0; i < 3; i++) {
			plan *p = made(&n, y, i, NULL, NULL);
			const plan *model = n.years[y].model;
			const rows *sources = &n.years[y].pack->tables[PACK_SOURCES];
			int64_t before = total(model, "income", NULL, (span){"", 0}),
				after = total(p, "income", NULL, (span){"", 0});
			for (size_t k = 0; k < sources->count; k++) {
				span source = row_get(sources, k, "source");
				wide expected = (wide)total(model, "income", "source", source) * after;
				assert_true((wide)total(p, "income", "source", source) * before == expected);
				expected = (wide)total(model, "spend", "source", source) * after;
				assert_true((wide)total(p, "spend", "source", source) * before == expected);
			}
			assert_in_range(plan_rows(p, "spend")->count, 90, 160);
		}
	job_close(&n.j);
}

static void books_balance(void **state)
{
	(void)state;
	nation n = nation_open();
	for (size_t y = 0; y < n.count; y++) {
		plan *p = made(&n, y, 1, NULL, NULL);
		const rows *r = plan_rows(p, "postings");
		assert_true(r->count > 50);
		for (size_t i = 0; i < r->count; i++)
			assert_int_equal(total(p, "postings", "entry", row_get(r, i, "entry")), 0);
	}
	job_close(&n.j);
}

static void the_same_again_and_apart_from_others(void **state)
{
	(void)state;
	nation n = nation_open();
	char first[PLAN_DIGEST_TEXT], again[PLAN_DIGEST_TEXT], other[PLAN_DIGEST_TEXT];
	plan_digest(first, made(&n, 0, 2, NULL, NULL), false, n.j.a);
	made(&n, 1, 0, NULL, NULL);
	n.o.areas = 500;
	plan_digest(again, made(&n, 0, 2, NULL, NULL), false, n.j.a);
	assert_string_equal(first, again);
	n.o.start++;
	plan_digest(other, made(&n, 0, 2, NULL, NULL), false, n.j.a);
	assert_string_not_equal(first, other);
	job_close(&n.j);
}

static void nothing_of_the_template_is_left(void **state)
{
	(void)state;
	nation n = nation_open();
	for (size_t y = 0; y < n.count; y++) {
		buf b;
		buf_init(&b, n.j.a);
		plan *p = made(&n, y, 0, NULL, NULL);
		p->section_count = 0; /* prose stays as it is */
		plan_print_json(&b, p);
		span name = row_get(plan_rows(n.years[y].model, "areas"), 0, "name");
		assert_false(span_find(buf_span(&b), arena_text(n.j.a, name), NULL));
		assert_false(span_find(buf_span(&b), arena_text(n.j.a, n.years[y].area), NULL));
		assert_true(span_find(buf_span(&b), "(made up)", NULL));
	}
	job_close(&n.j);
}

/* Every kind fits in some year, changes the plan, and says what it changed. */
static void every_kind_can_be_planted(void **state)
{
	(void)state;
	nation n = nation_open();
	const defect_kind **kinds;
	size_t count = defects_all(&kinds, n.j.a), never = 0;
	assert_true(count >= 70);
	for (size_t k = 0; k < count; k++) {
		bool planted = false;
		for (size_t y = 0; y < n.count && !planted; y++)
			for (size_t i = 0; i < 2 && !planted; i++) {
				planted_defect d;
				char clean[PLAN_DIGEST_TEXT], spoilt[PLAN_DIGEST_TEXT];
				plan *p = made(&n, y, i, NULL, NULL);
				prng r = prng_of(k, y, i);
				plan_digest(clean, p, false, n.j.a);
				planted = defects_plant(&d, p, n.years[y].pack, &kinds[k], 1, NULL, &r, n.j.a);
				plan_digest(spoilt, p, false, n.j.a);
				assert_int_equal(planted, strcmp(clean, spoilt) != 0);
				if (planted)
					assert_true(
						d.kind == kinds[k] && d.table && d.key && d.column && d.was && d.is);
			}
		if (!planted) {
			print_message("# no year has a place for %s\n", kinds[k]->name);
			never++;
		}
		assert_true(defect_find(span_of(kinds[k]->name)) == kinds[k]);
		assert_true(!strcmp(kinds[k]->severity, "error") || !strcmp(kinds[k]->severity, "warning"));
	}
	assert_true(never <= 3); /* a kind may wait for a year that has its check's data */
	job_close(&n.j);
}

static void faults_come_in_two_plans_of_three(void **state)
{
	(void)state;
	nation n = nation_open();
	size_t spoilt = 0, twice = 0, plans = 0;
	n.o.kind_count = defects_all(&n.o.kinds, n.j.a);
	n.o.lines = 40;
	for (size_t i = 0; i < 90; i++, plans++) {
		planted_defect d[DEFECTS_PER_PLAN];
		size_t count = 0;
		made(&n, i % n.count, i, d, &count);
		spoilt += count > 0;
		twice += count > 1;
		assert_true(count < 2 || strncmp(d[0].kind->check, d[1].kind->check, 3) != 0);
	}
	assert_in_range(spoilt, plans / 2, plans * 5 / 6);
	assert_in_range(twice, 1, plans / 3);
	job_close(&n.j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_keeps_its_proportions),
		cmocka_unit_test(books_balance),
		cmocka_unit_test(the_same_again_and_apart_from_others),
		cmocka_unit_test(nothing_of_the_template_is_left),
		cmocka_unit_test(every_kind_can_be_planted),
		cmocka_unit_test(faults_come_in_two_plans_of_three),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
