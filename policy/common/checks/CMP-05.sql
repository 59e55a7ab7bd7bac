-- id: CMP-05
-- title: A word is not in its list
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- rule: Columns with a closed list hold words of that list, or they cannot be counted.
-- message: "{word}" in {tbl}, column {col}, is not in the list of that column.{hint}
-- fix: Choose a word from the list.
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, u.tbl || '.' || u.col || '=' || u.value as finding,
       u.value as word, u.hint as hint, u.tbl as tbl, u.col as col, u.tbl || ':' || u.row_id || ':' || u.col as at_any
from (select tbl, row_id, col, value, hint from unlisted union all select tbl, row_id, col, value, hint from dangling where target like 'policy_%') u
where u.col <> 'metric' and not (u.tbl = 'spend' and u.col in ('type', 'area_of_spend', 'commissioner', 'provider_kind'))
  and not (u.col = 'source' and exists (select 1 from policy_lists l where l.list = 'sources_with_own_check' and l.id = u.value));
