-- id: CMP-09
-- title: The day of submission is late, or has not come
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- rule: Plans are sent by the day of the year's timetable (Doncaster, 5 September 2019, 1.4: 27 September 2019; Dorset 2021-22: 16 November 2021). What was sent late is noted; a day that has not come cannot be the day on which it was sent.
-- message: The plan {sent} on {actual}, {than} {expected}.
-- fix: {to_fix}
with sent as (
       select p.row_id, r.submitted, r.as_of, t.due, (select iif(count(distinct area) = 1, min(area), '*') from scope) as area
       from run r join plan p left join policy_timetable t on t.step = 'submission' where r.submitted is not null)
select area, 'late' as finding, submitted as actual, due as expected, 'date' as unit, 'info' as severity, 'was submitted' as sent, 'after the day on which it was due,' as than,
       'Nothing to put right if that is the day; else correct it.' as to_fix, row_id as at_plan__submitted, 'fail' as result
from sent where submitted > due and submitted <= as_of
union all
select area, 'to come', submitted, as_of, 'date', 'warning', 'is said to have been submitted', 'which is after the day of this check,', 'Correct the day, or leave it blank until the plan is sent.', row_id, 'fail'
from sent where submitted > as_of
union all
select null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from sent);
