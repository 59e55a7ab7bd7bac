-- id: schemes.count
-- title: schemes
-- unit: count
-- combine: none
-- needs: schemes
-- severity: warning
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, s.period, count(*) * 1000000 as value, 0 as slack,
       json_group_array(c.row_id) as at_schemes__scheme
from schemes c join policy_periods s group by s.period;
