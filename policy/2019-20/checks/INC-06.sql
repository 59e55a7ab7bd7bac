-- id: INC-06
-- title: The Winter Pressures Grant differs from its amount or is missing
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: figures:income.by_source, figures:required.amount
-- explained-by: EXP-03, INC-06
-- rule: The Winter Pressures Grant is pooled in 2019-20, whole and as a funding source of its own (Doncaster, 5 September 2019, 1.1, 1.2 and 5.6).
-- message: Income from {source_title} is {difference} {way} than its grant, {expected}.
-- fix: Enter the whole Winter Pressures Grant as income of its own.
with entered as ( -- a line that may be of this area and period, for it says so or does not say
       select c.area, c.period, i.source from scope c
       join income i on (i.area = c.area or i.area = '*' or c.area = '*' or i.area is null)
                    and (i.period is null or (starts(i.period) <= ends(c.period) and ends(i.period) >= starts(c.period)))
       group by c.area, c.period, i.source),
     both_known as (
       select c.area, c.period, p.source, p.title, o.source is not null as entered,
              iif(i.value is null and n.submitted is not null and n.status is not 'published_extract' and o.source is null
                  and exists (select 1 from entered e where e.area = c.area and e.period = c.period), 0, i.value) as value, coalesce(i.slack, 0) as slack,
              i.places as places, r.value as due, r.slack as due_slack, r.places as due_places
       from scope c join run n
       join policy_sources p on p.source = 'winter_pressures'
       left join figures i on i.figure = 'income.by_source' and i.area = c.area and i.period = c.period and i."of" = p.source
       left join figures r on r.figure = 'required.amount' and r.area = c.area and r.period = c.period and r."of" = p.grant_measure
       left join entered o on o.area = c.area and o.period = c.period and o.source = p.source
       where exists (select 1 from figures x where x.figure = 'income.by_source' and x.area = c.area and x.period = c.period)
         and exists (select 1 from figures x where x.figure = 'required.amount' and x.area = c.area and x.period = c.period))
select area, period, source as "of", value as actual, due as expected, 'GBP' as unit, slack + coalesce(due_slack, 0) as slack,
       iif(value is null or due is null, 'undetermined', 'fail') as result, places as places, due_places as places_2, title as source_title,
       iif(value < due, 'less', 'more') as way,
       case when due is null then 'Cannot check ' || title || ' yet: the amount that it must come to is not entered.'
            when value is null and entered then 'Cannot check ' || title || ' yet: a line of it has no amount, or is held jointly, so this income is not known.'
            when value is null then 'Cannot check ' || title || ' yet: no income from it is entered.' end as says
from both_known
where value is null or due is null or abs(value - due) > due_slack + slack;
