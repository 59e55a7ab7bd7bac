#include "pack_files.h"

#include "policy/workbook_map.h"

#define HEADER "does,block,sheet,find,below,take,tbl,col,keys,input,note\n"
#define SIGN "sign,,Cover,Template,,,,,,,\n"

static int read_map(job *j, workbook_map *m, const char *text)
{
	span copy = arena_span(j->a, span_of(text));
	return workbook_map_read(m, (char *)copy.at, copy.len, "map.csv", j->a, &j->e);
}

static void assert_fault(const char *rest, const char *where, const char *part)
{
	job j = job_open();
	workbook_map m = {.count = 77};
	span text = span_of(arena_printf(j.a, "%s%s", HEADER, rest));
	assert_true(read_map(&j, &m, text.at) < 0);
	if (j.e.count != 1)
		show_messages(&j.e);
	assert_int_equal(j.e.count, 1);
	assert_message(&j.e, where, part);
	assert_int_equal(m.count, 77);
	job_close(&j);
}

static void rows_are_read_in_the_order_of_the_file(void **state)
{
	(void)state;
	job j = job_open();
	workbook_map m;
	assert_int_equal(
		read_map(&j, &m,
			HEADER SIGN "known,,Help,*,,,,,,,\n"
				    "cell,,Cover, Board  Name:,Who We Are,down 2 right 3,areas,name,,yes,a note\n"
				    "column,spend,Lines,@B12,,,spend,amount,source=dfg; note=,no,\n"
				    "ends,spend,Lines,250 rows,,,,,,,\n"
				    "known,,Cover,@B3:E8,,,,,,,\n"),
		0);
	assert_int_equal(m.count, 6);
	assert_int_equal(m.items[0].does, MAP_SIGN);
	assert_span(m.items[0].find, "template");
	assert_true(m.items[1].whole && m.items[1].does == MAP_KNOWN);
	const map_item *it = &m.items[2];
	assert_span(it->find, "board name:");
	assert_string_equal(it->written, " Board  Name:");
	assert_span(it->below, "who we are");
	assert_int_equal(it->down, 2);
	assert_int_equal(it->right, 3);
	assert_string_equal(it->tbl, "areas");
	assert_true(it->input && !it->addressed);
	assert_int_equal(it->line, 4);
	it = &m.items[3];
	assert_true(it->addressed && !it->input);
	assert_int_equal(it->row, 11);
	assert_int_equal(it->column, 1);
	assert_int_equal(it->constant_count, 2);
	assert_string_equal(it->constants[0].column, "source");
	assert_string_equal(it->constants[0].value, "dfg");
	assert_string_equal(it->constants[1].value, "");
	assert_int_equal(m.items[4].rows, 250);
	assert_int_equal(m.items[5].last_row, 7);
	assert_int_equal(m.items[5].last_column, 4);
	job_close(&j);
}

static void take_without_a_number_is_one_step(void **state)
{
	(void)state;
	job j = job_open();
	workbook_map m;
	assert_int_equal(read_map(&j, &m,
				 HEADER "cell,,Cover,A,,right,areas,name,,,\ncell,,Cover,B,,down,areas,code,,,\n"
					"cell,,Cover,C,,right down 4,areas,region,,,\n"),
		0);
	assert_int_equal(m.items[0].right, 1);
	assert_int_equal(m.items[0].down, 0);
	assert_int_equal(m.items[1].down, 1);
	assert_int_equal(m.items[2].right, 1);
	assert_int_equal(m.items[2].down, 4);
	job_close(&j);
}

static void each_fault_names_its_file_line_and_column(void **state)
{
	(void)state;
	assert_fault("sine,,Cover,T,,,,,,,\n", "map.csv:2:1", "does 'sine' is not understood");
	assert_fault("sign,,,T,,,,,,,\n", "map.csv:2:1", "sheet '' is blank");
	assert_fault(SIGN "cell,,Cover,@9D,,,areas,name,,,\n", "map.csv:3:13", "find '@9D' is no address");
	assert_fault("cell,,Cover,@B3:E8,,,areas,name,,,\n", "map.csv:2:13", "is no address; write @ and the cell");
	assert_fault("known,,Cover,@E8:B3,,,,,,,\n", "map.csv:2:14", "or a range such as @B3:E8");
	assert_fault("cell,,Cover,*,,,areas,name,,,\n", "map.csv:2:13", "can only be known");
	assert_fault("cell,,Cover,,,,areas,name,,,\n", "map.csv:2:1", "find '' is blank");
	assert_fault("cell,,Cover,T,,left 2,areas,name,,,\n", "map.csv:2:16", "take 'left 2' is not understood");
	assert_fault("cell,,Cover,T,,right 2 right 3,areas,name,,,\n", "map.csv:2:16", "is not understood");
	assert_fault("cell,,Cover,T,,,,name,,,\n", "map.csv:2:1", "tbl '' is blank");
	assert_fault("cell,,Cover,T,,,areas,,,,\n", "map.csv:2:1", "col '' is blank");
	assert_fault("cell,,Cover,T,,,areas,name,dfg,,\n", "map.csv:2:28", "write column=value");
	assert_fault("cell,,Cover,T,,,areas,name,,maybe,\n", "map.csv:2:29", "input 'maybe' is not understood");
	assert_fault("column,,Lines,T,,,spend,amount,,,\n", "map.csv:2:1", "block '' is blank");
	assert_fault("ends,spend,Lines,Total,,,,,,,\n", "map.csv:2", "block 'spend' has no column that is read");
	assert_fault("column,spend,Lines,T,,,spend,amount,,,\nends,spend,Other,Total,,,,,,,\n", "map.csv:3",
		"stands on sheet 'Lines' in line 2");
	assert_fault("ends,spend,Lines,0 rows,,,,,,,\ncolumn,spend,Lines,T,,,spend,amount,,,\n", "map.csv:2:18",
		"a table without rows");
	assert_fault("known,,Cover,T,,,areas,name,,,\n", "map.csv:2:18", "only a cell or a column goes somewhere");
	assert_fault(
		"known,,Cover,@A1,Sources,,,,,,\n", "map.csv:2:18", "below 'Sources' has no meaning for an address");
	assert_fault(
		"column,spend,Lines,T,,right,spend,amount,,,\n", "map.csv:2:23", "take 'right' has no meaning here");
	assert_fault(SIGN SIGN, "map.csv:3:1", "duplicate key");
	assert_fault("", "map.csv", "the map has no rows");
}

