-- id: metric.reduction
-- title: planned reduction of the number behind a measure
-- unit: count
-- combine: none
-- by: metric
-- needs: figures:metric.last_numerator, figures:metric.plan_numerator
select l.area, l.period, l."of", l.value - p.value as value, l.slack + p.slack as slack, l.places || ' ' || p.places as places
from figures l join figures p using (area, period, "of")
where l.figure = 'metric.last_numerator' and p.figure = 'metric.plan_numerator';
