-- id: spend.by_type
-- title: planned spend by scheme type
-- unit: GBP
-- combine: sum
-- by: type
-- needs: spend
select area, period, type as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_spend__amount
from spend group by type, period, area;
