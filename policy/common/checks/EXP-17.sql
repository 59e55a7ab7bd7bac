-- id: EXP-17
-- title: "Other" is not explained
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: spend.type, spend.area_of_spend, spend.provider_kind
-- needs: spend
-- rule: A line of the type Other says in words what it is (pan-Dorset 2016/17, section 5: Other, each with a description). For area of spend and provider this is custom and only warns.
-- message: Line {line} is marked Other for {missing} and does not say what that is.
-- fix: Say in words what Other stands for.
with gaps as (
       select s.*, t.kind = 'other' and s.type_other is null as a, b.kind = 'other' and s.area_other is null as b,
              c.kind = 'other' and s.provider_other is null as c
       from spend s left join policy_scheme_types t on t.type = s.type
       left join policy_lists b on b.list = 'area_of_spend' and b.id = s.area_of_spend
       left join policy_lists c on c.list = 'provider_kind' and c.id = s.provider_kind
       where s.type in (select type from policy_scheme_types where kind = 'other')
          or s.area_of_spend in (select id from policy_lists where list = 'area_of_spend' and kind = 'other')
          or s.provider_kind in (select id from policy_lists where list = 'provider_kind' and kind = 'other'))
select area, period, line as finding, line as line, iif(a, 'error', 'warning') as severity,
       substr(iif(a, ', scheme type', '') || iif(b, ', area of spend', '') || iif(c, ', provider', ''), 3) as missing,
       iif(a, row_id, null) as at_spend__type_other, iif(b, row_id, null) as at_spend__area_other,
       iif(c, row_id, null) as at_spend__provider_other
from gaps where a or b or c;
