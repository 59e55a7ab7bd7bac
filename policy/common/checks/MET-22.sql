-- id: MET-22
-- title: The partnership's rate lies outside those of its areas
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: observations
-- rule: A rate or percentage for several areas together lies between the lowest and the highest of theirs (pan-Dorset 2016/17, section 15: 62.6 % between 54.5 % and 74.3 %). An error when every area's is known.
-- message: {metric_title}, {period}: {actual} is given for the partnership; its areas have from {lowest} to {highest}.
-- fix: Correct the partnership's figure or that of an area.
with told as (
       select o.area, o.metric, o.breakdown, o.period, o.kind, o.as_at, o.row_id, m.title, m.unit,
              coalesce(o.value, case m.unit when 'per_100000' then rate(o.numerator, o.denominator) else percent(o.numerator, o.denominator) end) as figure,
              case coalesce(o.decimals, m.decimals, 0) when 0 then 1000000 when 1000000 then 100000 when 2000000 then 10000 when 3000000 then 1000 when 4000000 then 100 when 5000000 then 10 else 1 end / 2 as half
       from observations o join policy_metrics m on m.metric = o.metric
       where m.unit in ('per_100000', 'percent') and exists (select 1 from observations where area = '*')),
     parts as (
       select metric, breakdown, period, kind, as_at, min(figure) as lowest, max(figure) as highest, max(half) as half, count(*) as areas,
              json_group_array(row_id) as rows
       from told where figure is not null and area in (select area from areas)
       group by metric, breakdown, period, kind, as_at having count(*) > 1)
select '*' as area, w.period,
       w.metric as "of", trim(replace(w.kind || ' ' || w.breakdown || ' ' || w.as_at, '  ', ' ')) as finding,
       w.title as metric_title, w.figure as actual, iif(w.figure < p.lowest, p.lowest, p.highest) as expected, w.unit as unit,
       w.half + p.half as slack, iif(p.areas = (select count(*) from areas), 'error', 'warning') as severity,
       p.lowest as lowest, p.highest as highest,
       w.row_id as at_observations__value, p.rows as at_observations__period,
       'fail' as result
from told w join parts p using (metric, breakdown, period, kind, as_at)
where w.area = '*' and (p.lowest - w.figure > w.half + p.half or w.figure - p.highest > w.half + p.half)
union all select null, null, null, null, null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from told where area = '*' and figure is not null);
