-- id: NAR-11
-- title: A milestone's dates do not fit
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- rule: A step ends after it starts, and is not dated before the year that precedes the plan (pan-Dorset 2016/17 prints steps of 2010).
-- message: Milestone {milestone}{activity}: {said}.
-- fix: Correct the date.
with first as (select min(starts(prior(period))) as earliest, (select iif(count(distinct area) = 1, min(area), '*') from scope) as area from scope)
select f.area, m.milestone as finding, m.milestone as milestone, coalesce(' (' || m.activity || ')', '') as activity,
       iif(ends(m.due) < starts(m.starts), 'it is due before it starts', 'it is dated before the year that precedes the plan') as said,
       m.row_id as at_milestones__due, iif(m.starts is null, null, m.row_id) as at_milestones__starts
from milestones m join first f
where ends(m.due) < starts(m.starts) or ends(coalesce(m.due, m.starts)) < f.earliest;
