-- id: NAR-12
-- title: A milestone falls on a day when nobody works
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- speaks-of: milestones
-- rule: A single day by which something is due should be a working day (Doncaster, 5 September 2019, 1.4: 15 December 2019 is a Sunday).
-- message: Milestone {milestone}{activity} is due on {actual:date}, which is no working day.
-- fix: Aim for the working day before it, and tell whoever set the date.
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, m.milestone as finding, m.milestone as milestone, coalesce(' (' || m.activity || ')', '') as activity, m.due as actual, 'date' as unit,
       m.row_id as at_milestones__due
from milestones m
where length(m.due) = 10 and m.due like '____-__-__' and working_day(m.due) = 0;
