#include "folder.h"

#include "plan/plan.h"

typedef struct text_file {
	const char *name, *text;
} text_file;

typedef struct digests {
	char all[PLAN_DIGEST_TEXT], plan[PLAN_DIGEST_TEXT];
} digests;

static digests digests_of(const text_file *files)
{
	job j = job_open();
	named_text texts[16];
	size_t count = 0;
	plan *p;
	digests d;

	for (; files->name; files++)
		texts[count++] = (named_text){
			files->name, files->name, arena_text(j.a, span_of(files->text)), strlen(files->text)};
	int rc = plan_from_texts(&p, texts, count, "p", j.a, &j.e);
	if (rc)
		print_message("# %s: %s\n", j.e.last->where, j.e.last->text);
	assert_int_equal(rc, 0);
	plan_digest(d.all, p, false, j.a);
	plan_digest(d.plan, p, true, j.a);
	job_close(&j);
	return d;
}

#define PLAN                                                                                                           \
	{                                                                                                              \
		"plan.csv", "title,policy,status\nT,2019-20,draft\n"                                                   \
	}
#define INCOME                                                                                                         \
	{                                                                                                              \
		"income.csv", "line,amount,released\n1,10.00,2019-05-01\n2,20.00,\n"                                   \
	}
#define POSTINGS                                                                                                       \
	{                                                                                                              \
		"postings.csv", "entry,leg,amount\n1,a,5.00\n1,b,-5.00\n"                                              \
	}
#define SEEN                                                                                                           \
	{                                                                                                              \
		"observations.csv", "area,metric,period,kind,as_at,value\na,dtoc,2019-20,plan,,4.5\na,dtoc,2019-20,"   \
				    "actual,2019-06-01,5\n"                                                            \
	}
#define ACTIVITY                                                                                                       \
	{                                                                                                              \
		"activity.csv", "line,period,measure,unit,planned,actual\n1,2019-20,h,hours,10,\n1,2019-20Q1,h,,,4\n"  \
	}
#define PROSE                                                                                                          \
	{                                                                                                              \
		"narrative/a.md", "A caf\xC3\xA9.\n"                                                                   \
	}
#define END                                                                                                            \
	{                                                                                                              \
		NULL, NULL                                                                                             \
	}

static const text_file base_files[] = {PLAN, INCOME, POSTINGS, SEEN, ACTIVITY, PROSE, END};

/* The files above with one of them replaced (or added). */
static digests changed(const char *name, const char *text)
{
	text_file files[16];
	size_t count = 0;
	bool found = false;

	for (const text_file *f = base_files; f->name; f++) {
		bool same = !strcmp(f->name, name);
		found |= same;
		if (!same || text)
			files[count++] = (text_file){f->name, same ? text : f->text};
	}
	if (!found)
		files[count++] = (text_file){name, text};
	files[count] = (text_file)END;
	return digests_of(files);
}

static void assert_same(const char *name, const char *text)
{
	digests a = digests_of(base_files), b = changed(name, text);

	assert_string_equal(a.all, b.all);
	assert_string_equal(a.plan, b.plan);
}

static void assert_record_only(const char *name, const char *text)
{
	digests a = digests_of(base_files), b = changed(name, text);

	assert_string_not_equal(a.all, b.all);
	assert_string_equal(a.plan, b.plan);
}

static void assert_plan_changed(const char *name, const char *text)
{
	digests a = digests_of(base_files), b = changed(name, text);

	assert_string_not_equal(a.all, b.all);
	assert_string_not_equal(a.plan, b.plan);
}

static void digests_do_not_depend_on_how_the_text_is_written(void **state)
{
	(void)state;
	assert_same("income.csv", "line,amount,released\n2,20.00,\n1,10.00,2019-05-01\n");
	assert_same("income.csv", "released,amount,line\n2019-05-01,10.00,1\n,20.00,2\n");
	assert_same("income.csv", "\"line\",\"amount\",released\n\"1\",\"10.00\",2019-05-01\n2,20.00,\n");
	assert_same("income.csv", "line,amount,released\r\n1,10.00,2019-05-01\r\n2,20.00,\r\n");
	assert_same("income.csv", "\xEF\xBB\xBFline,amount,released\n1,10.00,2019-05-01\n2,20.00,");
	assert_same("income.csv", "line,amount,released,note\n1  ,£10,2019-05-01 ,\n2, 20.0 ,, \n\n");
	assert_same("income.csv", "line,amount,released,note,payer\n1,10.00,2019-05-01,,\n2,20.00,,,\n");
	assert_same("narrative/a.md", "A cafe\xCC\x81.\n");
	assert_same("narrative/a.md", "A caf\xC3\xA9.  \r\n\r\n");
	assert_same("narrative/a.md", "\xEF\xBB\xBF"
				      "A caf\xC3\xA9.");
	assert_same("narrative/b.md", " \n");
	assert_same("spend.csv", "line,amount\n");
	assert_same("README.md", "not ours");
}

