-- id: CMP-06
-- title: A reference leads nowhere
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- rule: What one row names in another table has to be there.
-- message: {sentence}
-- fix: Enter what is named, or correct the name.
with who as (select iif(count(distinct area) = 1, min(area), '*') as area from scope)
select w.area, d.tbl || '.' || d.col || '=' || d.value as finding, 'fail' as result,
       '"' || d.value || '" in ' || d.tbl || ', column ' || d.col || ', is not in ' || substr(d.target, 1, instr(d.target, '.') - 1) || '.' || d.hint as sentence,
       d.tbl || ':' || d.row_id || ':' || d.col as at_any
from dangling d, who w where d.target not like 'policy_%'
union all
select w.area, u.target, 'undetermined',
       'Cannot check yet: table ' || substr(u.target, 1, instr(u.target, '.') - 1) || ' is empty, so what other tables name in it cannot be looked up.',
       group_concat(u.tbl || ':' || u.row_id || ':' || u.col, ' ')
from unresolved u, who w where u.target not like 'policy_%' group by u.target;
