-- id: conditions.count
-- title: national conditions listed
-- unit: count
-- combine: none
-- needs: conditions
-- severity: warning
select c.area, s.period, count(distinct c.condition) * 1000000 as value, 0 as slack,
       json_group_array(c.row_id) as at_conditions__condition
from conditions c join scope s on s.area = c.area
where c.as_at = '' group by c.area, s.period;
