-- id: XYR-07
-- title: An area of the older plan is gone and nothing says where
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: older
-- rule: Areas that are no longer there are named in table successions with what became of them.
-- message: The area {name} of the older plan is not in this one, and no succession says what became of it: its figures are not compared.
-- fix: Enter what became of the area in table successions, or compare with the plan of the same area.
select '*' as area, '' as period, a.area as finding, coalesce(a.name, a.area) as name
from older.areas a
where not exists (select 1 from areas n where n.area = a.area) and not exists (select 1 from successions s where s.predecessor = a.area);
