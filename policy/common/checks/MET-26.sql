-- id: MET-26
-- title: Words and figures of a measure go opposite ways
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: ambitions
-- explained-by: MET-09, MET-26
-- rule: What a plan says of a measure (to reduce, to increase) is what its figures do (Dorset 2016/17: section 6 speaks of targets to reduce non-elective admissions, section 15 plans 1.7 % more).
-- message: {metric_title} is to be {intent_words}, and the figures plan {size_words} {way}.
-- fix: Say what the plan does (to limit growth, say), or correct the figures.
select a.area, a.period, a.metric as "of", coalesce(f.value, d.value) as actual, iif(f.value is null, m.unit, 'percent') as unit,
       printf('%,d', round_half_away(abs(coalesce(f.value, d.value)), 10000) / 1000000)
       || rtrim(rtrim(printf('.%02d', round_half_away(abs(coalesce(f.value, d.value)), 10000) % 1000000 / 10000), '0'), '.')
       || iif(f.value is not null, ' %', case m.unit when 'per_100000' then ' per 100,000' when 'per_day' then ' a day' when 'days' then ' days' else '' end) as size_words,
       iif(coalesce(f.value, d.value) > 0, 'more', 'less') as way,
       iif(a.intent = 'reduce', 'reduced', 'increased') as intent_words, m.title as metric_title, f.places as places, d.places as places_2, a.row_id as at_ambitions__intent
from ambitions a
left join figures f on f.figure = 'metric.percent_change' and f."of" = a.metric and f.area = a.area and f.period = a.period
left join figures d on d.figure = 'metric.change' and d."of" = a.metric and d.area = a.area and d.period = a.period
join policy_metrics m on m.metric = a.metric and m.unit <> 'percent'
where (f.value is not null or a.rationale is null) and ((a.intent = 'reduce' and coalesce(f.value, d.value) > coalesce(f.slack, d.slack))
   or (a.intent = 'increase' and coalesce(f.value, d.value) < -coalesce(f.slack, d.slack)));
