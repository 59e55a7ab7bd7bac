-- id: EXP-22
-- title: A line's unit cost is unlike that of the older plan
-- about: validity
-- severity: info
-- basis: unverified
-- applies: all
-- needs: older
-- rule: What a unit of care costs seldom changes threefold from one plan to the next: amounts and planned activity that do are looked at again (professional custom; not confirmed by a published source).
-- message: Line {line} ({description}) comes to {actual:GBP} a unit ({unit_word}); {compared} of the older plan came to {expected:GBP}.
-- fix: Check the amount, the planned activity and its unit.
with costs as (
       select s.row_id, s.area, s.period, s.line, s.scheme, s.type, coalesce(s.description, s.scheme, 'no description') as description, a.unit,
              s.amount * 1000000 / whole(a.planned) as cost, json_group_array(a.row_id) as rows
       from spend s join activity a on a.line = s.line and a.period = s.period
       where s.amount > 0 and a.planned > 0 and a.unit is not null and a.unit <> 'fee'
       group by s.row_id having count(*) = 1),
     older_lines as (
       select s.line, s.scheme, s.type, s.amount, a.unit, whole(a.planned) as planned
       from older.spend s join older.activity a on a.line = s.line and a.period = s.period
       where s.amount > 0 and a.planned > 0 and a.unit is not null and a.unit <> 'fee'
       group by s.line having count(*) = 1),
     older_types as (
       select type, unit, sum(amount / 100) as pounds, sum(planned) as planned from older_lines where type is not null group by type, unit),
     compared as (
       select c.*, l.line is not null as same_line,
              iif(l.line is not null, l.amount * 1000000 / l.planned, t.pounds * 1000000 / t.planned * 100) as was
       from costs c
       left join older_lines l on l.line = c.line and l.scheme = c.scheme and l.unit = c.unit
       left join older_types t on t.type = c.type and t.unit = c.unit)
select area, period, line as finding, line as line, description as description, unit as unit_word, cost as actual, was as expected, 'GBP' as unit,
       iif(same_line, 'the same line', 'lines of its type') as compared, row_id as at_spend__amount, rows as at_activity__planned
from compared -- both are rounded down to a penny
where was > 0 and (cost > was * 3 + 3 or cost * 3 + 3 < was);
