-- id: income.mandatory
-- title: income from the mandatory funding sources
-- unit: GBP
-- combine: sum
-- needs: income
select i.area, i.period,
       whole(case p.kind when 'mandatory' then i.amount when 'additional' then 0 end) as value,
       sum(iif(p.kind = 'mandatory', coalesce(i.to_nearest, 0), 0)) / 2 as slack,
       json_group_array(i.row_id) filter (where p.kind = 'mandatory') as at_income__amount
from income i left join policy_sources p on p.source = i.source group by i.area, i.period;
