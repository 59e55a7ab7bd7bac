#include "pack_files.h"

#include "policy/fold.h"
#include "policy/labels.h"

static const text_file pack_texts[] = {
	{"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"T\", \"periods\": [\"2019-20\"], \"lists\": {"
			 "\"area_of_spend\": [{\"id\": \"social_care\", \"title\": \"Social care\"}, {\"id\": "
			 "\"acute\", \"title\": \"Acute\"}],"
			 "\"unit\": [{\"id\": \"hours\", \"title\": \"Hours of Care\"}, {\"id\": \"packages\", "
			 "\"title\": \"Packages\"}],"
			 "\"commissioner\": [{\"id\": \"nhs\", \"title\": \"CCG\"}, {\"id\": \"council\", \"title\": "
			 "\"Local authority\"}, "
			 "{\"id\": \"county\", \"title\": \"local  Authority\"}]}}"},
	{"y1/sources.csv", "source,title\nwinter,Winter Pressures Grant\ndfg,Disabled Facilities "
			   "Grant\nccg_minimum,Minimum CCG Contribution\nuntitled,\n"},
	{"y1/aliases.csv",
		"list,alias,id\nsources,CCG minimum,ccg_minimum\nsources,DFG,winter\ncommissioner,LA,council\n"},
	NO_MORE_FILES};

typedef struct opened {
	job j;
	folder f;
	labels *l;
} opened;

static opened open_labels(void)
{
	opened o = {.j = job_open(), .f = folder_make()};
	pack *p;
	write_pack(&o.f, pack_texts);
	if (pack_open(&p, "y1", o.f.path, o.j.a, &o.j.e))
		show_messages(&o.j.e);
	assert_int_equal(o.j.e.count, 0);
	o.l = labels_open(p, o.j.a);
	return o;
}

static void close_labels(opened *o)
{
	folder_remove(&o->f);
	job_close(&o->j);
}

static const label_list sources = {"sources", NULL}, areas = {"area_of_spend", NULL},
			commissioner = {"commissioner", NULL}, answers = {NULL, "yes, no, in_progress"},
			none = {NULL, NULL};

static void an_id_its_title_and_an_alias_give_the_id_however_they_are_written(void **state)
{
	(void)state;
	opened o = open_labels();
	assert_span(label_id(o.l, sources, span_of("ccg_minimum")), "ccg_minimum");
	assert_span(label_id(o.l, sources, span_of("Minimum CCG Contribution")), "ccg_minimum");
	assert_span(label_id(o.l, sources, span_of("  MINIMUM\xC2\xA0 CCG\ncontribution ")), "ccg_minimum");
	assert_span(label_id(o.l, sources, span_of("CCG Minimum")), "ccg_minimum");
	assert_span(label_id(o.l, areas, span_of("SOCIAL CARE")), "social_care");
	assert_span(label_id(o.l, commissioner, span_of("la")), "council");
	assert_span(label_id(o.l, answers, span_of("In progress")), "in_progress");
	assert_span(label_id(o.l, answers, span_of("YES")), "yes");
	close_labels(&o);
}

static void a_text_of_another_list_or_of_none_gives_nothing(void **state)
{
	(void)state;
	opened o = open_labels();
	char lengthy[1000];
	memset(lengthy, 'x', sizeof lengthy);
	assert_span(label_id(o.l, areas, span_of("Minimum CCG Contribution")), "");
	assert_span(label_id(o.l, sources, span_of("Minimum CCG")), "");
	assert_span(label_id(o.l, sources, span_of("")), "");
	assert_span(label_id(o.l, sources, span_of(" \n")), "");
	assert_span(label_id(o.l, sources, (span){lengthy, sizeof lengthy}), "");
	assert_span(label_id(o.l, none, span_of("dfg")), "");
	assert_span(label_id(o.l, (label_list){"no_such_list", NULL}, span_of("dfg")), "");
	close_labels(&o);
}

static void an_id_goes_before_a_title_and_a_title_before_an_alias(void **state)
{
	(void)state;
	opened o = open_labels();
	assert_span(label_id(o.l, sources, span_of("DFG")), "dfg"); /* and not the alias of winter */
	assert_span(label_id(o.l, commissioner, span_of("Local authority")), "council");
	close_labels(&o);
}

static void a_title_is_given_only_where_it_leads_back_to_the_id(void **state)
{
	(void)state;
	opened o = open_labels();
	assert_span(label_title(o.l, sources, span_of("ccg_minimum")), "Minimum CCG Contribution");
	assert_span(label_title(o.l, sources, span_of("untitled")), "untitled");
	assert_span(label_title(o.l, commissioner, span_of("council")), "Local authority");
	assert_span(label_title(o.l, commissioner, span_of("county")), "county");
	assert_span(label_title(o.l, sources, span_of("Minimum CCG Contribution")), "Minimum CCG Contribution");
	assert_span(label_title(o.l, sources, span_of("unknown")), "unknown");
	assert_span(label_title(o.l, answers, span_of("in_progress")), "In progress");
	assert_span(label_title(o.l, none, span_of("anything")), "anything");
	close_labels(&o);
}

