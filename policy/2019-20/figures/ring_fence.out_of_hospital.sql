-- id: ring_fence.out_of_hospital
-- title: planned NHS commissioned out of hospital spend from the minimum CCG contribution
-- unit: GBP
-- combine: sum
-- needs: spend
select s.area, s.period,
       whole(case when s.source is null then null
                  when s.area_of_spend is null or s.commissioner is null then null
                  when s.area_of_spend = 'acute' or s.commissioner = 'council' then 0
                  when s.commissioner = 'nhs' then s.amount
                  when s.commissioner = 'joint' then round_half_away(s.amount * s.nhs_portion, 1000000) / 1000000
                  end) as value,
       sum(iif(s.area_of_spend <> 'acute' and s.commissioner in ('nhs', 'joint'), coalesce(s.to_nearest, 0), 0)) / 2 as slack,
       json_group_array(s.row_id) filter (where (s.area_of_spend <> 'acute' and s.commissioner in ('nhs', 'joint')) or s.source is null or s.area_of_spend is null or s.commissioner is null) as at_spend__amount
from spend s where s.source = 'ccg_minimum' or s.source is null group by s.area, s.period;
