-- id: ring_fence.social_care
-- title: planned adult social care spend from the minimum CCG contribution
-- unit: GBP
-- combine: sum
-- needs: spend
select s.area, s.period,
       whole(case when s.source is null then null
                  when s.area_of_spend is null then null
                  when s.area_of_spend = 'social_care' then s.amount
                  else 0 end) as value,
       sum(iif(s.area_of_spend = 'social_care', coalesce(s.to_nearest, 0), 0)) / 2 as slack,
       json_group_array(s.row_id) filter (where s.area_of_spend = 'social_care' or s.source is null or s.area_of_spend is null) as at_spend__amount
from spend s where s.source = 'ccg_minimum' or s.source is null group by s.area, s.period;
