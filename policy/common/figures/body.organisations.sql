-- id: body.organisations
-- title: organisations listed as members
-- unit: count
-- combine: none
-- by: body
-- needs: bodies
-- severity: warning
select c.area, c.period, b.body as "of", items(b.of_organisations) as value, 0 as slack, b.row_id as at_bodies__of_organisations
from scope c join bodies b where b.of_organisations is not null;
