-- id: income.growth
-- title: growth of a funding source on the year before
-- unit: percent
-- combine: none
-- by: source
-- needs: figures:income.by_source
-- severity: warning
select n.area, n.period, n."of", percent(n.value - b.value, b.value) as value,
       case when n.slack + b.slack = 0 then 0 else percent(n.slack + b.slack, b.value) end as slack, n.places || ' ' || b.places as places
from figures n join figures b on b.figure = n.figure and b.area = n.area and b."of" = n."of" and b.period = prior(n.period)
where n.figure = 'income.by_source';
