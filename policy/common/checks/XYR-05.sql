-- id: XYR-05
-- title: An area or organisation is not the same as before
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- needs: older
-- rule: Figures of areas and organisations that have changed are compared by the portions of table successions, and not where no portion is known.
-- message: {says_what}
-- fix: Enter the portion of table successions when it is known, with its basis; until then show the two years apart.
select '*' as area, '' as period, s.predecessor || '>' || s.successor as finding, s.row_id as at_successions__portion,
       coalesce(a.name, t.name, o.name, s.predecessor) || ' became ' || coalesce(b.name, u.name, r.name, replace(s.successor, '_', ' ')) ||
       iif(s.date = '', '', ' on ' || s.date) ||
       iif(s.portion is null, '; no portion is known, so figures of the two are not compared.', '; figures are compared by the portion entered.') as says_what
from successions s
left join older.areas a on a.area = s.predecessor
left join (select distinct authority, name from older.authorities) t on t.authority = s.predecessor
left join older.organisations o on o.organisation = s.predecessor
left join areas b on b.area = s.successor
left join (select distinct authority, name from authorities) u on u.authority = s.successor
left join organisations r on r.organisation = s.successor
where coalesce(a.area, t.authority, o.organisation) is not null
union all
select '*', '', a.area, null, 'The area ' || coalesce(a.name, a.area) || ' of the older plan is not in this one, and no succession says what became of it: its figures are not compared.'
from older.areas a
where not exists (select 1 from areas n where n.area = a.area) and not exists (select 1 from successions s where s.predecessor = a.area);
