-- id: fund.one_partner_risk
-- title: the part of the fund whose risk stays with one partner
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_scheme, schemes
with held as (select distinct area, period from figures where figure = 'spend.by_scheme')
select h.area, h.period, whole(f.value) as value, sum(f.slack) as slack, group_concat(f.places, ' ') as places
from held h join schemes s on s.pooling = 'one_partner'
left join figures f on f.figure = 'spend.by_scheme' and f."of" = s.scheme and f.area = h.area and f.period = h.period
where f.value is not null
   or (coalesce(s.status, '') <> 'ceased' and not exists (select 1 from schemes c where c.parent = s.scheme)
       and (exists (select 1 from spend l where l.scheme = s.scheme and l.period = h.period and (l.area in (h.area, '*') or h.area = '*'))
            or not exists (select 1 from spend l where l.scheme = s.scheme))) -- else its lines are all of other areas or years
group by h.area, h.period;
