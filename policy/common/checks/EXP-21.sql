-- id: EXP-21
-- title: A line lacks its planned output
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: 2017-18..
-- speaks-of: spend.type
-- needs: spend
-- rule: Schemes of some types state their planned output with its unit, such as packages, hours of care or placements (national template; not confirmed by a published source).
-- message: Line {line}, {type_title}, has {said}.
-- fix: Enter what the line will deliver and its unit.
select s.area, s.period, s.line as finding, s.line as line, t.title as type_title,
       iif(a.row_id is null, 'no planned output', 'a planned output without a unit') as said,
       iif(a.row_id is null, s.row_id, null) as at_spend__line, a.row_id as at_activity__unit
from spend s join policy_scheme_types t on t.type = s.type
left join activity a on a.line = s.line and a.planned is not null
where t.output = 'yes' and s.amount > 0 and (a.row_id is null or a.unit is null);
