-- id: CMP-08
-- title: The plan's days are not those of its policy year
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- rule: A plan is for the whole of its policy year, from 1 April to 31 March: what begins and ends on other days is another year's plan, or names the wrong year (each of the five papers).
-- message: The plan {way} on {actual}; its policy year, {policy_title}, {way} on {expected}.
-- fix: Correct the day, or the policy year that the plan names.
with years as (
       select min(starts(period)) as first, max(ends(period)) as last, group_concat(period, ' and ') as title from policy_periods),
     whom as (
       select iif(count(distinct area) = 1, min(area), '*') as area from scope)
select w.area, 'starts' as finding, p.starts as actual, y.first as expected, 'date' as unit, 'begins' as way, y.title as policy_title,
       p.row_id as at_plan__starts, null as at_plan__ends, 'fail' as result
from plan p, years y, whom w where p.starts <> y.first
union all
select w.area, 'ends', p.ends, y.last, 'date', 'ends', y.title, null, p.row_id, 'fail'
from plan p, years y, whom w where p.ends <> y.last
union all
select null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from plan where starts is not null or ends is not null);
