-- id: risks.count
-- title: risks listed
-- unit: count
-- combine: none
-- needs: risks
-- severity: warning
select c.area, c.period, count(*) * 1000000 as value, 0 as slack, json_group_array(r.row_id) as at_risks__description
from scope c join risks r group by c.area, c.period;
