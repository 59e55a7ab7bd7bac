-- id: XYR-03
-- title: A scheme came or went and the plan does not say so
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: older, schemes
-- rule: The schemes of two years are reconciled: what is new says that it is new, what has ended says that it has ended (XYR-03 of the reference; Dorset 2021-22, 2.2: no services decommissioned).
-- message: {says_what}
-- fix: {to_fix}
with listed as (
       select coalesce((select max(c.extent <> 'all') from coverage c where c.tbl = 'schemes'), 0) as partly_here,
              coalesce((select max(c.extent <> 'all') from older.coverage c where c.tbl = 'schemes'), 0) as partly_there
       where (select count(*) from older.schemes) > 0
         and exists (select 1 from plan n join older.plan o on o.starts = n.starts or days(o.ends, n.starts) = 1000000) -- the same year or the one before
         and exists (select 1 from older.areas o where o.area in (select area from areas) or o.area in (select predecessor from successions))),
     came as (
       select s.row_id, s.scheme, coalesce(s.title, s.scheme) as title from schemes s
       where coalesce(s.status, '') <> 'new' and not exists (select 1 from older.schemes o where o.scheme in (s.scheme, s.parent))),
     went as (
       select o.scheme, coalesce(o.title, o.scheme) as title from older.schemes o
       where coalesce(o.status, '') <> 'ceased' and not exists (select 1 from schemes s where s.scheme = o.scheme))
select '*' as area, '' as period, c.scheme as finding, 'fail' as result, c.row_id as at_schemes__status,
       'Scheme ' || c.title || ' is not in the older plan, and this plan does not say that it is new.' as says_what,
       'Give the scheme the status new, or the key that it has in the older plan.' as to_fix
from came c join listed l where not l.partly_there
union all
select '*', '', w.scheme, 'fail', null,
       'Scheme ' || w.title || ' of the older plan is not in this one, and nothing says that it has ended.',
       'Say what became of it: the status ceased, or the scheme that it is now part of (its key, or its parent).'
from went w join listed l where not l.partly_here
union all
select '*', '', 'came', 'undetermined', json_group_array(c.row_id),
       'The older paper names only part of its schemes, so whether these are new cannot be told: ' || group_concat(c.title, '; ') || '.', ''
from came c join listed l join schemes s on s.scheme = c.scheme where l.partly_there and coalesce(s.status, '') not in ('existing', 'continuing') having count(*) > 0
union all
select '*', '', 'went', 'undetermined', null,
       'This paper names only part of its schemes, so whether these of the older plan have ended cannot be told: ' || group_concat(w.title, '; ') || '.', ''
from went w join listed l where l.partly_here having count(*) > 0
union all
select '*', '', 'years', 'undetermined', null,
       'The older plan is not that of the year before, so what became of each scheme in between cannot be told. In both: ' ||
       coalesce((select group_concat(coalesce(s.title, s.scheme), '; ') from schemes s where s.scheme in (select scheme from older.schemes)), 'none') ||
       '. Only in this one: ' || coalesce((select group_concat(title, '; ') from came), 'none') || '. Only in the older one: ' || coalesce((select group_concat(title, '; ') from went), 'none') || '.', ''
where (select count(*) from older.schemes) > 0
  and not exists (select 1 from plan n join older.plan o on o.starts = n.starts or days(o.ends, n.starts) = 1000000)
  and exists (select 1 from older.areas o where o.area in (select area from areas) or o.area in (select predecessor from successions));
