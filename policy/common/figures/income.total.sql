-- id: income.total
-- title: income
-- unit: GBP
-- combine: sum
-- needs: income
-- also-printed-as: total funding
select area, period, whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_income__amount
from income group by area, period;
