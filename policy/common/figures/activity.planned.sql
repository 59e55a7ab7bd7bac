-- id: activity.planned
-- title: planned activity by measure
-- unit: count
-- combine: sum
-- by: activity
-- needs: activity, spend
select s.area, a.period, a.measure as "of", whole(a.planned) as value, 0 as slack,
       json_group_array(a.row_id) as at_activity__planned
from activity a join spend s on s.line = a.line
where a.planned is not null or a.actual is null
group by s.area, a.period, a.measure;
