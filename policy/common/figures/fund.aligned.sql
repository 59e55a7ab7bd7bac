-- id: fund.aligned
-- title: the aligned part of the fund
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_scheme, schemes
select f.area, f.period, whole(f.value) as value, sum(f.slack) as slack, group_concat(f.places, ' ') as places
from figures f join schemes s on s.scheme = f."of"
where f.figure = 'spend.by_scheme' and s.pooling = 'aligned' group by f.area, f.period;
