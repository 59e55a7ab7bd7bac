-- id: UPL-02
-- title: The minimum CCG contribution did not rise by 5.3 %
-- about: validity
-- severity: info
-- basis: published
-- applies: 2021-22
-- needs: figures:income.growth
-- explained-by: INC-03
-- rule: For 2021-22 the minimum CCG contribution rose by 5.3 % nationally; an area's own may differ (East Sussex, 14 December 2021, 2.1).
-- message: {source_title} is {growth:percent} more than the year before; nationally it rose by 5.3 %.
-- fix: Compare the contribution with the published allocation, and last year's with last year's plan.
select c.area, c.period, p.source as "of", g.value as actual, iif(g.value is null or i.value is not null, null, 5300000) as expected, 'percent' as unit,
       50000 + coalesce(g.slack, 0) as slack, iif(g.value is null, 'undetermined', 'fail') as result, g.places as places, g.value as growth, p.title as source_title,
       case when g.value is null then 'Cannot check the growth of ' || p.title || ' yet: its amount for this year or for the year before is not entered.'
            when round_half_away(g.value, 10000) = 0 then p.title || ' is that of the year before; nationally it rose by 5.3 %.'
            when g.value < 0 then p.title || ' falls by ' || (round_half_away(-g.value, 10000) / 1000000)
                                  || rtrim(rtrim(printf('.%02d', round_half_away(-g.value, 10000) % 1000000 / 10000), '0'), '.') || ' % on the year before; nationally it rose by 5.3 %.' end as says
from scope c join policy_sources p on p.source = 'ccg_minimum'
left join figures g on g.figure = 'income.growth' and g.area = c.area and g.period = c.period and g."of" = p.source
left join figures r on r.figure = 'required.amount' and r."of" = p.grant_measure and r.area = c.area and r.period = c.period
left join figures i on i.figure = 'income.by_source' and i."of" = p.source and i.area = c.area and i.period = c.period
                   and r.value - i.value > r.slack + i.slack -- below its minimum: that is why
where exists (select 1 from figures x where x.figure = 'income.growth' and x.area = c.area and x.period = c.period)
  and (g.value is null or abs(g.value - 5300000) > 50000 + g.slack);
