-- id: MET-04
-- title: The four quarters do not add up to the year
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: observations
-- rule: Counts for the four quarters add up to the count for the year (pan-Dorset 2016/17, section 15).
-- message: {metric_title}, {period}: the four quarters come to {expected:count}, the year is given as {actual:count}.
-- fix: Correct the quarter or the year that is wrong.
with parts as (
       select y.area, y.period, y.metric, y.kind, y.breakdown, y.as_at, y.row_id, m.title, m.unit,
              y.value, y.numerator, whole(q.value) as q_value, whole(q.numerator) as q_numerator,
              json_group_array(q.row_id) as rows
       from observations y
       join policy_metrics m on m.metric = y.metric
       join observations q on q.area = y.area and q.metric = y.metric and q.breakdown = y.breakdown and q.kind = y.kind
                          and q.as_at = y.as_at
                          and q.period in (y.period || 'Q1', y.period || 'Q2', y.period || 'Q3', y.period || 'Q4')
       where length(y.period) = 7
       group by y.row_id having count(*) = 4)
select o.area, o.period, o.metric as "of", trim(replace(o.kind || ' ' || o.breakdown || ' ' || o.as_at, '  ', ' ')) as finding, o.title as metric_title, 'count' as unit,
       iif(o.unit = 'count', o.value, o.numerator) as actual, iif(o.unit = 'count', o.q_value, o.q_numerator) as expected,
       iif(o.unit = 'count', o.row_id, null) as at_observations__value, iif(o.unit = 'count', null, o.row_id) as at_observations__numerator,
       o.rows as at_observations__period
from parts o
where iif(o.unit = 'count', o.value <> o.q_value, o.numerator <> o.q_numerator);
