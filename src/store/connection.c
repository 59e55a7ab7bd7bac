#include "store/connection.h"

bool connection_is_name(span where)
{
	return span_starts(where, "sqlite:") || span_starts(where, "postgresql://") ||
	       span_starts(where, "postgres://") ||
	       (where.len > 3 && span_is((span){where.at + where.len - 3, 3}, ".db"));
}
