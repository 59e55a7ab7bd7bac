-- id: EXP-16
-- title: A scheme type is not in the year's list
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: 2016-17..
-- speaks-of: spend.type
-- needs: spend
-- rule: Each line has one of the scheme types that the year's national template lists.
-- message: The scheme type {of} of line {lines} is not one of this year's.
-- fix: Choose a scheme type from the list.
select s.area, s.period, u.value as "of", group_concat(s.line, ', ') as lines, json_group_array(s.row_id) as at_spend__type
from (select tbl, row_id, col, value from unlisted union all select tbl, row_id, col, value from dangling where target like 'policy_%') u join spend s on s.row_id = u.row_id
where u.tbl = 'spend' and u.col = 'type'
group by s.area, s.period, u.value;
