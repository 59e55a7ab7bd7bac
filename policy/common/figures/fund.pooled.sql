-- id: fund.pooled
-- title: the pooled part of the fund
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_scheme, schemes
-- severity: warning
select f.area, f.period, whole(f.value) as value, sum(f.slack) as slack, group_concat(f.places, ' ') as places
from figures f join schemes s on s.scheme = f."of"
where f.figure = 'spend.by_scheme' and s.pooling = 'pooled' group by f.area, f.period;
