-- id: fund.one_partner_risk
-- title: the part of the fund whose risk stays with one partner
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_scheme, schemes
select f.area, f.period, whole(f.value) as value, sum(f.slack) as slack, group_concat(f.places, ' ') as places
from figures f join schemes s on s.scheme = f."of"
where f.figure = 'spend.by_scheme' and s.pooling = 'one_partner' group by f.area, f.period;
