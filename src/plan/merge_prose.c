/* Merging a section of the narrative by paragraph. */
#include <string.h>

#include "plan/merge_inside.h"

typedef struct edition {
	const span *list;
	size_t count;
	const parting *partings;
	size_t parting_count, next; /* the first that has not been merged */
} edition;

/* Paragraphs [from, to) of the base that are merged together. */
typedef struct region {
	size_t from, to;
} region;

/* A run that was rewritten in as many paragraphs as it had: each stands for its own, so that what the other side did to
 * one of them does not touch its neighbours. */
static const parting *by_paragraph(const parting *list, size_t *count, arena *a)
{
	size_t n = 0;
	for (size_t i = 0; i < *count; i++)
		n += list[i].to - list[i].from + 1;
	parting *made = arena_array(a, n, sizeof *made);
	n = 0;
	for (size_t i = 0; i < *count; i++) {
		parting p = list[i];
		bool even = p.to - p.from == p.new_to - p.new_from;
		for (; even && p.from + 1 < p.to; p.from++, p.new_from++)
			made[n++] = (parting){p.from, p.from + 1, p.new_from, p.new_from + 1};
		made[n++] = p;
	}
	*count = n;
	return made;
}

static edition edition_of(span text, const edition *base, arena *a)
{
	edition x = {0};
	x.list = paragraphs_of(text, &x.count, a);
	if (base) {
		x.partings = partings_of(&x.parting_count, base->list, base->count, x.list, x.count, a);
		x.partings = by_paragraph(x.partings, &x.parting_count, a);
	}
	return x;
}

static const parting *upcoming(const edition *x)
{
	return x->next < x->parting_count ? &x->partings[x->next] : NULL;
}

/* Do they touch the same paragraphs?  What comes in between two paragraphs touches neither. */
static bool overlaps(const parting *p, region r)
{
	if (p->from == p->to)
		return r.from == r.to ? p->from == r.from : r.from < p->from && p->from < r.to;
	return r.from == r.to ? p->from < r.from && r.from < p->to : p->from < r.to && r.from < p->to;
}

/* Where the next region begins: at the parting that begins first, an insertion before the paragraph behind it. */
static bool next_region(region *out, const edition *ours, const edition *theirs)
{
	const parting *x = upcoming(ours), *y = upcoming(theirs);
	if (!x && !y)
		return false;
	const parting *p = !x ? y : !y ? x : x->from != y->from ? (x->from < y->from ? x : y) : x->to <= y->to ? x : y;
	*out = (region){p->from, p->to};
	return true;
}

/* Takes the partings of one edition that overlap the region, which grows by them; true when it grew. */
static bool take_overlapping(edition *x, region *r)
{
	size_t was = x->next;
	for (const parting *p; (p = upcoming(x)) && overlaps(p, *r); x->next++) {
		if (p->from < r->from)
			r->from = p->from;
		if (p->to > r->to)
			r->to = p->to;
	}
	return x->next > was;
}

/* What stands in an edition for a region of the base, in which its partings `first` to `next` lie. */
static region counterpart(const edition *x, size_t first, region r)
{
	const parting *p = &x->partings[first], *q = &x->partings[x->next - 1];
	return (region){p->new_from - (p->from - r.from), q->new_to + (r.to - q->to)};
}

static span text_of(const edition *x, region r)
{
	return paragraphs_span(x->list, r.from, r.to);
}

static span value_text(merge *m, span value)
{
	static const column prose = {"text", TYPE_TEXT, 0, NULL, NULL, NULL};
	const char *why;
	cell c = {.at = value.at, .len = (uint32_t)value.len};
	cell_canonical(&c, &prose, m->a, &why);
	return cell_span(c);
}

static span settle(merge *m, const char *section, size_t paragraph, const span texts[SIDES])
{
	span value;
	conflict c = {.id = arena_printf(m->a, "narrative/%s[%zu]", section, paragraph),
		.kind = CONFLICT_PARAGRAPHS,
		.tbl = SIZE_MAX,
		.key = arena_printf(m->a, "%zu", paragraph),
		.name = "",
		.section = section,
		.base = texts[BASE],
		.ours = texts[OURS],
		.theirs = texts[THEIRS]};
	int taking = conflict_add(m, c, &value);
	if (taking == TAKE_OPEN)
		return texts[BASE];
	if (taking != TAKE_VALUE)
		return texts[taking];
	value = value_text(m, value);
	conflict_value(m, value);
	return value;
}

static span merge_texts(merge *m, const char *section, const span texts[SIDES])
{
	edition base = edition_of(texts[BASE], NULL, m->a), ours = edition_of(texts[OURS], &base, m->a),
		theirs = edition_of(texts[THEIRS], &base, m->a);
	size_t at = 0;
	region r;
	buf b;
	buf_init(&b, m->a);
	while (next_region(&r, &ours, &theirs)) {
		size_t first_ours = ours.next, first_theirs = theirs.next;
		for (bool grew = true; grew;) {
			grew = take_overlapping(&ours, &r);
			grew |= take_overlapping(&theirs, &r);
		}
		for (; at < r.from; at++)
			section_add(&b, base.list[at]);
		at = r.to;
		bool by_ours = ours.next > first_ours, by_theirs = theirs.next > first_theirs;
		region x = by_ours ? counterpart(&ours, first_ours, r) : (region){0},
		       y = by_theirs ? counterpart(&theirs, first_theirs, r) : (region){0};
		if (!by_theirs)
			section_add(&b, text_of(&ours, x));
		else if (!by_ours)
			section_add(&b, text_of(&theirs, y));
		else if (paragraphs_equal(ours.list + x.from, x.to - x.from, theirs.list + y.from, y.to - y.from))
			section_add(&b, text_of(&ours, x));
		else
			section_add(
				&b, settle(m, section, r.from + 1,
					    (const span[]){text_of(&base, r), text_of(&ours, x), text_of(&theirs, y)}));
	}
	for (; at < base.count; at++)
		section_add(&b, base.list[at]);
	return section_finish(&b);
}

static span section_text(const plan *p, const char *section)
{
	const narrative *n = plan_section(p, span_of(section));
	return n ? n->text : (span){"", 0};
}

void merge_sections(merge *m, plan *into)
{
	size_t count;
	section_pair *pairs = sections_pair(&count, m->sides[OURS].p, m->sides[THEIRS].p, m->a);
	for (size_t i = 0; i < count; i++) {
		const char *section = pairs[i].section;
		span texts[SIDES] = {section_text(m->sides[BASE].p, section), pairs[i].x, pairs[i].y}, text;
		if (span_equal(texts[OURS], texts[THEIRS]) || span_equal(texts[BASE], texts[THEIRS]))
			text = texts[OURS];
		else if (span_equal(texts[BASE], texts[OURS]))
			text = texts[THEIRS];
		else
			text = merge_texts(m, section, texts);
		plan_set_section(into, section, text, m->a);
	}
}
