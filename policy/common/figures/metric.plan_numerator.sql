-- id: metric.plan_numerator
-- title: planned number behind a measure (admissions, days, people)
-- unit: count
-- combine: sum
-- by: metric
-- needs: observations
select area, period, metric as "of", numerator as value, 0 as slack, row_id as at_observations__numerator
from observations where kind = 'plan' and breakdown = '' and as_at = '' and numerator is not null;
