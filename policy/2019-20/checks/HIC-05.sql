-- id: HIC-05
-- title: There are no words about changes below Mature
-- about: completeness
-- severity: info
-- basis: paper
-- applies: all
-- needs: maturity
-- rule: The plan explains its priorities for embedding the High Impact Change Model (2019-20 template, section 7; Doncaster, 5 September 2019, section 7).
-- message: {actual:count} changes are below Mature and the plan has no words about its priorities for them.
-- fix: Write the section on the High Impact Change Model.
select m.area, s.period, count(*) * 1000000 as actual, 'count' as unit, json_group_array(m.row_id) as at_maturity__planned
from maturity m join (select area, min(period) as period from scope group by area) s on s.area = m.area
where m.as_at = '' and (select l.position from policy_lists l where l.list = 'maturity_level' and l.id = coalesce(m.planned, m.current)) < (select l.position from policy_lists l where l.list = 'maturity_level' and l.id = 'mature')
  and not exists (select 1 from figures f where f.figure = 'narrative.words' and f."of" = 'hicm' and f.area in (m.area, '*') and f.period = s.period and f.value > 0)
group by m.area, s.period;
