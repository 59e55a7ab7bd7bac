-- id: metric.plan
-- title: planned value of a measure
-- unit: decimal
-- combine: none
-- by: metric
-- needs: observations
select o.area, o.period, o.metric as "of",
       coalesce(o.value, case m.unit when 'per_100000' then rate(o.numerator, o.denominator) when 'percent' then percent(o.numerator, o.denominator) end) as value,
       0 as slack, o.row_id as at_observations__value
from observations o left join policy_metrics m on m.metric = o.metric
where o.kind = 'plan' and o.breakdown = '' and o.as_at = '';
