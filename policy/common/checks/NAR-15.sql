-- id: NAR-15
-- title: A body is to report after the body that it reports to
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- speaks-of: milestones
-- rule: One step that several bodies take goes from the body that reports to the one that it reports to (Dorset 2016/17, Appendix A: quarter 2 goes to the Joint Commissioning Board after the boards to which it reports).
-- message: {activity_words}: {lower_name} is due on {actual:date}, after {upper_name}, to which it reports, on {expected:date}.
-- fix: Put the dates in order, or say that the later body is only told.
select '*' as area, '' as period, l.milestone as finding, l.due as actual, u.due as expected, 'date' as unit, l.activity as activity_words,
       coalesce(b.name, l.owner) as lower_name, coalesce(t.name, u.owner) as upper_name, json_array(l.row_id, u.row_id) as at_milestones__due
from milestones l
join bodies b on b.body = l.owner
join milestones u on u.activity = l.activity and coalesce(u.workstream, '') = coalesce(l.workstream, '') and u.milestone <> l.milestone
left join bodies t on t.body = u.owner
where has(b.reports_to, u.owner) = 1 and length(l.due) = 10 and length(u.due) = 10 and l.due > u.due;
