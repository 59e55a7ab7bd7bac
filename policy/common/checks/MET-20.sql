-- id: MET-20
-- title: Less is delivered within more days
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: stated
-- rule: What is delivered within three days is also delivered within seven: the share cannot fall as the days grow (Dorset 2021-22, 4.2: community equipment within three and within seven days). As severe as a disagreement of the figure.
-- message: {expected} is delivered within {fewer} days and only {actual} within {more} days.
-- fix: Correct one of the two shares, or the number of days that it is for.
with shares as (
       select area, period, "of", cast("of" as integer) as days, value, half, qualifier, row_id from statements
       where figure = 'delivered.within' and value is not null and cast("of" as integer) > 0)
select l.area, l.period, l."of", s."of" as finding, l.value as actual, s.value as expected, p.unit as unit, s.half + l.half as slack,
       coalesce(p.severity, 'error') as severity, s."of" as fewer, l."of" as more, json_array(s.row_id, l.row_id) as at_stated__printed,
       'fail' as result
from shares s join shares l on l.area = s.area and l.period = s.period and l.days > s.days
join policy_figures p on p.figure = 'delivered.within'
where s.value - l.value > s.half + l.half and s.qualifier <> 'at_most' and (l.qualifier <> 'at_least' or s.qualifier = 'at_least')
  and not exists (select 1 from shares b where b.area = s.area and b.period = s.period and b.days > s.days and b.days < l.days)
union all select null, null, null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from shares);
