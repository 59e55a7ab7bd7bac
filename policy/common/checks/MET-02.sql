-- id: MET-02
-- title: A percentage is not what its numbers give
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: observations.denominator
-- needs: observations
-- explained-by: MET-03
-- rule: A percentage is 100 times its numerator divided by its denominator, at the printed decimals (pan-Dorset 2016/17, section 15).
-- message: {metric_title}, {period}: the percentage is given as {actual}, its numbers give {expected}.
-- fix: Correct the percentage, the numerator or the denominator.
with told as (
       select o.*, m.title as metric_title, percent(o.numerator, o.denominator) as made, case coalesce(o.decimals, m.decimals, 0) when 0 then 1000000 when 1000000 then 100000 when 2000000 then 10000 when 3000000 then 1000 when 4000000 then 100 when 5000000 then 10 else 1 end as step
       from observations o join policy_metrics m on m.metric = o.metric
       where m.unit = 'percent' and o.value is not null)
select o.area, o.period, o.metric as "of", trim(replace(o.kind || ' ' || o.breakdown || ' ' || o.as_at, '  ', ' ')) as finding, o.value as actual, round_half_away(o.made, o.step) as expected,
       'percent' as unit, o.step / 2 as slack, o.metric_title,
       o.row_id as at_observations__value, o.row_id as at_observations__numerator, o.row_id as at_observations__denominator
from told o where abs(o.value - o.made) > o.step / 2;
