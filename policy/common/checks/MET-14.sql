-- id: MET-14
-- title: Delayed days do not agree with their parts or their days
-- about: validity
-- severity: error
-- basis: published
-- applies: 2017-18..2019-20
-- rule: Delayed days attributed to the NHS, to social care and to both add up to all; delayed transfers per day are the delayed days divided by the days of the period (NHS England, delayed transfers of care statistics).
-- message: {metric_title}, {period}: {said} {expected}, {actual} is given.
-- fix: Correct the figure that is wrong.
with told as (
       select o.*, m.title as metric_title, m.unit as unit, case coalesce(o.decimals, m.decimals, 0) when 0 then 1000000 when 1000000 then 100000 when 2000000 then 10000 when 3000000 then 1000 when 4000000 then 100 when 5000000 then 10 else 1 end as step
       from observations o join policy_metrics m on m.metric = o.metric
       where m.unit in ('per_day', 'days')),
     daily as (
       select *, numerator * 1000000 / days(period) as made from told where unit = 'per_day' and value is not null and numerator is not null),
     split as (
       select t.area, t.period, t.metric, t.kind, t.as_at, t.breakdown, t.row_id, t.value, t.step, t.metric_title, t.unit,
              whole(b.value) as made, sum(b.step) / 2 as slack, json_group_array(b.row_id) as rows
       from told t
       join told b on b.area = t.area and b.metric = t.metric and b.period = t.period and b.kind = t.kind and b.as_at = t.as_at
                  and b.breakdown in ('nhs', 'social_care', 'both')
       where t.breakdown = '' group by t.row_id having count(*) = 3)
select o.area, o.period, o.metric as "of", 'daily ' || trim(replace(o.kind || ' ' || o.breakdown || ' ' || o.as_at, '  ', ' ')) as finding, o.metric_title, 'per_day' as unit,
       'its delayed days divided by the days of the period come to' as said,
       o.value as actual, round_half_away(o.made, o.step) as expected, o.step / 2 as slack,
       o.row_id as at_observations__value, o.row_id as at_observations__numerator
from daily o where abs(o.value - o.made) > o.step / 2
union all
select o.area, o.period, o.metric, 'split ' || trim(replace(o.kind || ' ' || o.breakdown || ' ' || o.as_at, '  ', ' ')), o.metric_title, o.unit,
       'NHS, social care and both come to', o.value, o.made, o.step / 2 + o.slack, o.rows, null
from split o where abs(o.value - o.made) > o.step / 2 + o.slack;
