-- id: narrative.limit
-- title: word limit of a narrative section
-- unit: words
-- combine: none
-- by: section
-- severity: warning
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, s.period, p.section as "of", p.words as value, 0 as slack
from policy_sections p join policy_periods s where p.words is not null;
