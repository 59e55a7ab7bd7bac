-- id: CMP-03
-- title: A minimum or grant differs from the national allocations
-- about: validity
-- severity: error
-- basis: published
-- applies: all
-- rule: Minimums and grants are filled in nationally and are not changed (2017-19 and 2019-20 templates: cells filled in beforehand).
-- message: {measure_title} is entered as {actual:GBP}; the allocation for this area is {expected:GBP}.
-- fix: Enter the allocation.
with told as (
       select r.area, r.period, r.amount as actual, a.amount as expected, 'GBP' as unit, coalesce(r.to_nearest, 0) / 2 as slack,
              r.row_id as at_requirements__amount, coalesce(q.title, r.measure) as measure_title
from requirements r join areas x on x.area = r.area
join policy_allocations a on a.code = x.code and a.measure = r.measure and a.period = r.period
left join policy_requirements q on q.measure = r.measure)
select area, period, actual, expected, unit, slack, 'fail' as result, at_requirements__amount, measure_title from told where abs(actual - expected) > slack
union all
select null, null, null, null, null, null, 'not_applicable', null, null where not exists (select 1 from told);
