-- id: UPL-02
-- title: The minimum CCG contribution did not rise by 5.3 %
-- about: validity
-- severity: info
-- basis: published
-- applies: 2021-22
-- needs: figures:income.growth
-- rule: For 2021-22 the minimum CCG contribution rose by 5.3 % nationally; an area's own may differ (East Sussex, 14 December 2021, 2.1).
-- message: {source_title} is {actual:percent} more than the year before; nationally it rose by {expected:percent}.
-- fix: Compare the contribution with the published allocation, and last year's with last year's plan.
select c.area, c.period, p.source as "of", g.value as actual, iif(g.value is null, null, 5300000) as expected, 'percent' as unit,
       50000 + coalesce(g.slack, 0) as slack, iif(g.value is null, 'undetermined', 'fail') as result, g.places as places, p.title as source_title,
       case when g.value is null then 'Cannot check the growth of ' || p.title || ' yet: its amount for this year or for the year before is not entered.'
            when g.value < 0 then p.title || ' is less than the year before; nationally it rose by 5.3 %.' end as says
from scope c join policy_sources p on p.source = 'ccg_minimum'
left join figures g on g.figure = 'income.growth' and g.area = c.area and g.period = c.period and g."of" = p.source
where exists (select 1 from figures x where x.figure = 'income.growth' and x.area = c.area and x.period = c.period)
  and (g.value is null or abs(g.value - 5300000) > 50000 + g.slack);
