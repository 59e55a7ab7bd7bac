-- id: MET-25
-- title: An outturn within the plan's own period has no date
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: observations
-- rule: What is reported once the plan has begun says when it was reported, so that the plan that was signed stays apart from what came after.
-- message: The {kind} of {metric_title} for {when} has no date on which it was reported.
-- fix: Enter the date in as_at, or correct its kind if it is the plan's own figure.
select o.area, (select max(period) from scope) as period, o.metric as "of", o.kind || ' ' || o.period as finding, o.kind as kind, o.period as "when",
       coalesce(m.title, o.metric) as metric_title, o.row_id as at_observations__as_at
from observations o left join policy_metrics m on m.metric = o.metric
where o.kind in ('actual', 'forecast') and o.as_at = '' and ends(o.period) >= coalesce((select starts from plan), (select min(starts(period)) from scope));
