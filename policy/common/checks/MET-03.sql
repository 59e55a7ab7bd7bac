-- id: MET-03
-- title: A proportion is outside 0 to 100 %
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: observations
-- rule: A part cannot be larger than its whole: a proportion lies between 0 and 100 %, and its numerator does not exceed its denominator.
-- message: {metric_title}, {period}: {said}.
-- fix: Correct the figure that is out of range.
select o.area, o.period, o.metric as "of", trim(replace(o.kind || ' ' || o.breakdown || ' ' || o.as_at, '  ', ' ')) as finding, m.title as metric_title,
       case when o.numerator > o.denominator then 'the numerator is larger than the denominator'
            when o.numerator < 0 then 'the numerator is below zero' else 'the percentage is not between 0 and 100' end as said,
       o.row_id as at_observations__value, o.row_id as at_observations__numerator, o.row_id as at_observations__denominator
from observations o join policy_metrics m on m.metric = o.metric
where m.unit = 'percent' and (o.numerator > o.denominator or o.numerator < 0 or o.value < 0 or o.value > 100000000);
