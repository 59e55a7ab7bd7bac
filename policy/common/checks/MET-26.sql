-- id: MET-26
-- title: Words and figures of a measure go opposite ways
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: ambitions
-- explained-by: MET-09, MET-26
-- rule: What a plan says of a measure (to reduce, to increase) is what its figures do (Dorset 2016/17: section 6 speaks of targets to reduce non-elective admissions, section 15 plans 1.7 % more).
-- message: {metric_title} is to be {intent_words}, and the figures plan {size:percent} {way}.
-- fix: Say what the plan does (to limit growth, say), or correct the figures.
select f.area, f.period, f."of", f.value as actual, 'percent' as unit, abs(f.value) as size, iif(f.value > 0, 'more', 'less') as way,
       iif(a.intent = 'reduce', 'reduced', 'increased') as intent_words, m.title as metric_title, f.places as places, p.places as places_2, a.row_id as at_ambitions__intent
from ambitions a
join figures f on f.figure = 'metric.percent_change' and f."of" = a.metric and f.area = a.area and f.period = a.period
left join figures p on p.figure = 'metric.plan' and p."of" = f."of" and p.area = f.area and p.period = f.period
left join policy_metrics m on m.metric = a.metric
where (a.intent = 'reduce' and f.value > f.slack) or (a.intent = 'increase' and f.value < -f.slack and m.unit <> 'percent');
