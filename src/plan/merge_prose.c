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

static edition edition_of(span text, const edition *base, arena *a)
{
	static const span none[1];
	edition x = {0};
	x.list = paragraphs_of(text, &x.count, a);
	if (!x.count)
		x.list = none;
	if (base)
		x.partings = partings_of(&x.parting_count, base->list, base->count, x.list, x.count, a);
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

/* Did one edition bring, between two paragraphs, what the other's change beside it begins or ends with? */
static bool brings_alike(const edition *x, const parting *in, const edition *y, const parting *change)
{
	size_t n = in->new_to - in->new_from;
	if (in->from != in->to || change->from == change->to || n > change->new_to - change->new_from)
		return false;
	const span *brought = x->list + in->new_from;
	return (in->from == change->from && paragraphs_equal(brought, n, y->list + change->new_from, n)) ||
	       (in->from == change->to && paragraphs_equal(brought, n, y->list + change->new_to - n, n));
}

/* Takes into the region what both brought alike and one of them beside a change; true when it took something. */
static bool take_alike(edition *x, edition *y, const size_t first[2], region *r)
{
	const parting *p = upcoming(x), *q = upcoming(y);
	if (x->next > first[0] && q && q->from == r->to && brings_alike(x, &x->partings[x->next - 1], y, q)) {
		r->to = q->to; /* the change behind what was brought in */
		y->next++;
		return true;
	}
	if (y->next > first[1] && p && p->from == r->to && brings_alike(x, p, y, &y->partings[y->next - 1])) {
		x->next++; /* what was brought in behind the change */
		return true;
	}
	return false;
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

/* Did the edition rewrite each run of the region, from its parting `first`, in as many paragraphs as it had? */
static bool is_even(const edition *x, size_t first)
{
	for (size_t i = first; i < x->next; i++)
		if (x->partings[i].to - x->partings[i].from != x->partings[i].new_to - x->partings[i].new_from)
			return false;
	return true;
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

/* Does paragraph `i` of a side, which is not the base's, stand in another place of the base or of a side?  Then a
 * paragraph was moved, or brought by both in two places, and counting does not tell which is which. */
static bool stands_elsewhere(const edition sides[SIDES], const region at[SIDES], int by, size_t i)
{
	const span *own = &sides[by].list[at[by].from + i];
	if (paragraphs_equal(own, 1, &sides[BASE].list[at[BASE].from + i], 1))
		return false;
	for (int s = BASE; s < SIDES; s++)
		for (size_t k = 0; k < at[BASE].to - at[BASE].from; k++)
			if (k != i && paragraphs_equal(own, 1, &sides[s].list[at[s].from + k], 1))
				return true;
	return false;
}

static bool is_one_to_one(const edition sides[SIDES], const region at[SIDES], const size_t first[SIDES])
{
	if (!is_even(&sides[OURS], first[OURS]) || !is_even(&sides[THEIRS], first[THEIRS]))
		return false;
	for (int s = OURS; s < SIDES; s++)
		for (size_t i = 0; i < at[BASE].to - at[BASE].from; i++)
			if (stands_elsewhere(sides, at, s, i))
				return false;
	return true;
}

static bool regions_equal(const edition sides[SIDES], const region at[SIDES])
{
	const region x = at[OURS], y = at[THEIRS];
	return paragraphs_equal(sides[OURS].list + x.from, x.to - x.from, sides[THEIRS].list + y.from, y.to - y.from);
}

/* Both brought the same paragraphs before or behind the region's, and one of them left these alone: *by is the other.
 */
static bool is_framed_alike(int *by, const edition sides[SIDES], const region at[SIDES])
{
	const size_t n = at[BASE].to - at[BASE].from;
	for (int s = OURS; s < SIDES; s++) {
		const region x = at[s], y = at[s == OURS ? THEIRS : OURS];
		const edition *one = &sides[s], *other = &sides[s == OURS ? THEIRS : OURS];
		size_t before = 0, more = x.to - x.from - n;
		if (x.to - x.from < n || y.to - y.from < more)
			continue;
		for (; before <= more; before++)
			if (paragraphs_equal(one->list + x.from + before, n, sides[BASE].list + at[BASE].from, n) &&
				paragraphs_equal(one->list + x.from, before, other->list + y.from, before) &&
				paragraphs_equal(one->list + x.to - (more - before), more - before,
					other->list + y.to - (more - before), more - before)) {
				*by = s == OURS ? THEIRS : OURS;
				return true;
			}
	}
	return false;
}

/* Both sides rewrote a region in as many paragraphs as it had: only what both changed is a conflict. */
static void merge_each(merge *m, buf *out, const char *section, const edition sides[SIDES], const region at[SIDES])
{
	for (size_t i = 0; i < at[BASE].to - at[BASE].from; i++) {
		span texts[SIDES];
		for (int s = BASE; s < SIDES; s++)
			texts[s] = sides[s].list[at[s].from + i];
		if (paragraphs_equal(&texts[BASE], 1, &texts[OURS], 1))
			section_add(out, texts[THEIRS]);
		else if (paragraphs_equal(&texts[BASE], 1, &texts[THEIRS], 1) ||
			 paragraphs_equal(&texts[OURS], 1, &texts[THEIRS], 1))
			section_add(out, texts[OURS]);
		else
			section_add(out, settle(m, section, at[BASE].from + i + 1, texts));
	}
}

static span merge_texts(merge *m, const char *section, const span texts[SIDES])
{
	edition sides[SIDES] = {edition_of(texts[BASE], NULL, m->a)};
	for (int s = OURS; s < SIDES; s++)
		sides[s] = edition_of(texts[s], &sides[BASE], m->a);
	size_t done = 0;
	region r;
	buf b;
	buf_init(&b, m->a);
	while (next_region(&r, &sides[OURS], &sides[THEIRS])) {
		const size_t first[SIDES] = {0, sides[OURS].next, sides[THEIRS].next};
		for (bool grew = true; grew;) {
			grew = take_overlapping(&sides[OURS], &r);
			grew |= take_overlapping(&sides[THEIRS], &r);
			grew |= take_alike(&sides[OURS], &sides[THEIRS], &first[OURS], &r);
			const size_t turned[2] = {first[THEIRS], first[OURS]};
			grew |= take_alike(&sides[THEIRS], &sides[OURS], turned, &r);
		}
		for (; done < r.from; done++)
			section_add(&b, sides[BASE].list[done]);
		done = r.to;
		region at[SIDES] = {r};
		span in[SIDES] = {text_of(&sides[BASE], r)};
		bool changed[SIDES] = {false};
		int by;
		for (int s = OURS; s < SIDES; s++) {
			changed[s] = sides[s].next > first[s];
			if (changed[s])
				at[s] = counterpart(&sides[s], first[s], r);
			in[s] = text_of(&sides[s], at[s]);
		}
		if (!changed[THEIRS] || (changed[OURS] && regions_equal(sides, at)))
			section_add(&b, in[OURS]);
		else if (!changed[OURS])
			section_add(&b, in[THEIRS]);
		else if (is_framed_alike(&by, sides, at))
			section_add(&b, in[by]);
		else if (is_one_to_one(sides, at, first))
			merge_each(m, &b, section, sides, at);
		else
			section_add(&b, settle(m, section, r.from + 1, in));
	}
	for (; done < sides[BASE].count; done++)
		section_add(&b, sides[BASE].list[done]);
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
