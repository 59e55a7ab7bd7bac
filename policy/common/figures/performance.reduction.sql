-- id: performance.reduction
-- title: fewer admissions that payment for performance pays for
-- unit: count
-- combine: sum
-- needs: shares
select area, period, sum(baseline - target) as value, 0 as slack, json_group_array(row_id) as at_shares__target
from shares where kind = 'performance' group by area, period having whole(baseline - target) is not null;
