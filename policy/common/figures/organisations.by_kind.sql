-- id: organisations.by_kind
-- title: organisations listed, by kind
-- unit: count
-- combine: none
-- by: kind
-- needs: organisations
-- severity: warning
select c.area, c.period, o.kind as "of", count(*) * 1000000 as value, 0 as slack, json_group_array(o.row_id) as at_organisations__kind
from scope c join organisations o group by c.area, c.period, o.kind;
