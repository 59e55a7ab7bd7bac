-- id: MET-24
-- title: A measure is defined otherwise than in the older plan
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- needs: older, observations
-- rule: A measure is compared from year to year only where it counts the same thing in the same unit (MET-24 of the reference).
-- message: {metric_title} was counted as {was} in the older plan and is counted as {now} in this one: the two are not compared.
-- fix: Compare the numbers behind the measure instead, where both plans give them.
select '*' as area, '' as period, m.metric as "of", m.title as metric_title, o.unit as was, m.unit as now
from policy_metrics m join older.policy_metrics o using (metric)
where o.unit <> m.unit and exists (select 1 from observations n where n.metric = m.metric) and exists (select 1 from older.observations n where n.metric = m.metric);
