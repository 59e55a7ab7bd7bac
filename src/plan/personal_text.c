/* Personal data in a text.  Everything looked for has digits in it, so the text is passed over until one comes. */
#include <string.h>

#include "plan/personal.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
	BEFORE_MAX = 40, /* how far before a date the word "born" may stand, in bytes */
	SENTENCE_MAX = 160
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
/* Part of a word or a number, also when it is not ASCII; the spaces and dashes of Unicode are not. */
static bool is_word_at(span s, size_t i)
{
	return i < s.len && (is_digit(s.at[i]) || is_letter(s.at[i]));
}
static bool is_word_before(span s, size_t i)
{
	return i && (is_digit(s.at[i - 1]) || is_letter(s.at[i - 1]));
}

static size_t next_digit(span s, size_t i)
{
#if defined(__SSE2__)
	for (; i + 16 <= s.len; i += 16) {
		__m128i d =
			_mm_sub_epi8(_mm_loadu_si128((const __m128i *)(const void *)(s.at + i)), _mm_set1_epi8('0'));
		int m = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d));
		if (m)
			return i + (size_t)__builtin_ctz((unsigned)m);
	}
#endif
	while (i < s.len && !is_digit(s.at[i]))
		i++;
	return i;
}

static size_t digits_end(span s, size_t i)
{
	while (i < s.len && is_digit(s.at[i]))
		i++;
	return i;
}

/* Spaces and dashes that part a number: at most two, also those of Unicode (no-break, thin, en dash ...). */
static size_t parting(span s, size_t i)
{
	for (int n = 0; n < 2 && i < s.len; n++) {
		unsigned char c = (unsigned char)s.at[i];
		const char *u = s.at + i;
		if (c == ' ' || c == '-')
			i++;
		else if (i + 1 < s.len && c == 0xC2 && (unsigned char)u[1] == 0xA0)
			i += 2;
		else if (i + 2 < s.len && c == 0xE2 && (unsigned char)u[1] == 0x80 &&
			 (((unsigned char)u[2] >= 0x80 && (unsigned char)u[2] <= 0x95) || (unsigned char)u[2] == 0xAF))
			i += 3;
		else if (i + 2 < s.len && c == 0xE2 && (unsigned char)u[1] == 0x88 && (unsigned char)u[2] == 0x92)
			i += 3;
		else
			break;
	}
	return i;
}

/* ---- NHS numbers ---- */

/* Modulus 11: the weights are 10 to 2, and 11 less the remainder is the last digit (11 is 0, 10 is none). */
static bool is_nhs_number(const char d[10])
{
	int sum = 0;
	bool same = true;
	for (int i = 0; i < 9; i++) {
		sum += (d[i] - '0') * (10 - i);
		same &= d[i] == d[9];
	}
	int check = (11 - sum % 11) % 11;
	return !same && d[0] != '0' && check == d[9] - '0'; /* none begins with 0, and telephone numbers do */
}

/* "0.9434765919", "£9434765919", "9434765919.50" are numbers of something else. */
static bool is_amount(span s, size_t at, size_t end)
{
	static const char pound[] = "\xC2\xA3";
	if (at >= 2 && (!memcmp(s.at + at - 2, pound, 2) || (s.at[at - 1] == '.' && is_digit(s.at[at - 2]))))
		return true;
	return end + 1 < s.len && s.at[end] == '.' && is_digit(s.at[end + 1]);
}

/* "+44 161 234 5678", "0044 ...", "+44 (0)161 ...", "1-800-...": a telephone number. */
static bool is_telephone(span s, size_t at)
{
	size_t i = at;
	while (i && (s.at[i - 1] == ' ' || s.at[i - 1] == '-'))
		i--;
	if (i >= 3 && s.at[i - 1] == ')' && s.at[i - 2] == '0' && s.at[i - 3] == '(')
		return true;
	if (i && s.at[i - 1] == '+')
		return true;
	size_t end = i;
	while (i && is_digit(s.at[i - 1]))
		i--;
	if (i == end)
		return false;
	span code = {s.at + i, end - i};
	return (i && s.at[i - 1] == '+') || span_is(code, "44") || span_is(code, "0044") ||
	       (span_is(code, "1") && end < at && s.at[end] == '-');
}

static bool nhs_number(personal_hit *out, span s, size_t at, size_t end)
{
	char d[10];
	size_t i = end;
	if (end - at == 10) {
		memcpy(d, s.at + at, 10);
	} else {
		static const size_t run[] = {3, 4};
		if (end - at != 3 || is_telephone(s, at))
			return false;
		memcpy(d, s.at + at, 3);
		for (int k = 0, have = 3; k < 2; have += 3, k++) {
			size_t from = parting(s, i);
			i = digits_end(s, from);
			if (from == end || i - from != run[k] || !is_digit(s.at[from]))
				return false;
			memcpy(d + have, s.at + from, run[k]);
			end = i;
		}
	}
	if (is_word_before(s, at) || is_word_at(s, end) || is_amount(s, at, end) || !is_nhs_number(d))
		return false;
	*out = (personal_hit){PERSONAL_NHS_NUMBER, at, end - at};
	return true;
}

