-- id: CMP-06
-- title: A reference leads nowhere
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- rule: What one row names in another table has to be there.
-- message: "{word}" in {tbl}, column {col}, is not in {target}.
-- fix: Enter what is named, or correct the name.
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, d.tbl || '.' || d.col || '=' || d.value as finding,
       d.value as word, d.tbl as tbl, d.col as col, substr(d.target, 1, instr(d.target, '.') - 1) as target,
       d.tbl || ':' || d.row_id || ':' || d.col as at_any
from dangling d where d.target not like 'policy_%';
