#include "policy/workbook_map.h"

void map_set_init(map_set *s, const char *policy_path, arena *own)
{
	*s = (map_set){.policy_path = policy_path, .own = own};
}
