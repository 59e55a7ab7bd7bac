-- id: EXP-24
-- title: One of the plan's two years is missing
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: income, spend
-- rule: A plan of two years shows both of them, or says in its coverage that one is to follow (Barking and Dagenham, 6 September 2017, 2.11 shows both). An error once the plan is submitted.
-- message: {what} of {other} is entered, and none of {period}; nothing says that it is to follow.
-- fix: Enter {missing} of {period}, or a row of coverage (none, with a note) that says it is to follow.
with entered as (
       select 'income' as tbl, area, period from income where period is not null
       union all select 'spend', area, period from spend where period is not null),
     held as (
       select s.area, s.period, t.tbl,
              exists (select 1 from entered e where e.tbl = t.tbl and (e.area in (s.area, '*') or e.area is null)
                      and starts(e.period) >= starts(s.period) and ends(e.period) <= ends(s.period)) as there
       from scope s join (select 'income' as tbl union all select 'spend') t
       where s.area <> '*' or not exists (select 1 from scope w where w.area <> '*'))
select h.area, h.period, h.tbl as finding, iif(h.tbl = 'income', 'Income', 'Planned spend') as what, iif(h.tbl = 'income', 'the income', 'the spend') as missing,
       (select min(o.period) from held o where o.area = h.area and o.tbl = h.tbl and o.there) as other,
       iif(r.submitted is not null and r.status is not 'published_extract', 'error', 'warning') as severity,
       json_object('tbl', h.tbl, 'area', h.area, 'period', h.period) as at_coverage__extent
from held h join run r
where not h.there
  and exists (select 1 from held o where o.area = h.area and o.tbl = h.tbl and o.there)
  and not exists (select 1 from coverage c where c.tbl = h.tbl and c.area in (h.area, '*') and c.period in (h.period, '*') and c.extent in ('none', 'part'));
