-- id: themes.count
-- title: themes listed
-- unit: count
-- combine: none
-- needs: schemes
-- severity: warning
with themed as (select row_id, trim(j.value) as theme from schemes, json_each('["' || replace(replace(replace(replace(themes, char(92), ''), char(10), ' '), '"', ''), ';', '","') || '"]') j where themes is not null)
select c.area, c.period, count(distinct t.theme) * 1000000 as value, 0 as slack, json_group_array(t.row_id) as at_schemes__themes
from scope c join themed t group by c.area, c.period;
