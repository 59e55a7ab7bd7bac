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
       select area, ages, period, people, row_id, row_number() over (partition by area, ages order by period desc) as place from population),
     judged as (
       select o.*, p.people, p.period as of_period, p.row_id as people_row, abs(o.implied - p.people) > p.people / 10 as differs,
              count(*) over (partition by p.row_id) as figures,
              sum(abs(o.implied - p.people) > p.people / 10) over (partition by p.row_id) as differ
       from told o join living p on p.area = o.area and p.ages = o.ages and p.place = 1)
select area, period, metric as "of", which as finding, title as metric_title, ages as ages,
       implied as actual, people as expected, 'count' as unit, people / 10 as slack,
       row_id as at_observations__denominator, people_row as at_population__people, null as says
from judged where differs and not (figures > 1 and differ = figures)
union all -- where no figure fits the population, it is the population that is looked at, once
select area, of_period, '', 'population ' || ages, null, ages,
       min(implied), people, 'count', people / 10, json_group_array(row_id), people_row,
       iif(count(*) = 2, 'Both', 'All ' || count(*)) || ' figures for each 100,000 people aged ' || ages || ' imply '
       || iif(min(implied) = max(implied), printf('%,d', min(implied) / 1000000), 'from ' || printf('%,d', min(implied) / 1000000) || ' to ' || printf('%,d', max(implied) / 1000000))
       || ' of them; the population given is ' || printf('%,d', people / 1000000) || '.'
from judged where figures > 1 and differ = figures group by people_row;
