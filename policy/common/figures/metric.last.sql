-- id: metric.last
-- title: last outturn of a measure before its plan (else its forecast, its baseline, the year before's plan)
-- unit: decimal
-- combine: none
-- by: metric
-- needs: observations
with targets as materialized (
       select area, metric, period, prior(period) as before from observations where kind = 'plan' and breakdown = '' and as_at = ''
       group by area, metric, period),
     known as (
       select t.area, t.period, t.metric, o.row_id,
              coalesce(o.value, case m.unit when 'per_100000' then rate(o.numerator, o.denominator) when 'percent' then percent(o.numerator, o.denominator) end) as value,
              case o.kind when 'actual' then 1 when 'forecast' then 2 when 'baseline' then 3 else 4 end as choice,
              o.period as of_period, o.as_at
       from targets t
       join observations o on o.area = t.area and o.metric = t.metric and o.breakdown = '' and o.period in (t.before, t.period)
       left join policy_metrics m on m.metric = o.metric
       where o.kind = 'baseline' or (o.period = t.before and (o.kind in ('actual', 'forecast') or (o.kind = 'plan' and o.as_at = '')))),
     ranked as (
       select *, row_number() over (partition by area, period, metric order by choice, of_period desc, as_at desc) as place
       from known where value is not null)
select area, period, metric as "of", value, 0 as slack, row_id as at_observations__value from ranked where place = 1;
