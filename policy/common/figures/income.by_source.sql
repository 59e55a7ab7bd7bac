-- id: income.by_source
-- title: income by funding source
-- unit: GBP
-- combine: sum
-- by: source
-- needs: income
select area, period, source as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_income__amount
from income group by area, period, source;
