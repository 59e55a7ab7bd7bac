-- id: metric.percent_change
-- title: planned change of the number behind a measure, on the year before
-- unit: percent
-- combine: none
-- by: metric
-- needs: figures:metric.last_numerator, figures:metric.plan_numerator
select l.area, l.period, l."of", percent(p.value - l.value, l.value) as value, 0 as slack, p.places || ' ' || l.places as places
from figures l join figures p using (area, period, "of")
where l.figure = 'metric.last_numerator' and p.figure = 'metric.plan_numerator';
