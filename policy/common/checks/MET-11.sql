-- id: MET-11
-- title: A rate looks like a count of people
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: observations
-- rule: The unit printed fits the figure: a rate per 100,000 is given with its decimals or with the numbers behind it (Doncaster, 5 September 2019, section 8, gives 334 and 369 per 100,000).
-- message: Every figure for {metric_title} is a whole number, from {lowest:count} to {highest:count}: are these numbers of people rather than a rate per 100,000?
-- fix: Give the rate with its decimals and the numbers behind it, or say that it is a count.
select o.area, (select max(period) from scope s where s.area = o.area) as period, o.metric as "of", m.title as metric_title,
       min(o.value) as lowest, max(o.value) as highest, json_group_array(o.row_id) as at_observations__value
from observations o join policy_metrics m on m.metric = o.metric
where m.unit = 'per_100000' and m.decimals > 0 and o.value is not null and o.area in (select area from scope)
group by o.area, o.metric
having sum(o.value % 1000000 <> 0) = 0 and sum(coalesce(o.decimals, 0) > 0) = 0
   and sum(o.numerator is not null or o.denominator is not null) = 0;
