-- id: EXP-20
-- title: A word on a spend line is not in the year's list
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- speaks-of: spend.area_of_spend, spend.commissioner, spend.provider_kind
-- needs: spend
-- rule: Area of spend, commissioner and kind of provider come from the lists of the year's national template (the lists are professional custom, not confirmed by a published source).
-- message: "{of}" on line {lines} is not in the list of {list_title}.
-- fix: Choose from the list.
select s.area, s.period, u.value as "of", u.col as finding, group_concat(s.line, ', ') as lines,
       case u.col when 'area_of_spend' then 'areas of spend' when 'commissioner' then 'commissioners' else 'kinds of provider' end as list_title,
       json_group_array(s.row_id) filter (where u.col = 'area_of_spend') as at_spend__area_of_spend,
       json_group_array(s.row_id) filter (where u.col = 'commissioner') as at_spend__commissioner,
       json_group_array(s.row_id) filter (where u.col = 'provider_kind') as at_spend__provider_kind
from (select tbl, row_id, col, value from unlisted union all select tbl, row_id, col, value from dangling where target like 'policy_%') u join spend s on s.row_id = u.row_id
where u.tbl = 'spend' and u.col in ('area_of_spend', 'commissioner', 'provider_kind')
group by s.area, s.period, u.value, u.col;