/* ---- National Insurance numbers ---- */

/* Letters that are never used, and pairs that are not given out. */
static bool is_prefix(char one, char two)
{
	static const char pairs[][3] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
	char x = (char)(lower(one) - 32), y = (char)(lower(two) - 32);
	if (!is_letter(one) || !is_letter(two) || strchr("DFIQUV", x) || strchr("DFIOQUV", y))
		return false;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (pairs[i][0] == x && pairs[i][1] == y)
			return false;
	return true;
}

/* `at` is the first digit.  "AB123456C", "AB 12 34 56 C", "AB 123456 C"; the last only in capitals, since "by 123456 a
 * year" is English. */
static bool ni_number(personal_hit *out, span s, size_t at, size_t end)
{
	size_t letters = at, i = end;
	bool paired = end - at == 2;
	if (end - at != 6 && !paired)
		return false;
	while (letters && (s.at[letters - 1] == ' ' || s.at[letters - 1] == '-') && at - letters < 2)
		letters--;
	if (letters >= 2 && letters == at && (unsigned char)s.at[at - 1] == 0xA0)
		letters -= 2;
	if (letters < 2 || !is_prefix(s.at[letters - 2], s.at[letters - 1]) || is_word_before(s, letters - 2))
		return false;
	for (int k = 0; paired && k < 2; k++) {
		size_t from = parting(s, i);
		i = digits_end(s, from);
		if (i - from != 2)
			return false;
	}
	size_t last = parting(s, i);
	if (last >= s.len || lower(s.at[last]) < 'a' || lower(s.at[last]) > 'd' || is_word_at(s, last + 1))
		return false;
	bool capitals = s.at[letters - 2] < 'a' && s.at[letters - 1] < 'a' && s.at[last] < 'a';
	if (!paired && letters != at && last != i && !capitals)
		return false;
	*out = (personal_hit){PERSONAL_NI_NUMBER, letters - 2, last + 1 - (letters - 2)};
	return true;
}

/* ---- dates of birth ---- */

static bool is_month(span s, size_t at, size_t *end)
{
	static const char months[][10] = {"january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december"};
	char word[10] = "";
	size_t n = 0;
	while (at + n < s.len && is_letter(s.at[at + n]) && n < 9) {
		word[n] = lower(s.at[at + n]);
		n++;
	}
	if (at + n < s.len && is_letter(s.at[at + n]))
		return false;
	if (n == 4 && !memcmp(word, "sept", 4))
		n = 3, *end = at + 4;
	else
		*end = at + n;
	for (size_t i = 0; n >= 3 && i < 12; i++)
		if (!memcmp(word, months[i], n) && (n == 3 || !months[i][n]))
			return true;
	return false;
}

static int number_at(span s, size_t at, size_t end)
{
	int n = 0;
	for (; at < end && n < 100000; at++)
		n = n * 10 + (s.at[at] - '0');
	return n;
}

static bool is_year(span s, size_t at, size_t end)
{
	int n = number_at(s, at, end);
	return end - at == 2 || (end - at == 4 && n >= 1880 && n < 2100);
}

/* "12/03/1941", "12.3.41", "1941-03-12": numbers parted twice by the same mark. */
static bool is_date_in_numbers(span s, size_t at, size_t end, size_t *stop)
{
	char mark = end < s.len ? s.at[end] : 0;
	if (!mark || !strchr("/.- ", mark))
		return false;
	size_t two = end + 1, two_end = digits_end(s, two);
	if (two_end == two || two_end - two > 2 || two_end >= s.len || s.at[two_end] != mark)
		return false;
	size_t three = two_end + 1, three_end = digits_end(s, three);
	bool year_first = end - at == 4;
	int month = number_at(s, two, two_end),
	    day_of = year_first ? number_at(s, three, three_end) : number_at(s, at, end);
	if (is_word_at(s, three_end) || three_end == three || month < 1 || day_of < 1 || day_of > 31 || month > 31)
		return false;
	if (year_first ? !is_year(s, at, end) || three_end - three > 2 : !is_year(s, three, three_end))
		return false;
	if (month > 12 && (year_first || day_of > 12)) /* the American order */
		return false;
	*stop = three_end;
	return true;
}

