-- id: spend.total
-- title: planned spend
-- unit: GBP
-- combine: sum
-- needs: spend
-- also-printed-as: total expenditure
select area, period, whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_spend__amount
from spend group by area, period;
