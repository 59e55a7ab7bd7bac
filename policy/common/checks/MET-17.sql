-- id: MET-17
-- title: A proposed target is worse than last year's outturn
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: observations
-- rule: A target that is proposed is no worse than the outturn of the year before, or the ambition says why (Barking and Dagenham 2017-19, 2.20 and 2.22: 45 days a month proposed after 44). A target that is better than doing nothing is not judged.
-- message: {metric_title}, {period}{which}: {actual} is proposed after {expected}, which is worse, and the ambition does not say why.
-- fix: Say why in the ambition's rationale, or propose a target that is no worse.
with told as (
       select o.*, m.title, m.unit, m.improves,
              coalesce(o.value, case m.unit when 'per_100000' then rate(o.numerator, o.denominator) when 'percent' then percent(o.numerator, o.denominator) end) as figure
       from observations o join policy_metrics m on m.metric = o.metric
       where m.improves is not null and exists (select 1 from observations where kind = 'proposed')),
     pairs as (
       select p.*, l.figure as last, l.row_id as last_row, row_number() over (partition by p.row_id order by l.as_at desc) as place
       from told p join told l on l.area = p.area and l.metric = p.metric and l.breakdown = p.breakdown and l.kind = 'actual' and l.period = prior(p.period)
       where p.kind = 'proposed' and p.figure is not null and l.figure is not null)
select p.area, p.period,
       p.metric as "of", trim(p.breakdown || ' ' || p.as_at) as finding,
       iif(p.breakdown = '', '', ' (' || replace(p.breakdown, '_', ' ') || ')') as which,
       p.figure as actual, p.last as expected, p.unit as unit, p.title as metric_title,
       json_array(p.row_id, p.last_row) as at_observations__value,
       'fail' as result
from pairs p
where p.place = 1 and iif(p.improves = 'up', p.last - p.figure, p.figure - p.last) > 0
  and not exists (select 1 from ambitions a where a.area = p.area and a.metric = p.metric and a.rationale is not null
                  and starts(p.period) >= starts(a.period) and ends(p.period) <= ends(a.period))
  and not exists (select 1 from told d -- better than doing nothing; or the plan itself is worse, which is said of the plan
                  where d.area = p.area and d.metric = p.metric and d.breakdown = p.breakdown and d.period = p.period
                    and ((d.kind = 'do_nothing' and iif(p.improves = 'up', p.figure - d.figure, d.figure - p.figure) > 0)
                      or (d.kind = 'plan' and d.as_at = '' and d.breakdown = '' and iif(p.improves = 'up', p.last - d.figure, d.figure - p.last) > 0)))
union all select null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from observations where kind = 'proposed');
