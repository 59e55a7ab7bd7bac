-- id: HIC-01
-- title: A change of the High Impact Change Model lacks a level
-- about: completeness
-- severity: error
-- basis: paper
-- applies: 2017-18..2019-20
-- needs: maturity
-- rule: Each of the eight changes has a current level and the level planned (2019-20 template, section 7; Doncaster, 5 September 2019, section 7).
-- message: {change_title} has no {missing}.
-- fix: Enter the current level and the level planned.
select s.area, s.period, p.change as "of", p.title as change_title,
       iif(m.current is null, 'current level', '') || iif(m.current is null and m.planned is null, ' and no ', '')
       || iif(m.planned is null, 'planned level', '') as missing,
       iif(m.current is null, coalesce(m.row_id, json_object('area', s.area, 'change', p.change, 'as_at', '')), null) as at_maturity__current,
       iif(m.planned is null, coalesce(m.row_id, json_object('area', s.area, 'change', p.change, 'as_at', '')), null) as at_maturity__planned
from (select area, min(period) as period from scope group by area) s join policy_maturity_changes p
left join maturity m on m.area = s.area and m.change = p.change and m.as_at = ''
where s.area <> '*' and (m.current is null or m.planned is null)
  and not exists (select 1 from maturity w where w.area = '*' and w.change = p.change and w.current is not null and w.planned is not null);
