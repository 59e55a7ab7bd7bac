-- id: spend.by_area_of_spend
-- title: planned spend by area of spend
-- unit: GBP
-- combine: sum
-- by: area_of_spend
-- needs: spend
select area, period, area_of_spend as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_spend__amount
from spend group by area, period, area_of_spend;
