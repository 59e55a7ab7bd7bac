-- id: maturity.changes
-- title: changes of the High Impact Change Model listed
-- unit: count
-- combine: none
-- needs: maturity
-- severity: warning
select m.area, s.period, count(distinct m.change) * 1000000 as value, 0 as slack,
       json_group_array(m.row_id) as at_maturity__change
from maturity m join scope s on s.area = m.area
where m.as_at = '' group by m.area, s.period;
