-- id: metric.last_numerator
-- title: last number behind a measure before its plan (outturn, else forecast, else baseline)
-- unit: count
-- combine: sum
-- by: metric
-- needs: observations
with targets as materialized (
       select area, metric, year, prior(year) as before
       from (select distinct area, metric, substr(period, 1, 7) as year from observations where kind = 'plan' and breakdown = '' and as_at = '')),
     known as materialized (
       select t.area, t.year, t.before, t.metric, o.row_id, iif(o.numerator is null, null, o.row_id) as numbered, iif(o.numerator is null, o.row_id, null) as counted, o.period, coalesce(o.numerator, iif(m.unit in ('count', 'days'), o.value, null)) as value,
              instr(o.period, 'Q') as quarter,
              row_number() over (partition by t.area, t.year, t.metric, o.period
                                 order by case o.kind when 'actual' then 1 when 'forecast' then 2 else 3 end, o.as_at desc) as place
       from targets t
       join observations o on o.area = t.area and o.metric = t.metric and o.breakdown = '' and substr(o.period, 1, 7) = t.before
       left join policy_metrics m on m.metric = o.metric
       where o.kind in ('actual', 'forecast', 'baseline') and coalesce(o.numerator, iif(m.unit in ('count', 'days'), o.value, null)) is not null)
select area, year as period, metric as "of", value, 0 as slack, numbered as at_observations__numerator, counted as at_observations__value
from known where place = 1 and period = before
union all
select area, year, metric, sum(value), 0, json_group_array(numbered) filter (where numbered is not null), json_group_array(counted) filter (where counted is not null)
from known q where place = 1 and quarter > 0
  and not exists (select 1 from known y where y.area = q.area and y.metric = q.metric and y.year = q.year and y.period = q.before)
group by area, year, metric having count(*) = 4;