/* "12 March 1941", "12th of March, 41", "March 12, 1941", which begins at *from. */
static bool is_date_in_words(span s, size_t at, size_t end, size_t *from, size_t *stop)
{
	static const char endings[][3] = {"st", "nd", "rd", "th"};
	int day_of = number_at(s, at, end);
	size_t i = end, month_end;
	if (end - at > 2 || day_of < 1 || day_of > 31)
		return false;
	for (size_t k = 0; k < 4; k++)
		if (i + 2 <= s.len && lower(s.at[i]) == endings[k][0] && lower(s.at[i + 1]) == endings[k][1]) {
			i += 2;
			break;
		}
	i = parting(s, i);
	if (i + 3 < s.len && !memcmp(s.at + i, "of ", 3))
		i += 3;
	if (is_month(s, i, &month_end)) {
		i = month_end;
	} else { /* is the month before the day? */
		size_t word = at;
		while (word && s.at[word - 1] == ' ')
			word--;
		size_t word_end = word;
		while (word && is_letter(s.at[word - 1]))
			word--;
		if (word == word_end || !is_month(s, word, &month_end) || month_end != word_end)
			return false;
		*from = word;
	}
	while (i < s.len && (s.at[i] == ',' || s.at[i] == '.'))
		i++;
	i = parting(s, i);
	size_t year_end = digits_end(s, i);
	if (year_end == i || !is_year(s, i, year_end) || is_word_at(s, year_end))
		return false;
	*stop = year_end;
	return true;
}

static const char *const birth_words[] = {"date of birth", "dates of birth", "d.o.b", "dob", "birth date", "birthdate",
	"birthday", "b'day", "date-of-birth", "born"};

/* Between the word and the date: for "born" nothing but "on" and the like, since "people born before 1 April 1950" are
 * nobody in particular; for the others no word that makes it so. */
static bool joins(span between, bool born)
{
	static const char *const light[] = {"on", "the", "in", "is", "was", "of", "date", "at", "a"};
	static const char *const parts[] = {"before", "after", "by", "since", "from", "until", "between", "to",
		"recorded", "than", "and", "collected", "held", "required", "with", "under"};
	for (bool first = true; between.len; first = false) {
		size_t n = 0;
		while (n < between.len && !is_letter(between.at[n])) {
			bool ends = between.at[n] == '.' && !(first && !n); /* "d.o.b." has one of its own */
			if (is_digit(between.at[n]) || between.at[n] == '\n')
				return false;
			if (ends && n + 1 < between.len && between.at[n + 1] == ' ')
				return false; /* another sentence */
			n++;
		}
		between = (span){between.at + n, between.len - n};
		char word[12] = "";
		for (n = 0; n < between.len && is_letter(between.at[n]); n++)
			if (n < sizeof word - 1)
				word[n] = lower(between.at[n]);
		between = (span){between.at + n, between.len - n};
		bool found = false;
		for (size_t i = 0; i < sizeof light / sizeof *light; i++)
			found |= born && !strcmp(word, light[i]);
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			found |= !born && !strcmp(word, parts[i]);
		if (n && found != born)
			return false;
	}
	return true;
}

