-- id: HIC-04
-- title: A change that is not yet established has no reason
-- about: validity
-- severity: error
-- basis: paper
-- applies: 2017-18..2019-20
-- speaks-of: maturity.current
-- needs: maturity
-- explained-by: HIC-02
-- rule: Where a change is not yet established the reasons are stated (2019-20 template, section 7; Doncaster, 5 September 2019, section 7).
-- message: {change_title} is {actual}, and no reason is given.
-- fix: Give the reason in the comment.
select m.area, s.period, m.change as "of", (select l.title from policy_lists l where l.list = 'maturity_level' and l.id = m.current) as actual, 'text' as unit,
       coalesce(p.title, m.change) as change_title, m.row_id as at_maturity__comment
from maturity m join (select area, min(period) as period from scope group by area) s on s.area = m.area left join policy_maturity_changes p on p.change = m.change
where m.as_at = '' and m.comment is null
  and (select l.position from policy_lists l where l.list = 'maturity_level' and l.id = m.current) = (select min(l.position) from policy_lists l where l.list = 'maturity_level');
