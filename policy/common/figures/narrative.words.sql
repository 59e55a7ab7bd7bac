-- id: narrative.words
-- title: words of a narrative section
-- unit: words
-- combine: none
-- by: section
-- severity: info
-- tolerance: 5%
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, s.period, n.section as "of", n.words as value, 0 as slack
from narrative n join policy_periods s;