static bool word_is(span s, size_t at, const char *word)
{
	size_t n = strlen(word);
	if (at + n > s.len || is_word_before(s, at) || is_word_at(s, at + n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(s.at[at + i]) != word[i])
			return false;
	return true;
}

static bool is_birth(span s, size_t at, size_t stop)
{
	const size_t count = sizeof birth_words / sizeof *birth_words;
	for (size_t i = at; i-- > 0 && at - i <= BEFORE_MAX;) {
		char c = lower(s.at[i]);
		if (c != 'd' && c != 'b')
			continue;
		for (size_t k = 0; k < count; k++)
			if (word_is(s, i, birth_words[k])) {
				size_t end = i + strlen(birth_words[k]);
				return joins((span){s.at + end, at - end}, k == count - 1);
			}
	}
	size_t i = stop; /* "12/03/1941 (DOB)" */
	while (i < s.len && i - stop < 4 && strchr(" (,-:", s.at[i]))
		i++;
	for (size_t k = 0; k + 1 < count; k++)
		if (i > stop && word_is(s, i, birth_words[k]))
			return true;
	return false;
}

static bool birth_date(personal_hit *out, span s, size_t at, size_t end)
{
	size_t from = at, stop;
	if ((end - at > 2 && end - at != 4) || is_word_before(s, at))
		return false;
	if (!is_date_in_numbers(s, at, end, &stop) && !is_date_in_words(s, at, end, &from, &stop))
		return false;
	if (!is_birth(s, from, stop))
		return false;
	*out = (personal_hit){PERSONAL_BIRTH_DATE, from, stop - from};
	return true;
}

/* ---- a client's postcode ---- */

/* `at` is the digit of the inward part, "1" of "DT1 1XJ"; *from becomes where the postcode begins. */
static bool is_postcode(span s, size_t at, size_t *from)
{
	if (at + 2 >= s.len || !is_letter(s.at[at + 1]) || !is_letter(s.at[at + 2]) || is_word_at(s, at + 3))
		return false;
	size_t end = at && s.at[at - 1] == ' ' ? at - 1 : at, i = end;
	while (i && at - i < 5 && (is_letter(s.at[i - 1]) || is_digit(s.at[i - 1])))
		i--;
	span out = {s.at + i, end - i}; /* A9, A99, AA9, AA99, A9A, AA9A */
	size_t letters = 0, k;
	while (letters < out.len && is_letter(out.at[letters]))
		letters++;
	k = letters;
	while (k < out.len && is_digit(out.at[k]))
		k++;
	size_t numbers = k - letters;
	bool more = k + 1 == out.len && is_letter(out.at[k]) && numbers == 1;
	if (is_word_before(s, i) || letters < 1 || letters > 2 || numbers < 1 || numbers > 2 || (k != out.len && !more))
		return false;
	*from = i;
	return true;
}

/* The sentence before the postcode speaks of a client and of an address, or says "Client:". */
static bool is_clients(span s, size_t from)
{
	static const char *const clients[] = {"client", "patient", "service user", "resident", "client's", "patient's",
		"service user's", "resident's"};
	static const char *const lives[] = {"lives", "living", "lived", "resides", "address", "postcode", "post code"};
	size_t begin = from;
	while (begin && from - begin < SENTENCE_MAX && s.at[begin - 1] != '\n' &&
		!(begin >= 2 && s.at[begin - 1] == ' ' && strchr(".!?", s.at[begin - 2])))
		begin--;
	bool client = false, address = false;
	for (size_t i = begin; i < from; i++) {
		if (is_word_before(s, i) || !is_letter(s.at[i]))
			continue;
		for (size_t k = 0; k < sizeof clients / sizeof *clients; k++)
			if (word_is(s, i, clients[k])) {
				client = true;
				size_t end = i + strlen(clients[k]);
				address |= end < from && (s.at[end] == ':' || s.at[end] == '=');
			}
		for (size_t k = 0; k < sizeof lives / sizeof *lives; k++)
			address |= word_is(s, i, lives[k]);
	}
	return client && address;
}

static bool postcode(personal_hit *out, span s, size_t at, size_t end)
{
	size_t from;
	if (!is_postcode(s, end - 1, &from) || from > at || !is_clients(s, from))
		return false;
	*out = (personal_hit){PERSONAL_POSTCODE, from, end + 2 - from};
	return true;
}

/* ---- all of them ---- */

bool personal_next(personal_hit *out, span text, size_t from)
{
	if (text.len < PERSONAL_SHORTEST)
		return false;
	for (size_t at = next_digit(text, from), end; at < text.len; at = next_digit(text, end)) {
		end = digits_end(text, at);
		if (nhs_number(out, text, at, end) || ni_number(out, text, at, end) || birth_date(out, text, at, end) ||
			postcode(out, text, at, end))
			return true;
	}
	return false;
}

/* Is this byte in a run of four digits: a year? */
static bool in_year(span s, size_t i)
{
	size_t from = i;
	while (from && is_digit(s.at[from - 1]))
		from--;
	return is_digit(s.at[i]) && digits_end(s, i) - from == 4;
}

const char *personal_masked(span text, const personal_hit *h, arena *a)
{
	static const char dot[] = "•";
	span s = {text.at + h->at, h->len};
	size_t total = 0, seen = 0;
	buf b;
	for (size_t i = 0; i < s.len; i++)
		total += is_digit(s.at[i]) || is_letter(s.at[i]);
	buf_init(&b, a);
	for (size_t i = 0; i < s.len; i++) {
		bool show = h->kind == PERSONAL_BIRTH_DATE && in_year(s, i);
		if (!is_digit(s.at[i]) && !is_letter(s.at[i])) {
			if (h->kind != PERSONAL_NHS_NUMBER)
				buf_char(&b, s.at[i]);
			continue;
		}
		seen++;
		show |= h->kind == PERSONAL_NHS_NUMBER && (seen <= 3 || seen > 8);
		show |= h->kind == PERSONAL_NI_NUMBER && (seen <= 2 || seen == total);
		show |= h->kind == PERSONAL_POSTCODE && seen + 3 <= total;
		if (h->kind == PERSONAL_NHS_NUMBER && (seen == 4 || seen == 7))
			buf_char(&b, ' ');
		if (show)
			buf_char(&b, s.at[i]);
		else
			buf_text(&b, dot);
	}
	return arena_text(a, buf_span(&b));
}
