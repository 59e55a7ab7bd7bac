-- id: EXP-14
-- title: A spend line is not complete
-- about: completeness
-- severity: error
-- basis: published
-- applies: all
-- needs: spend
-- rule: The national template counts unanswered questions and must not be sent until none is left; the summary needs source, scheme type, area of spend and commissioner of every line (2019-20 template, guidance and cover sheet). Scheme and kind of provider are asked for by custom and only warn.
-- message: Line {line} has no {missing}.
-- fix: Fill in {missing} on line {line}.
with gaps as (
       select s.row_id, s.area, s.period, s.line,
              s.source is null as a, s.type is null and exists (select 1 from policy_scheme_types) as b, s.area_of_spend is null as c, s.commissioner is null as d,
              s.amount is null as e, s.scheme is null as f, s.provider_kind is null as g,
              s.period is null as p, s.area is null as q
       from spend s where s.amount is null or s.amount > 0)
select coalesce(area, '') as area, coalesce(period, '') as period, line as finding, line as line, iif(a or b or c or d or e or p or q, 'error', 'warning') as severity,
       substr(iif(a, ', source', '') || iif(b, ', scheme type', '') || iif(c, ', area of spend', '') || iif(d, ', commissioner', '')
       || iif(e, ', amount', '') || iif(f, ', scheme', '') || iif(g, ', kind of provider', '')
       || iif(p, ', period', '') || iif(q, ', area', ''), 3) as missing,
       iif(a, row_id, null) as at_spend__source, iif(b, row_id, null) as at_spend__type,
       iif(c, row_id, null) as at_spend__area_of_spend, iif(d, row_id, null) as at_spend__commissioner,
       iif(e, row_id, null) as at_spend__amount, iif(f, row_id, null) as at_spend__scheme,
       iif(g, row_id, null) as at_spend__provider_kind, iif(p, row_id, null) as at_spend__period, iif(q, row_id, null) as at_spend__area
from gaps where a or b or c or d or e or f or g or p or q;
