#include "plan/personal.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "plan/plan.h"
#include "unit.h"

/* ---- one text ---- */

typedef struct sample {
	const char *text, *shown; /* shown NULL: nothing is to be found */
	personal_kind kind;
} sample;

static void judge(const sample *list, size_t count)
{
	job j = job_open();
	for (size_t i = 0; i < count; i++) {
		span s = span_of(list[i].text);
		personal_hit h;
		bool found = personal_next(&h, s, 0);
		if (found != (list[i].shown != NULL))
			fail_msg("%s in: %s", found ? "found something" : "found nothing", list[i].text);
		if (!found)
			continue;
		assert_int_equal(h.kind, list[i].kind);
		assert_string_equal(personal_masked(s, &h, j.a), list[i].shown);
		if (personal_next(&h, s, h.at + h.len))
			fail_msg("found a second in: %s", list[i].text);
	}
	job_close(&j);
}
#define JUDGE(list) judge(list, sizeof(list) / sizeof *(list))

static void an_nhs_number_is_found_however_it_is_parted(void **state)
{
	static const sample list[] = {
		{"9434765919", "943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"package for 943 476 5919, reviewed", "943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"943-476-5919", "943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"943\xE2\x88\x92"
		 "476\xE2\x88\x92"
		 "5919",
			"943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"943\xC2\xA0"
		 "476\xC2\xA0"
		 "5919",
			"943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"943\xE2\x80\x93"
		 "476\xE2\x80\x93"
		 "5919.",
			"943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"1 943 476 5919 Smith", "943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"(9434765919)", "943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"nhs:9434765919;", "943 ••• ••19", PERSONAL_NHS_NUMBER},
		{"4505577104", "450 ••• ••04", PERSONAL_NHS_NUMBER},
	};
	(void)state;
	JUDGE(list);
}

static void other_long_numbers_are_no_nhs_numbers(void **state)
{
	static const sample list[] = {
		{"9434765918"},		/* the check digit */
		{"invoice 9434765910"}, /* the same */
		{"1234567890"},
		{"19434765919"},
		{"94347659190"}, /* longer */
		{"REF9434765919"},
		{"9434765919X"}, /* part of a reference */
		{"4444444444"},
		{"6666666666"}, /* ten alike pass modulus 11 */
		{"£9434765919"},
		{"9434765919.50"},
		{"0.9434765919"},
		{"01697734347"},
		{"020 7946 0018"},
		{"0161 234 5678"},
		{"+44 943 476 5919"},
		{"0044 943 476 5919"},
		{"+44 (0)943 476 5919"},
		{"44 943 476 5919"},
		{"1-943-476-5919"},
		{"1 9434 765919"},
		{"0123456789"},
		{"£1,234,567,890"},
		{"E06000022; E10000009"},
		{"sha256:94347659199434765919943476591994347659199434765919943476591994ab"},
	};
	(void)state;
	JUDGE(list);
}

/* Of every ten ten-digit numbers with one head nine have a wrong last digit, and at most one is found. */
static void exactly_the_numbers_with_a_valid_check_digit_are_found(void **state)
{
	uint64_t seed = 42;
	size_t found = 0;
	(void)state;
	for (int i = 0; i < 2000; i++) {
		char text[16];
		int sum = 0, check;
		snprintf(text, sizeof text, "%09u", (unsigned)(100000000 + next_random(&seed) % 900000000));
		for (int k = 0; k < 9; k++)
			sum += (text[k] - '0') * (10 - k);
		check = 11 - sum % 11;
		for (int last = 0; last < 10; last++) {
			personal_hit h;
			text[9] = (char)('0' + last);
			text[10] = 0;
			bool expected = check == last || (check == 11 && !last);
			assert_int_equal(personal_next(&h, span_of(text), 0), expected);
			found += expected;
		}
	}
	assert_in_range(found, 1700, 1950); /* 10 of 11 heads have a number */
}

static void a_national_insurance_number_is_found_with_and_without_spaces(void **state)
{
	static const sample found[] = {
		{"AB123456C", "AB••••••C", PERSONAL_NI_NUMBER},
		{"ab123456c", "ab••••••c", PERSONAL_NI_NUMBER},
		{"NI: AB 12 34 56 C.", "AB •• •• •• C", PERSONAL_NI_NUMBER},
		{"AB 123456 C", "AB •••••• C", PERSONAL_NI_NUMBER},
		{"AB\xC2\xA0"
		 "123456\xC2\xA0"
		 "C",
			"AB\xC2\xA0••••••\xC2\xA0"
			"C",
			PERSONAL_NI_NUMBER},
		{"AB-12-34-56-D", "AB-••-••-••-D", PERSONAL_NI_NUMBER},
	};
	static const sample none[] = {
		{"QQ123456C"},
		{"BG123456A"},
		{"GB123456A"},
		{"KN123456A"},
		{"NK123456A"},
		{"NT123456A"},
		{"TN123456A"},
		{"ZZ123456A"},
		{"DA123456A"},
		{"AO123456A"},
		{"AB123456E"},
		{"AB123456"},
		{"AB1234567C"},
		{"XAB123456C"},
		{"AB123456CD"},
		{"we cut this by 123456 a year"},
		{"OC301234"},
		{"E06000022"},
	};
	(void)state;
	JUDGE(found);
	JUDGE(none);
}

static void a_date_is_a_date_of_birth_beside_such_words(void **state)
{
	static const sample found[] = {
		{"DOB 12/03/1941", "••/••/1941", PERSONAL_BIRTH_DATE},
		{"d.o.b. 12.3.41", "••.•.••", PERSONAL_BIRTH_DATE},
		{"Date of birth: 1941-03-12", "1941-••-••", PERSONAL_BIRTH_DATE},
		{"date of birth is 12 March 1941", "•• ••••• 1941", PERSONAL_BIRTH_DATE},
		{"Mrs S, born on the 2nd of March 1941, lives", "••• •• ••••• 1941", PERSONAL_BIRTH_DATE},
		{"born March 12, 1941", "••••• ••, 1941", PERSONAL_BIRTH_DATE},
		{"12/03/1941 (DOB)", "••/••/1941", PERSONAL_BIRTH_DATE},
		{"born 12-03-1941", "••-••-1941", PERSONAL_BIRTH_DATE},
		{"DOB 2 Sept 1941", "• •••• 1941", PERSONAL_BIRTH_DATE},
		{"DOB 03/25/1941", "••/••/1941", PERSONAL_BIRTH_DATE},
	};
	static const sample none[] = {
		{"starts 12/03/2019"},
		{"people born before 1 April 1950"},
		{"born between 1 April 1950 and 31 March 1951"},
		{"date of birth recorded by 31 March 2019"},
		{"newborn 12/03/1941"},
		{"born in 1941"},
		{"the board, reborn. 12 March 2019 was its first meeting"},
		{"Osborne 12/03/1941"},
		{"DOB 99/99/1941"},
		{"stubborn 12 March 1941"},
		{"version 1.2.3 born"},
		{"DOB unknown. 12/03/2019 the board met"},
		{"DOB\n12/03/1941"},
		{"Born in hospital. 1 April 2019 began the scheme"},
	};
	(void)state;
	JUDGE(found);
	JUDGE(none);
}

static void a_postcode_is_personal_where_a_sentence_speaks_of_a_clients_address(void **state)
{
	static const sample found[] = {
		{"client lives at 3 High St, DT1 1XJ", "DT1 •••", PERSONAL_POSTCODE},
		{"Patient: J S, SW1A 2AA", "SW1A •••", PERSONAL_POSTCODE},
		{"the service user's address is PO167GZ", "PO16•••", PERSONAL_POSTCODE},
	};
	static const sample none[] = {
		{"County Hall, Dorchester DT1 1XJ"},
		{"Patient Transport Service, Dorchester DT1 1XJ"},
		{"our address is DT1 1XJ"},
		{"Clients are seen. The address of the hub is DT1 1XJ"},
		{"client lives well; option 1 of A1 2019"},
	};
	(void)state;
	JUDGE(found);
	JUDGE(none);
}

static void every_one_in_a_text_is_found_in_one_pass(void **state)
{
	span s = span_of("943 476 5919 943 476 5870, AB123456C and DOB 1/2/1950; 9434765919,9434765870");
	personal_hit h = {.len = 0};
	size_t n = 0;
	(void)state;
	while (personal_next(&h, s, h.at + h.len))
		n++;
	assert_int_equal(n, 6);
}

static void headings_of_client_data_are_known_from_headings_of_finance(void **state)
{
	static const char *const client[] = {"Client name", "CLIENT", "Name of the client", "Client's postcode",
		"Patient", "Service User ID", "service-user name", "NHS number", "NHS No.", "DOB", "D.O.B.",
		"Date of birth", "Postcode", "Post Code", "NI number", "Surname", "Patient’s DOB",
		"Client name (if known)", "  Client   Ref. "};
	static const char *const others[] = {"Client group", "Client contributions", "Clients", "Number of clients",
		"Patients", "Patient experience metric", "Service users", "Scheme name", "NHS contribution",
		"NHS commissioner", "Provider", "Area of spend", "Date", "Name", "Birth rate", "Customer",
		"Residential placements", "Resident population", ""};
	(void)state;
	for (size_t i = 0; i < sizeof client / sizeof *client; i++)
		if (!personal_heading(span_of(client[i])))
			fail_msg("not known as client data: %s", client[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (personal_heading(span_of(others[i])))
			fail_msg("taken for client data: %s", others[i]);
}

/* ---- a plan ---- */

static plan *plan_of(job *j, const char *spend, const char *prose)
{
	plan *p = NULL;
	static const char head[] = "title\nA plan\n";
	named_text texts[] = {
		{"plan.csv", "plan.csv", arena_text(j->a, span_of(head)), sizeof head - 1},
		{"spend.csv", "spend.csv", arena_text(j->a, span_of(spend)), strlen(spend)},
		{"narrative/a.md", "narrative/a.md", arena_text(j->a, span_of(prose)), strlen(prose)},
	};
	if (plan_from_texts(&p, texts, 3, "plan", j->a, &j->e))
		fail_msg("%s: %s", j->e.first->where, j->e.first->text);
	return p;
}

static void a_plan_is_searched_in_text_lists_keys_and_narrative_with_the_place_of_each(void **state)
{
	job j = job_open();
	personal_finds f = {0};
	plan *p = plan_of(&j,
		"line,description,amount,note\n"
		"1,home care,9434765919,seen 943 476 5919\n"
		"9434765870,care,1.00,\n",
		"# Plan\n\nAB123456C was born on 1 May 1950\n\n| Client name | Cost |\n| --- | --- |\n| x | 1 |\n");
	(void)state;
	personal_scan(&f, p, NULL, j.a);
	assert_int_equal(f.count, 5);
	assert_string_equal(f.list[0].where, "spend.csv:2:24");
	assert_string_equal(f.list[0].key, "1");
	assert_string_equal(f.list[0].name, "note");
	assert_string_equal(f.list[0].tbl, "spend");
	assert_string_equal(f.list[0].shown, "943 ••• ••19");
	assert_string_equal(f.list[1].where, "spend.csv:3:1");
	assert_string_equal(f.list[1].name, "line");
	assert_string_equal(f.list[2].where, "narrative/a.md:3");
	assert_int_equal(f.list[2].kind, PERSONAL_NI_NUMBER);
	assert_int_equal(f.list[3].kind, PERSONAL_BIRTH_DATE);
	assert_string_equal(f.list[4].where, "narrative/a.md:5");
	assert_int_equal(f.list[4].kind, PERSONAL_COLUMN);
	assert_string_equal(f.list[4].shown, "Client name");
	job_close(&j);
}

static void what_an_earlier_plan_holds_in_the_same_cell_is_passed_over(void **state)
{
	job j = job_open();
	personal_finds f = {0};
	plan *known = plan_of(&j, "line,note\n1,9434765919\n2,fine\n", "9434765919\n");
	plan *p = plan_of(
		&j, "line,note\n1,9434765919\n2,9434765919\n3,9434765870\n", "New.\n\n9434765919\n9434765870\n");
	(void)state;
	personal_scan(&f, p, known, j.a);
	assert_int_equal(f.count, 3);
	assert_string_equal(f.list[0].key, "2");
	assert_string_equal(f.list[1].key, "3");
	assert_string_equal(f.list[2].where, "narrative/a.md:4");
	job_close(&j);
}

static void a_map_may_not_read_a_column_of_client_data_but_names_of_staff_into_contacts(void **state)
{
	job j = job_open();
	workbook_map m;
	personal_finds f = {0};
	char text[] = "does,block,sheet,find,below,take,tbl,col,keys,input\n"
		      "column,a,Lines,Line,,,spend,line,,yes\n"
		      "column,a,Lines,Client name,,,spend,note,,yes\n"
		      "known,a,Lines,NHS number,,,,,,\n"
		      "column,b,Staff,Surname,,,contacts,name,,yes\n"
		      "column,b,Staff,Email,,,contacts,contact,,yes\n"
		      "column,b,Staff,DOB,,,contacts,role,,yes\n";
	(void)state;
	int rc = workbook_map_read(&m, text, strlen(text), "map.csv", j.a, &j.e);
	if (rc)
		fail_msg("%s: %s", j.e.first->where, j.e.first->text);
	personal_scan_map(&f, &m, j.a);
	assert_int_equal(f.count, 2);
	assert_string_equal(f.list[0].where, "map.csv:3");
	assert_string_equal(f.list[0].shown, "Client name");
	assert_string_equal(f.list[0].name, "read into spend.note");
	assert_string_equal(f.list[1].shown, "DOB");
	job_close(&j);
}

static void columns_beside_the_plan_are_known_by_their_headings_as_far_as_they_are_listed(void **state)
{
	job j = job_open();
	personal_finds f = {0};
	reading_note notes[] = {{"a.xlsx › Spend › X4", "Client name", ""}, {"a.xlsx › Spend › Y4", "Client group", ""},
		{"a.xlsx › Spend › Z4", "DOB", ""}};
	reading r = {.unmapped = {notes, 3, 3}};
	(void)state;
	personal_scan_beside(&f, &r, j.a);
	assert_int_equal(f.count, 2);
	assert_string_equal(f.list[1].where, "a.xlsx › Spend › Z4");
	assert_string_equal(personal_kind_name(f.list[1].kind), "a column headed like client data");
	job_close(&j);
}

/* ---- no false alarm ---- */

static size_t searched;

static void search(const char *path)
{
	job j = job_open();
	plan *p = NULL;
	personal_finds f = {0};
	if (plan_open(&p, path, NULL, j.a, &j.e))
		fail_msg("%s: %s", path, j.e.first->text);
	personal_scan(&f, p, NULL, j.a);
	if (p->reading)
		personal_scan_beside(&f, p->reading, j.a);
	for (size_t i = 0; i < f.count; i++)
		print_error("%s: %s %s\n", f.list[i].where, personal_kind_name(f.list[i].kind), f.list[i].shown);
	assert_int_equal(f.count, 0);
	searched++;
	plan_close(p);
	job_close(&j);
}

/* Every folder below that is a package. */
static void search_below(const char *folder)
{
	char path[1024];
	struct stat s;
	DIR *d = opendir(folder);
	if (!d)
		return;
	snprintf(path, sizeof path, "%s/plan.csv", folder);
	if (!stat(path, &s))
		search(folder);
	for (struct dirent *x; (x = readdir(d));) {
		snprintf(path, sizeof path, "%s/%s", folder, x->d_name);
		if (x->d_name[0] != '.' && !lstat(path, &s) && S_ISDIR(s.st_mode))
			search_below(path);
	}
	closedir(d);
}

static void no_shipped_plan_and_no_frozen_package_gives_a_false_alarm(void **state)
{
	(void)state;
	search_below(TEST_DATA "/../examples");
	search_below(TEST_DATA "/../policy");
	search_below(TEST_DATA "/frozen");
	assert_in_range(searched, 12, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_nhs_number_is_found_however_it_is_parted),
		cmocka_unit_test(other_long_numbers_are_no_nhs_numbers),
		cmocka_unit_test(exactly_the_numbers_with_a_valid_check_digit_are_found),
		cmocka_unit_test(a_national_insurance_number_is_found_with_and_without_spaces),
		cmocka_unit_test(a_date_is_a_date_of_birth_beside_such_words),
		cmocka_unit_test(a_postcode_is_personal_where_a_sentence_speaks_of_a_clients_address),
		cmocka_unit_test(every_one_in_a_text_is_found_in_one_pass),
		cmocka_unit_test(headings_of_client_data_are_known_from_headings_of_finance),
		cmocka_unit_test(a_plan_is_searched_in_text_lists_keys_and_narrative_with_the_place_of_each),
		cmocka_unit_test(what_an_earlier_plan_holds_in_the_same_cell_is_passed_over),
		cmocka_unit_test(a_map_may_not_read_a_column_of_client_data_but_names_of_staff_into_contacts),
		cmocka_unit_test(columns_beside_the_plan_are_known_by_their_headings_as_far_as_they_are_listed),
		cmocka_unit_test(no_shipped_plan_and_no_frozen_package_gives_a_false_alarm),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
