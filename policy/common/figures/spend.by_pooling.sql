-- id: spend.by_pooling
-- title: planned spend by how its scheme is pooled
-- unit: GBP
-- combine: sum
-- by: pooling
-- needs: spend, schemes
select s.area, s.period, c.pooling as "of", whole(s.amount) as value, sum(coalesce(s.to_nearest, 0)) / 2 as slack,
       json_group_array(s.row_id) as at_spend__amount
from spend s left join schemes c on c.scheme = s.scheme group by s.area, s.period, c.pooling;
