-- id: NAR-11
-- title: A milestone's dates do not fit
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: milestones
-- rule: A step ends after it starts, and is not dated before the year that precedes the plan (pan-Dorset 2016/17 prints a step of April 2010). In one workstream or scheme a service does not start before its procurement has ended (pan-Dorset 2016/17, section 5: tender from June 2016 to February 2017, new contract from December 2016).
-- message: Milestone {milestone}{activity}: {said}.
-- fix: Correct the date, or say why the two overlap.
with first as (select min(starts(prior(period))) as earliest, (select iif(count(distinct area) = 1, min(area), '*') from scope) as area from scope),
     buying as ( -- from a step's last day on which procurement surely goes on
       select row_id, milestone, activity, workstream, scheme, due, starts(due) as until from milestones
       where due is not null and (activity like '%tender%' or activity like '%procure%')),
     starting as ( -- the last day by which the service has surely started
       select row_id, milestone, activity, workstream, scheme, starts, ends(coalesce(starts, due)) as begun from milestones
       where (activity like '%implement%' or activity like '%go live%' or activity like '%go-live%' or activity like '%goes live%'
              or activity like '%mobilis%' or activity like '%mobiliz%' or activity like '%contract start%' or activity like '%contract begin%'
              or activity like '%start of contract%' or activity like '%start of the contract%' or activity like '%start of new contract%'
              or activity like '%start of the new contract%' or activity like '%service start%' or activity like '%service begin%')
         and activity not like '%tender%' and activity not like '%procure%'),
     early as (
       select s.*, b.milestone as before, b.activity as before_activity, b.row_id as before_row,
              row_number() over (partition by s.row_id order by b.until desc, b.milestone) as place
       from starting s join buying b on s.begun < b.until and (b.workstream = s.workstream or b.scheme = s.scheme)
                                       and coalesce(b.workstream <> s.workstream, 0) = 0 and coalesce(b.scheme <> s.scheme, 0) = 0)
select f.area, m.milestone as finding, m.milestone as milestone, coalesce(' (' || m.activity || ')', '') as activity,
       iif(ends(m.due) < starts(m.starts), 'it is due before it starts', 'it is dated before the year that precedes the plan') as said,
       m.row_id as at_milestones__due, iif(m.starts is null, null, m.row_id) as at_milestones__starts
from milestones m join first f
where ends(m.due) < starts(m.starts) or ends(coalesce(m.due, m.starts)) < f.earliest
union all
select f.area, e.milestone || ' before ' || e.before, e.milestone, ' (' || e.activity || ')',
       'it starts before milestone ' || e.before || ' (' || e.before_activity || ') has ended',
       iif(e.starts is null, json_array(e.row_id, e.before_row), e.before_row), iif(e.starts is null, null, e.row_id)
from early e join first f where e.place = 1;
