-- id: fund.total
-- title: the whole fund
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_scheme, schemes
with leaves as (
       select scheme from schemes s where not exists (select 1 from schemes c where c.parent = s.scheme)),
     held as (select distinct area, period from figures where figure = 'spend.by_scheme')
select h.area, h.period, whole(f.value) as value, sum(f.slack) as slack, group_concat(f.places, ' ') as places
from held h join leaves l
left join figures f on f.figure = 'spend.by_scheme' and f."of" = l.scheme and f.area = h.area and f.period = h.period
group by h.area, h.period;
