/* Headings of client data.  They are told from those of finance, such as "Client group" and "Client contributions", by
 * being known whole. */
#include <string.h>

#include "plan/personal.h"

/* Headings that say it all by themselves, and of whom the others may speak. */
static const char *const whole_headings[] = {"nhs number", "nhs numbers", "nhs no", "nhs num", "nhs id",
	"nhs number of client", "dob", "d o b", "date of birth", "birth date", "birthdate", "born", "birthday",
	"national insurance", "national insurance number", "national insurance no", "ni number", "ni no", "nino",
	"postcode", "post code", "home postcode", "home address", "surname", "forename", "forenames", "first name",
	"last name", "family name", "given name", "maiden name", "next of kin", "hospital number", "mosaic id",
	"liquidlogic id", "swift id", "carefirst id", "social care id", "su id", "su name", "su no", "su number"};
static const char *const names_of_staff[] = {"surname", "forename", "forenames", "first name", "last name",
	"family name", "given name", "postcode", "post code"};
static const char *const subjects[] = {"client", "clients", "patient", "patients", "service user", "service users",
	"resident", "residents", "customer", "cared for person", "person receiving care"};
enum { HEADING_MAX = 60, SUBJECTS_ALONE = 6 }; /* "Clients" alone is a count; see below */
static const char *const attributes[] = {"name", "names", "full name", "initials", "id", "ids", "ref", "reference",
	"no", "identifier", "address", "home address", "postcode", "post code", "dob", "d o b", "date of birth",
	"forename", "surname", "first name", "last name", "nhs number", "nhs no", "ni number", "telephone", "phone",
	"email"};

static bool is_one_of(span s, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_is(s, list[i]))
			return true;
	return false;
}
#define IS_ONE_OF(s, list) is_one_of(s, list, sizeof(list) / sizeof *(list))

/* In small letters, with one space for each run of anything else; "'s" and what stands in brackets is left out. */
static span plain_heading(char *out, size_t room, span heading)
{
	size_t n = 0;
	bool apart = false;
	for (size_t i = 0; i < heading.len && n + 2 < room; i++) {
		char c = heading.at[i];
		if (c == '(' || c == '[')
			break;
		bool curly = i + 3 < heading.len && !memcmp(heading.at + i, "\xE2\x80\x99s", 4);
		if (curly || (i + 1 < heading.len && c == '\'' && heading.at[i + 1] == 's')) {
			i += curly ? 3 : 1;
			continue;
		}
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
			apart = n > 0;
			continue;
		}
		if (apart)
			out[n++] = ' ';
		apart = false;
		out[n++] = c;
	}
	return (span){out, n};
}

bool personal_heading(span heading)
{
	char room[HEADING_MAX + 4];
	if (heading.len > HEADING_MAX)
		return false;
	span s = plain_heading(room, sizeof room, heading);
	if (IS_ONE_OF(s, whole_headings))
		return true;
	if (span_starts(s, "name of ")) { /* "Name of client" */
		span whom = {s.at + 8, s.len - 8};
		if (span_starts(whom, "the "))
			whom = (span){whom.at + 4, whom.len - 4};
		return IS_ONE_OF(whom, subjects);
	}
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
		size_t n = strlen(subjects[i]);
		if (!span_starts(s, subjects[i]))
			continue;
		if (s.len == n)
			return i < SUBJECTS_ALONE && i % 2 == 0; /* "Client", and not "Clients" */
		if (s.at[n] == ' ' && IS_ONE_OF(((span){s.at + n + 1, s.len - n - 1}), attributes))
			return true;
	}
	return false;
}

bool personal_heading_of_names(span heading)
{
	char room[HEADING_MAX + 4];
	return heading.len <= HEADING_MAX && IS_ONE_OF(plain_heading(room, sizeof room, heading), names_of_staff);
}