static void a_header_of_other_columns_is_told_with_the_nearest_name(void **state)
{
	(void)state;
	job j = job_open();
	workbook_map m;
	assert_true(read_map(&j, &m, "does,sheeet\nsign,Cover\n") < 0);
	assert_message(&j.e, "map.csv:1:6", "did you mean 'sheet'?");
	job_close(&j);
}

static const text_file two_packs[] = {{"y1/workbook.csv", HEADER SIGN},
	{"y2/pack.json",
		"{\"format\": 1, \"id\": \"y2\", \"title\": \"Two years\", \"periods\": [\"2018-19\", \"2017-18\"]}"},
	{"y2/workbook.csv", HEADER SIGN},
	{"y3/pack.json", "{\"format\": 1, \"id\": \"y3\", \"title\": \"None\", \"periods\": [\"2018-19\"]}"},
	NO_MORE_FILES};

static const workbook_map *map_of(const map_set *s, const char *policy)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->maps[i].policy, policy))
			return &s->maps[i];
	return NULL;
}

static void the_maps_of_a_folder_of_packs_are_those_of_its_packs_that_have_one(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	map_set s;
	write_pack(&f, two_packs);
	map_set_init(&s, f.path, j.a);
	assert_int_equal(map_set_load(&s, &j.e), 0);
	const workbook_map *m = map_of(&s, "y2");
	assert_non_null(map_of(&s, "y1"));
	assert_null(map_of(&s, "y3"));
	assert_non_null(m);
	assert_string_equal(m->title, "Two years");
	assert_string_equal(m->period, "2017-18");
	assert_string_equal(m->starts, "2017-04-01");
	assert_string_equal(m->ends, "2019-03-31");
	assert_string_equal(m->file, folder_path(&f, "y2/workbook.csv", j.a));
	size_t count = s.count;
	assert_int_equal(map_set_load(&s, &j.e), 0);
	assert_int_equal(s.count, count);
	folder_remove(&f);
	job_close(&j);
}

static void a_map_of_a_pack_must_have_a_sign_and_be_without_fault(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	map_set s;
	write_pack(&f, (const text_file[]){{"y1/workbook.csv", HEADER "known,,Help,*,,,,,,,\n"}, NO_MORE_FILES});
	map_set_init(&s, f.path, j.a);
	assert_true(map_set_load(&s, &j.e) < 0);
	assert_message(&j.e, folder_path(&f, "y1/workbook.csv", j.a), "has no sign");
	folder_write(&f, "y1/workbook.csv", HEADER "sine,,Cover,T,,,,,,,\n");
	assert_true(map_set_load(&s, &j.e) < 0);
	assert_message(&j.e, folder_path(&f, "y1/workbook.csv:2:1", j.a), "does 'sine' is not understood");
	folder_remove(&f);
	job_close(&j);
}

static void a_map_changes_no_digest_of_its_pack(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *without, *with;
	write_pack(&f, (const text_file[]){NO_MORE_FILES});
	assert_int_equal(pack_open(&without, "y1", f.path, j.a, &j.e), 0);
	const char *before = pack_digest(without, j.a);
	folder_write(&f, "y1/workbook.csv", HEADER SIGN);
	assert_int_equal(pack_open(&with, "y1", f.path, j.a, &j.e), 0);
	assert_string_equal(before, pack_digest(with, j.a));
	folder_remove(&f);
	job_close(&j);
}

static void the_tables_of_a_pack_open_without_its_rules(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *p = NULL;
	write_pack(&f, (const text_file[]){{"y1/figures/a.sql", "-- no rule\n"},
			       {"y1/sources.csv", "source,title\ndfg,DFG\n"}, NO_MORE_FILES});
	assert_int_equal(pack_open_tables(&p, "y1", f.path, j.a, &j.e), 0);
	assert_span(pack_title(p, "source", span_of("dfg")), "DFG");
	assert_int_equal(p->figure_count, 0);
	assert_true(pack_open(&p, "y1", f.path, j.a, &j.e) < 0);
	folder_remove(&f);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read_in_the_order_of_the_file),
		cmocka_unit_test(take_without_a_number_is_one_step),
		cmocka_unit_test(each_fault_names_its_file_line_and_column),
		cmocka_unit_test(a_header_of_other_columns_is_told_with_the_nearest_name),
		cmocka_unit_test(the_maps_of_a_folder_of_packs_are_those_of_its_packs_that_have_one),
		cmocka_unit_test(a_map_of_a_pack_must_have_a_sign_and_be_without_fault),
		cmocka_unit_test(a_map_changes_no_digest_of_its_pack),
		cmocka_unit_test(the_tables_of_a_pack_open_without_its_rules),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
