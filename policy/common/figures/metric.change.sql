-- id: metric.change
-- title: planned value of a measure less its last outturn
-- unit: decimal
-- combine: none
-- by: metric
-- needs: figures:metric.plan, figures:metric.last
select p.area, p.period, p."of", p.value - l.value as value, p.slack + l.slack as slack, p.places || ' ' || l.places as places
from figures p join figures l using (area, period, "of")
where p.figure = 'metric.plan' and l.figure = 'metric.last';