static void digests_do_not_depend_on_the_format(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	plan *p;
	buf b;
	char all[PLAN_DIGEST_TEXT];

	for (const text_file *x = base_files; x->name; x++)
		folder_write(&f, arena_printf(j.a, "p/%s", x->name), x->text);
	assert_int_equal(plan_open(&p, folder_path(&f, "p", j.a), NULL, j.a, &j.e), 0);
	buf_init(&b, j.a);
	plan_print_json(&b, p);
	plan_close(p);
	folder_write(&f, "p.json", buf_span(&b).at);
	assert_int_equal(plan_open(&p, folder_path(&f, "p.json", j.a), NULL, j.a, &j.e), 0);
	plan_digest(all, p, false, j.a);
	assert_string_equal(all, digests_of(base_files).all);
	plan_digest(all, p, true, j.a);
	assert_string_equal(all, digests_of(base_files).plan);
	plan_close(p);
	folder_remove(&f);
	job_close(&j);
}

static void a_changed_penny_of_the_plan_changes_both(void **state)
{
	(void)state;
	assert_plan_changed("income.csv", "line,amount,released\n1,10.01,2019-05-01\n2,20.00,\n");
	assert_plan_changed("income.csv", "line,amount,released\n1,10.00,2019-05-01\n2,,\n");
	assert_plan_changed("income.csv", "line,amount,released\n1,10.00,2019-05-01\n3,20.00,\n");
	assert_plan_changed("income.csv", NULL);
	assert_plan_changed("plan.csv", "title,policy,status\nTT,2019-20,draft\n");
	assert_plan_changed("narrative/a.md", "A cafe.\n");
	assert_plan_changed("narrative/b.md", "B\n");
	assert_plan_changed("coverage.csv", "tbl,area,period,extent\nincome,*,*,all\n");
	assert_plan_changed("stated.csv", "statement,printed\ns1,4\n");
	assert_plan_changed("stated_parts.csv", "statement,how,part\ns1,add,s2\n");
	assert_plan_changed("observations.csv",
		"area,metric,period,kind,as_at,value\na,dtoc,2019-20,plan,,4.6\na,dtoc,2019-20,actual,2019-06-01,5\n");
	assert_plan_changed(
		"activity.csv", "line,period,measure,unit,planned,actual\n1,2019-20,h,hours,11,\n1,2019-20Q1,h,,,4\n");
}

static void a_changed_record_changes_only_the_digest_of_all(void **state)
{
	(void)state;
	assert_record_only("postings.csv", "entry,leg,amount\n1,a,5.01\n1,b,-5.01\n");
	assert_record_only("postings.csv", NULL);
	assert_record_only("income.csv", "line,amount,released\n1,10.00,2019-05-02\n2,20.00,\n");
	assert_record_only("income.csv", "line,amount\n1,10.00\n2,20.00\n");
	assert_record_only(
		"activity.csv", "line,period,measure,unit,planned,actual\n1,2019-20,h,hours,10,\n1,2019-20Q1,h,,,5\n");
	assert_record_only("activity.csv", "line,period,measure,unit,planned,actual\n1,2019-20,h,hours,10,\n1,2019-"
					   "20Q1,h,,,4\n1,2019-20Q2,h,,,4\n");
	assert_record_only("observations.csv",
		"area,metric,period,kind,as_at,value\na,dtoc,2019-20,plan,,4.5\na,dtoc,2019-20,actual,2019-06-01,6\n");
	assert_record_only("observations.csv", "area,metric,period,kind,value\na,dtoc,2019-20,plan,4.5\n");
	assert_record_only("plan.csv", "title,policy,status,submitted\nT,2019-20,submitted,2019-09-27\n");
}

