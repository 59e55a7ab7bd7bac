-- id: teams.count
-- title: teams of a matrix
-- unit: count
-- combine: none
-- by: matrix
-- needs: features
-- severity: warning
select c.area, c.period, f.matrix as "of", count(distinct f.team) * 1000000 as value, 0 as slack, json_group_array(f.row_id) as at_features__team
from scope c join features f where f.team <> '' group by c.area, c.period, f.matrix;
