-- id: income.by_payer
-- title: income by who pays it
-- unit: GBP
-- combine: sum
-- by: payer
-- needs: income
select area, period, payer as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_income__amount
from income group by area, period, payer;
