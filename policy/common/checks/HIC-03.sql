-- id: HIC-03
-- title: A change is planned below its current level
-- about: validity
-- severity: warning
-- basis: paper
-- applies: 2017-18..2019-20
-- speaks-of: maturity.current
-- needs: maturity
-- rule: The level planned for a change is not below the level it has now.
-- message: {change_title} is {now_title} now and planned to be {actual}.
-- fix: Correct the level now, or the level planned.
select m.area, s.period, m.change as "of", (select l.title from policy_lists l where l.list = 'maturity_level' and l.id = m.planned) as actual, (select l.title from policy_lists l where l.list = 'maturity_level' and l.id = m.current) as expected, 'text' as unit,
       (select l.title from policy_lists l where l.list = 'maturity_level' and l.id = m.current) as now_title, coalesce(p.title, m.change) as change_title,
       m.row_id as at_maturity__current, m.row_id as at_maturity__planned
from maturity m join (select area, min(period) as period from scope group by area) s on s.area = m.area left join policy_maturity_changes p on p.change = m.change
where m.as_at = '' and (select l.position from policy_lists l where l.list = 'maturity_level' and l.id = m.planned) < (select l.position from policy_lists l where l.list = 'maturity_level' and l.id = m.current);
