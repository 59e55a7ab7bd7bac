-- id: ring_fence.out_of_hospital
-- title: planned NHS commissioned out of hospital spend from the NHS minimum contribution
-- unit: GBP
-- combine: sum
-- needs: spend
select s.area, s.period,
       whole(case when s.source is null then null
                  when s.area_of_spend is null or s.commissioner is null then null
                  when k.kind = 'acute' or c.kind = 'council' then 0
                  when c.kind = 'nhs' then s.amount
                  when c.kind = 'joint' then portion(s.amount, s.nhs_portion)
                  end) as value,
       sum(iif(k.kind is not 'acute' and c.kind in ('nhs', 'joint'), coalesce(s.to_nearest, 0), 0)) / 2 as slack,
       json_group_array(s.row_id) filter (where (k.kind is not 'acute' and c.kind in ('nhs', 'joint')) or s.source is null or s.area_of_spend is null or s.commissioner is null) as at_spend__amount
from spend s left join policy_sources p on p.source = s.source
left join policy_lists k on k.list = 'area_of_spend' and k.id = s.area_of_spend
left join policy_lists c on c.list = 'commissioner' and c.id = s.commissioner
where p.minimum = 'yes' or s.source is null group by s.area, s.period;
