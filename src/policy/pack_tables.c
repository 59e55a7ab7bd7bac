#include "policy/pack.h"

#define K COLUMN_KEY
#define COLUMNS(name) .columns = name, .count = sizeof name / sizeof *name
#define BASIS                                                                                                          \
	{                                                                                                              \
		"basis", TYPE_TEXT, .words = "published, paper, unverified"                                            \
	}

static const column sources[] = {
	{"source", TYPE_TEXT, K},
	{"title", TYPE_TEXT},
	{"payer", TYPE_TEXT},
	{"kind", TYPE_TEXT, .words = "mandatory, additional"},
	{"minimum", TYPE_TEXT, .words = "yes"},
	{"grant_measure", TYPE_TEXT},
	{"pays_for", TYPE_TEXT},
	{"nature", TYPE_TEXT, .words = "revenue, capital"},
	{"rule", TYPE_TEXT},
	BASIS,
};
static const column conditions[] = {
	{"condition", TYPE_TEXT, K},
	{"number", TYPE_COUNT},
	{"title", TYPE_TEXT},
	{"ring_fence", TYPE_TEXT, .words = "social_care, out_of_hospital"},
	{"rule", TYPE_TEXT},
	BASIS,
};
static const column metrics[] = {
	{"metric", TYPE_TEXT, K},
	{"title", TYPE_TEXT},
	{"unit", TYPE_TEXT, .words = "per_100000, percent, per_day, count, days"},
	{"improves", TYPE_TEXT, .words = "up, down"},
	{"decimals", TYPE_COUNT},
	{"ages", TYPE_TEXT},
	{"collected", TYPE_TEXT, .words = "yes, no"},
	{"choice", TYPE_TEXT, .words = "local, experience"},
	{"definition", TYPE_TEXT},
	{"rule", TYPE_TEXT},
	BASIS,
};
static const column scheme_types[] = {
	{"type", TYPE_TEXT, K},
	{"title", TYPE_TEXT},
	{"output", TYPE_TEXT, .words = "yes, no"},
	BASIS,
	{"kind", TYPE_TEXT, .words = "other"},
};
static const column maturity_changes[] = {{"change", TYPE_TEXT, K}, {"number", TYPE_COUNT}, {"title", TYPE_TEXT}};
static const column requirements[] = {
	{"measure", TYPE_TEXT, K},
	{"title", TYPE_TEXT},
	{"kind", TYPE_TEXT, .words = "minimum, grant"},
	{"ring_fence", TYPE_TEXT, .words = "social_care, out_of_hospital"},
	{"rule", TYPE_TEXT},
	BASIS,
};
static const column allocations[] = {
	{"code", TYPE_TEXT, K},
	{"measure", TYPE_TEXT, K},
	{"period", TYPE_PERIOD, K},
	{"amount", TYPE_AMOUNT},
	{"source", TYPE_TEXT},
};
static const column aliases[] = {{"list", TYPE_TEXT, K}, {"alias", TYPE_TEXT, K}, {"id", TYPE_TEXT}};
static const column uplifts[] = {
	{"measure", TYPE_TEXT, K},
	{"period", TYPE_PERIOD, K},
	{"percent", TYPE_DECIMAL},
	{"rule", TYPE_TEXT},
	BASIS,
};
static const column holidays[] = {{"date", TYPE_DATE, K}, {"title", TYPE_TEXT}};
static const column statutes[] = {{"act", TYPE_TEXT, K}, {"year", TYPE_TEXT, K}, {"section", TYPE_LIST}};
static const column periods[] = {{"period", TYPE_PERIOD, K}};
static const column documents[] = {{"id", TYPE_TEXT, K}, {"title", TYPE_TEXT}, {"published", TYPE_TEXT}};
static const column timetable[] = {{"step", TYPE_TEXT, K}, {"title", TYPE_TEXT}, {"due", TYPE_DATE}};
static const column decides[] = {{"id", TYPE_TEXT, K}};
static const column sections[] = {{"section", TYPE_TEXT, K}, {"title", TYPE_TEXT}, {"words", TYPE_COUNT}};
static const column lists[] = {{"list", TYPE_TEXT, K}, {"id", TYPE_TEXT, K}, {"title", TYPE_TEXT},
	{"position", TYPE_COUNT}, {"kind", TYPE_TEXT, .words = "other, joint, nhs, council, social_care, acute, expected"}};

const table pack_tables[PACK_TABLE_COUNT] = {
	[PACK_SOURCES] = {"sources", "Funding sources", "", COLUMNS(sources)},
	[PACK_CONDITIONS] = {"conditions", "National conditions", "", COLUMNS(conditions)},
	[PACK_METRICS] = {"metrics", "Measures", "", COLUMNS(metrics)},
	[PACK_SCHEME_TYPES] = {"scheme_types", "Scheme types", "", COLUMNS(scheme_types)},
	[PACK_MATURITY_CHANGES] = {"maturity_changes", "Changes of the maturity model", "", COLUMNS(maturity_changes)},
	[PACK_REQUIREMENTS] = {"requirements", "Minimums and grants", "", COLUMNS(requirements)},
	[PACK_ALLOCATIONS] = {"allocations", "Allocations by ONS code", "", COLUMNS(allocations)},
	[PACK_ALIASES] = {"aliases", "Other spellings of ids", "", COLUMNS(aliases)},
	[PACK_UPLIFTS] = {"uplifts", "Yearly uplifts", "", COLUMNS(uplifts)},
	[PACK_HOLIDAYS] = {"bank_holidays", "Bank holidays in England", "", COLUMNS(holidays)},
	[PACK_STATUTES] = {"statutes", "Acts of Parliament by title and year", "", COLUMNS(statutes)},
	[PACK_PERIODS] = {"periods", "Periods", "", COLUMNS(periods)},
	[PACK_DOCUMENTS] = {"documents", "Source documents", "", COLUMNS(documents)},
	[PACK_TIMETABLE] = {"timetable", "Timetable", "", COLUMNS(timetable)},
	[PACK_DECIDES] = {"decides", "Who must decide", "", COLUMNS(decides)},
	[PACK_SECTIONS] = {"sections", "Narrative sections", "", COLUMNS(sections)},
	[PACK_LISTS] = {"lists", "Closed lists", "", COLUMNS(lists)},
};

static span value_at(const rows *r, span key, size_t key_column, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[key_column]), key))
			return cell_span(*rows_cell(r, i, name));
	return (span){"", 0};
}

span pack_value(const pack *p, int which, span key, const char *name)
{
	return value_at(&p->tables[which], key, 0, name);
}

span pack_title(const pack *p, const char *by, span key)
{
	static const int titled[] = {PACK_SOURCES, PACK_CONDITIONS, PACK_METRICS, PACK_SCHEME_TYPES,
		PACK_MATURITY_CHANGES, PACK_REQUIREMENTS, PACK_SECTIONS};
	for (size_t i = 0; i < sizeof titled / sizeof *titled; i++) {
		if (*by && !span_is(span_of(by), pack_tables[titled[i]].columns[0].name))
			continue;
		span title = pack_value(p, titled[i], key, "title");
		if (title.len)
			return title;
	}
	return *by ? (span){"", 0} : value_at(&p->tables[PACK_LISTS], key, 1, "title");
}
