-- id: NAR-15
-- title: A body is to report after the body that it reports to
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- speaks-of: bodies.reports_to
-- rule: One step that several bodies take goes from the body that reports to the one that it reports to (Dorset 2016/17, Appendix A: quarter 2 goes to the Joint Commissioning Board after the boards to which it reports).
-- message: {activity_words}: {lower_name} is due on {actual:date}, after {upper_names}, to which it reports.
-- fix: Put the dates in order, or say that the later body is only told.
with late as (
       select l.milestone, l.due, u.due as upper_due, l.activity, coalesce(b.name, l.owner) as lower_name, coalesce(t.name, u.owner) as upper_name,
              l.row_id as lower_row, u.row_id as upper_row
       from milestones l
       join bodies b on b.body = l.owner
       join milestones u on u.activity = l.activity and coalesce(u.workstream, '') = coalesce(l.workstream, '') and u.milestone <> l.milestone
       left join bodies t on t.body = u.owner
       where has(b.reports_to, u.owner) = 1 and length(l.due) = 10 and length(u.due) = 10 and l.due > u.due)
select '*' as area, '' as period, milestone as finding, due as actual, min(upper_due) as expected, 'date' as unit, activity as activity_words,
       lower_name, group_concat(upper_name, ' and ') as upper_names, lower_row as at_milestones__due, json_group_array(upper_row) as at_milestones__owner
from late group by milestone;
