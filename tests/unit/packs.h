#ifndef BCF_TEST_PACKS_H
#define BCF_TEST_PACKS_H
/* A tiny policy pack (pack_files.h), an engine that holds it, and plans made from texts. */

#include "pack_files.h"

#include "figure/engine.h"

#define TINY_PLAN "title,policy,status\nTiny,y1,draft\n"
#define ONE_AREA "area,name\na,Area A\n"
#define TWO_AREAS "area,name\na,Area A\nb,Area B\n"

typedef struct world {
	job j;
	folder packs;
	pack *pack;
	engine *engine;
	plan *plan;
} world;

static inline world world_open(const text_file *files)
{
	world w = {.j = job_open(), .packs = folder_make()};

	write_pack(&w.packs, files);
	int rc = pack_open(&w.pack, "y1", w.packs.path, w.j.a, &w.j.e);
	if (!rc)
		rc = engine_open(&w.engine, w.pack, w.j.a, &w.j.e);
	show_messages(&w.j.e);
	assert_int_equal(rc, 0);
	return w;
}

static inline void world_close(world *w)
{
	plan_close(w->plan);
	engine_close(w->engine);
	folder_remove(&w->packs);
	job_close(&w->j);
}

/* A plan of the texts ("spend.csv"); plan.csv is the tiny one unless it is among them. */
static inline plan *tiny_plan(const text_file *files, arena *a, err *e)
{
	named_text texts[40];
	size_t count = 0;
	plan *p = NULL;

	if (!file_text(files, "plan.csv"))
		texts[count++] = (named_text){"plan.csv", "plan.csv", arena_text(a, span_of(TINY_PLAN)), strlen(TINY_PLAN)};
	for (; files->name; files++)
		texts[count++] = (named_text){files->name, files->name, arena_text(a, span_of(files->text)), strlen(files->text)};
	int rc = plan_from_texts(&p, texts, count, "tiny", a, e);
	show_messages(e);
	assert_int_equal(rc, 0);
	return p;
}

static inline void world_load_on(world *w, const text_file *files, const char *as_of)
{
	w->plan = tiny_plan(files, w->j.a, &w->j.e);
	int rc = engine_load(w->engine, w->plan, as_of, w->j.a, &w->j.e);
	show_messages(&w->j.e);
	assert_int_equal(rc, 0);
}

static inline void world_load(world *w, const text_file *files)
{
	world_load_on(w, files, "2019-06-01");
}

static inline const figure_row *the_row(const world *w, const char *figure, const char *of, const char *area)
{
	for (size_t i = 0; i < w->engine->row_count; i++) {
		const figure_row *r = &w->engine->rows[i];
		if (!strcmp(r->figure->id, figure) && !strcmp(r->of, of) && !strcmp(r->area, area) && !strcmp(r->period, "2019-20"))
			return r;
	}
	return NULL;
}

#define assert_figure(w, figure, of, area, value_)                                                                     \
	do {                                                                                                           \
		const figure_row *row_ = the_row(w, figure, of, area);                                                 \
		assert_non_null(row_);                                                                                 \
		assert_int_equal(row_->value, value_);                                                                 \
	} while (0)

#define assert_no_figure(w, figure, of, area) assert_null(the_row(w, figure, of, area))

/* One number, or one text, that a query over the engine's tables gives. */
static inline int64_t ask_number(const world *w, const char *sql)
{
	sqlite3_stmt *s;

	assert_int_equal(sqlite3_prepare_v2(db_handle(w->engine->db), sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	int64_t n = sqlite3_column_type(s, 0) == SQLITE_NULL ? INT64_MIN : sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static inline const char *ask_text(const world *w, const char *sql)
{
	sqlite3_stmt *s;

	assert_int_equal(sqlite3_prepare_v2(db_handle(w->engine->db), sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	const char *text = (const char *)sqlite3_column_text(s, 0);
	text = text ? arena_text(w->j.a, span_of(text)) : NULL;
	sqlite3_finalize(s);
	return text;
}

#endif
