-- id: metric.proposed
-- title: target proposed for a measure
-- unit: decimal
-- combine: none
-- by: metric
-- needs: observations
select area, period, metric as "of", value, 0 as slack, row_id as at_observations__value
from observations where kind = 'proposed' and as_at = '' and value is not null
group by area, period, metric having count(*) = 1;
