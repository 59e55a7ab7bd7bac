-- id: income.committed
-- title: committed income
-- unit: GBP
-- combine: sum
-- needs: income
select i.area, i.period,
       whole(iif(i.certainty is null or i.certainty = 'committed' or i.released is not null, i.amount, 0)) as value,
       sum(iif(i.certainty is null or i.certainty = 'committed' or i.released is not null, coalesce(i.to_nearest, 0), 0)) / 2 as slack,
       json_group_array(i.row_id) as at_income__amount
from income i group by i.area, i.period;
