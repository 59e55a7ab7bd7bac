-- id: required.amount
-- title: minimum or grant required
-- unit: GBP
-- combine: sum
-- by: measure
-- needs: requirements
select area, period, measure as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_requirements__amount
from requirements group by area, period, measure;
