-- id: MET-08
-- title: The areas' plans do not add up to the partnership's
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: observations
-- rule: What is planned for each Health and Wellbeing Board adds up to what is planned for all of them together, within the rounding of each to a whole number (pan-Dorset 2016/17, section 15, splits one plan of admissions by board).
-- message: {metric_title}, {period}: the areas' plans come to {expected:count}, and {actual:count} is planned for the partnership.
-- fix: Correct the plan of an area, or that of the partnership.
with numbers as (
       select o.area, o.metric, o.breakdown, o.period, o.row_id, m.title, iif(m.unit = 'count', coalesce(o.value, o.numerator), o.numerator) as number
       from observations o join policy_metrics m on m.metric = o.metric
       where o.kind = 'plan' and o.as_at = '' and exists (select 1 from scope s where s.area = '*')),
     parts as (
       select metric, breakdown, period, whole(number) as number, count(*) as areas, json_group_array(row_id) as rows
       from numbers where area in (select area from areas) group by metric, breakdown, period)
select '*' as area, w.period,
       w.metric as "of", w.breakdown as finding,
       w.number as actual, p.number as expected, 'count' as unit, p.areas * 500000 as slack, w.title as metric_title,
       w.row_id as at_observations__numerator, p.rows as at_observations__period,
       'fail' as result
from numbers w join parts p using (metric, breakdown, period)
where w.area = '*' and p.areas = (select count(*) from areas) and abs(w.number - p.number) > p.areas * 500000
union all select null, null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from numbers where area = '*' and number is not null);
