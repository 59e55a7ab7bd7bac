-- id: EXP-17
-- title: "Other" is not explained
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: spend
-- rule: A line of the type Other says in words what it is (pan-Dorset 2016/17, section 5: Other, each with a description). For area of spend and provider this is custom and only warns.
-- message: Line {line} is marked Other for {missing} and does not say what that is.
-- fix: Say in words what Other stands for.
with gaps as (
       select s.*, s.type = 'other' and s.type_other is null as a, s.area_of_spend = 'other' and s.area_other is null as b,
              s.provider_kind = 'other' and s.provider_other is null as c
       from spend s)
select area, period, line as finding, line as line, iif(a, 'error', 'warning') as severity,
       substr(iif(a, ', scheme type', '') || iif(b, ', area of spend', '') || iif(c, ', provider', ''), 3) as missing,
       iif(a, row_id, null) as at_spend__type_other, iif(b, row_id, null) as at_spend__area_other,
       iif(c, row_id, null) as at_spend__provider_other
from gaps where a or b or c;
