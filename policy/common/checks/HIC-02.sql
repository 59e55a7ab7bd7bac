-- id: HIC-02
-- title: A change is planned below Established without a reason
-- about: validity
-- severity: error
-- basis: paper
-- applies: 2019-20
-- needs: maturity
-- rule: Areas should be able to confirm that each of the eight changes is at least established by 31 March 2020, or give the reason (Doncaster, 5 September 2019, 5.4 and section 7).
-- message: {change_title} is planned to be {actual} by the end of the year; at least {expected} is expected, and no reason is given.
-- fix: Plan at least {expected}, or give the reason in the comment.
select m.area, s.period, m.change as "of", have.title as actual, want.title as expected, 'text' as unit,
       coalesce(p.title, m.change) as change_title, m.row_id as at_maturity__planned, m.row_id as at_maturity__comment
from maturity m join (select area, min(period) as period from scope group by area) s on s.area = m.area left join policy_maturity_changes p on p.change = m.change
join policy_lists have on have.list = 'maturity_level' and have.id = m.planned
join policy_lists want on want.list = 'maturity_level' and want.kind = 'expected'
where m.as_at = '' and m.comment is null and have.position < want.position;