static void ids_come_in_the_order_of_the_pack(void **state)
{
	(void)state;
	opened o = open_labels();
	size_t count;
	const span *ids = label_ids(&count, o.l, sources);
	assert_int_equal(count, 4);
	assert_span(ids[0], "winter");
	assert_span(ids[1], "dfg");
	ids = label_ids(&count, o.l, commissioner);
	assert_int_equal(count, 3);
	assert_span(ids[0], "nhs");
	ids = label_ids(&count, o.l, answers);
	assert_int_equal(count, 3);
	assert_span(ids[2], "in_progress");
	assert_null(label_ids(&count, o.l, none));
	assert_int_equal(count, 0);
	close_labels(&o);
}

static void a_columns_list_is_the_packs_or_the_schemas_or_none(void **state)
{
	(void)state;
	static const column of_pack = {"source", TYPE_TEXT, .refers = "policy_sources.source"},
			    of_list = {"area_of_spend", TYPE_TEXT, .words = "@area_of_spend"},
			    of_words = {"answer", TYPE_TEXT, .words = "yes, no"},
			    of_plan = {"scheme", TYPE_TEXT, .refers = "schemes.scheme"}, plain = {"title", TYPE_TEXT};
	assert_string_equal(label_list_of(&of_pack).pack_list, "sources");
	assert_string_equal(label_list_of(&of_list).pack_list, "area_of_spend");
	assert_null(label_list_of(&of_list).words);
	assert_string_equal(label_list_of(&of_words).words, "yes, no");
	assert_string_equal(label_list_of(&of_words).pack_list, "answer");
	assert_null(label_list_of(&of_plan).pack_list);
	assert_null(label_list_of(&of_plan).words);
	assert_null(label_list_of(&plain).pack_list);
}

static void closed_words_are_written_as_the_packs_list_of_the_columns_name_says(void **state)
{
	(void)state;
	opened o = open_labels();
	label_list units = {"unit", "hours, packages"}, others = {"no_such_list", "hours, packages"};
	assert_span(label_id(o.l, units, span_of("Hours of care")), "hours");
	assert_span(label_title(o.l, units, span_of("hours")), "Hours of Care");
	assert_span(label_id(o.l, others, span_of("Hours of care")), "");
	assert_span(label_title(o.l, others, span_of("hours")), "Hours");
	close_labels(&o);
}

static void every_title_of_every_pack_that_is_shown_leads_back(void **state)
{
	(void)state;
	job j = job_open();
	const char **packs;
	size_t count, ids_count, tried = 0;
	assert_int_equal(pack_list(&packs, &count, NULL, j.a, &j.e), 0);
	for (size_t i = 0; i < count; i++) {
		pack *p;
		assert_int_equal(pack_open(&p, packs[i], NULL, j.a, &j.e), 0);
		labels *l = labels_open(p, j.a);
		static const char *const lists[] = {"sources", "metrics", "scheme_types", "requirements", "conditions",
			"area_of_spend", "commissioner", "provider_kind", "maturity_level", "maturity_changes"};
		for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
			label_list list = {lists[k], NULL};
			const span *ids = label_ids(&ids_count, l, list);
			for (size_t n = 0; n < ids_count; n++, tried++)
				assert_true(span_equal(label_id(l, list, label_title(l, list, ids[n])), ids[n]));
		}
	}
	assert_true(tried > 100);
	job_close(&j);
}

static void texts_fold_to_lower_case_single_spaces_and_plain_signs(void **state)
{
	(void)state;
	job j = job_open();
	char room[4];
	assert_span(fold(j.a, span_of("  Scheme\r\n\tNAME\xC2\xA0 ")), "scheme name");
	assert_span(fold(j.a, span_of("\xE2\x80\x98Other\xE2\x80\x99 \xE2\x80\x93 \xE2\x80\x9Cx\xE2\x80\x9D")),
		"'other' - \"x\"");
	assert_span(fold(j.a, span_of("Caf\xC3\xA9 \xE2\x82\xAC")), "caf\xC3\xA9 \xE2\x82\xAC");
	assert_span(fold(j.a, span_of("")), "");
	assert_int_equal(fold_into(room, sizeof room, span_of(" a b ")), 3);
	assert_int_equal(fold_into(room, sizeof room, span_of("abcde")), SIZE_MAX);
	assert_int_equal(fold_into(room, sizeof room, span_of("abcd")), 4);
	assert_int_equal(fold_hash(span_of("scheme name"), 1), fold_hash(fold(j.a, span_of("Scheme Name")), 1));
	assert_int_not_equal(fold_hash(span_of("scheme name"), 1), fold_hash(span_of("scheme name"), 2));
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_its_title_and_an_alias_give_the_id_however_they_are_written),
		cmocka_unit_test(a_text_of_another_list_or_of_none_gives_nothing),
		cmocka_unit_test(an_id_goes_before_a_title_and_a_title_before_an_alias),
		cmocka_unit_test(a_title_is_given_only_where_it_leads_back_to_the_id),
		cmocka_unit_test(ids_come_in_the_order_of_the_pack),
		cmocka_unit_test(a_columns_list_is_the_packs_or_the_schemas_or_none),
		cmocka_unit_test(closed_words_are_written_as_the_packs_list_of_the_columns_name_says),
		cmocka_unit_test(every_title_of_every_pack_that_is_shown_leads_back),
		cmocka_unit_test(texts_fold_to_lower_case_single_spaces_and_plain_signs),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
