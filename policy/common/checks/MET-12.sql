-- id: MET-12
-- title: A rate implies another population than the area's
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: population.people
-- needs: observations
-- rule: The population that a count and its rate imply, or that is given as its denominator, lies within 10 % of the area's population of that age (pan-Dorset 2016/17, section 15).
-- message: {metric_title}, {period}: its figures imply {actual:count} people aged {ages}; the population given is {expected:count}.
-- fix: Check the count, the rate and the population.
with told as (
       select o.area, o.period, o.metric, o.row_id, trim(replace(o.kind || ' ' || o.breakdown || ' ' || o.as_at, '  ', ' ')) as which, m.title, m.ages,
              coalesce(o.denominator, round_half_away(o.numerator * 100000 / o.value, 1) * 1000000) as implied
       from observations o join policy_metrics m on m.metric = o.metric
       where m.unit = 'per_100000' and (o.denominator > 0 or (o.numerator > 0 and o.value > 0))),
     living as (
       select area, ages, people, row_id, row_number() over (partition by area, ages order by period desc) as place from population)
select o.area, o.period, o.metric as "of", o.which as finding, o.title as metric_title, o.ages as ages,
       o.implied as actual, p.people as expected, 'count' as unit, p.people / 10 as slack,
       o.row_id as at_observations__denominator, p.row_id as at_population__people
from told o join living p on p.area = o.area and p.ages = o.ages and p.place = 1
where abs(o.implied - p.people) > p.people / 10;
