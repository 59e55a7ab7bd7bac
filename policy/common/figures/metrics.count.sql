-- id: metrics.count
-- title: measures listed
-- unit: count
-- combine: none
-- needs: observations
-- severity: warning
select o.area, o.period, count(distinct o.metric) * 1000000 as value, 0 as slack,
       json_group_array(o.row_id) as at_observations__metric
from observations o join scope s on s.area = o.area and s.period = o.period
where o.as_at = '' group by o.area, o.period;
