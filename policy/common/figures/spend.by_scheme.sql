-- id: spend.by_scheme
-- title: planned spend by scheme
-- unit: GBP
-- combine: sum
-- by: scheme
-- needs: spend
select area, period, scheme as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_spend__amount
from spend group by scheme, period, area;