static void signing_waiving_and_reporting_never_change_the_digest_of_the_plan(void **state)
{
	(void)state;
	assert_record_only("signoffs.csv", "body,role,area,date,person,decision\nhwb,chair,a,2019-09-05,P,approve\n");
	assert_record_only("waivers.csv", "finding,actual,reason,agreed_by,until\nEXP-03:a,5.00,r,P,2019-12-31\n");
	assert_record_only("agreed.csv", "line,organisation,person\n1,o,P\n");
	assert_record_only("documents.csv", "document,title\nd,D\n");
	assert_record_only("actions.csv", "action,owner\nx,P\n");
	assert_record_only("evaluations.csv", "scheme,date,finding\ns,2019-09-05,good\n");
	assert_record_only("forecasts.csv", "area,period,scheme,source,as_at,amount\na,2019-20,s,x,2019-06-01,5\n");
	assert_record_only("conditions.csv", "area,condition,as_at,answer\na,c,2019-06-01,yes\n");
	assert_record_only("maturity.csv", "area,change,as_at,current\na,c,2019-06-01,mature\n");
}

/* ---- the frozen package: tests/frozen ---- */

static plan *frozen(job *j)
{
	plan *p;
	int rc = plan_open(&p, TEST_DATA "/frozen/package", NULL, j->a, &j->e);

	if (rc)
		print_message("# %s: %s\n", j->e.last->where, j->e.last->text);
	assert_int_equal(rc, 0);
	return p;
}

static void the_frozen_package_keeps_its_digests(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = frozen(&j);
	digests d;
	char wanted[4 * PLAN_DIGEST_TEXT], text[4 * PLAN_DIGEST_TEXT];
	FILE *in = fopen(TEST_DATA "/frozen/digests.txt", "r");

	assert_non_null(in);
	size_t len = fread(wanted, 1, sizeof wanted - 1, in);
	fclose(in);
	wanted[len] = 0;
	plan_digest(d.all, p, false, j.a);
	plan_digest(d.plan, p, true, j.a);
	snprintf(text, sizeof text, "digest %s\nplan_digest %s\n", d.all, d.plan);
	assert_string_equal(text, wanted);
	plan_close(p);
	job_close(&j);
}

/* What a later schema does: columns at a table's end.  Its text, and so its digest, stay as they were. */
static void columns_added_at_the_end_leave_the_text_of_a_table_as_it_was(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = frozen(&j);

	for (size_t t = 0; t < plan_table_count; t++) {
		const rows *r = &p->tables[t];
		column *more = arena_array(j.a, r->of->count + 3, sizeof *more);
		memcpy(more, r->of->columns, r->of->count * sizeof *more);
		more[r->of->count] = (column){"added_later", TYPE_TEXT};
		more[r->of->count + 1] = (column){"added_amount", TYPE_AMOUNT};
		more[r->of->count + 2] = (column){"added_record", TYPE_DATE, COLUMN_RECORD};
		table later = *r->of;
		later.columns = more;
		later.count += 3;
		rows wide = {.of = &later};
		for (size_t n = 0; n < r->count; n++)
			memcpy(rows_add(&wide, j.a), rows_row(r, n), r->of->count * sizeof(cell));
		for (int plan_only = 0; plan_only < 2; plan_only++) {
			buf x, y;
			buf_init(&x, j.a);
			buf_init(&y, j.a);
			rows_print(&x, r, plan_only);
			rows_print(&y, &wide, plan_only);
			assert_true(span_equal(buf_span(&x), buf_span(&y)));
		}
	}
	plan_close(p);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_do_not_depend_on_how_the_text_is_written),
		cmocka_unit_test(digests_do_not_depend_on_the_format),
		cmocka_unit_test(a_changed_penny_of_the_plan_changes_both),
		cmocka_unit_test(a_changed_record_changes_only_the_digest_of_all),
		cmocka_unit_test(signing_waiving_and_reporting_never_change_the_digest_of_the_plan),
		cmocka_unit_test(the_frozen_package_keeps_its_digests),
		cmocka_unit_test(columns_added_at_the_end_leave_the_text_of_a_table_as_it_was),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
