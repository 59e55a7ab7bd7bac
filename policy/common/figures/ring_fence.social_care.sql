-- id: ring_fence.social_care
-- title: planned adult social care spend from the NHS minimum contribution
-- unit: GBP
-- combine: sum
-- needs: spend
select s.area, s.period,
       whole(case when s.source is null then null
                  when s.area_of_spend is null then null
                  when k.kind = 'social_care' then s.amount
                  else 0 end) as value,
       sum(iif(k.kind = 'social_care', coalesce(s.to_nearest, 0), 0)) / 2 as slack,
       json_group_array(s.row_id) filter (where k.kind = 'social_care' or s.source is null or s.area_of_spend is null) as at_spend__amount
from spend s left join policy_sources p on p.source = s.source left join policy_lists k on k.list = 'area_of_spend' and k.id = s.area_of_spend
where p.minimum = 'yes' or s.source is null group by s.period, s.area;
