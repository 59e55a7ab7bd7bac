-- id: STA-02
-- title: One figure is printed twice and the two cannot both be right
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: stated
-- rule: Two printings of one figure must agree, each within half of its last printed digit (INC-20, NAR-04 of the reference).
-- message: The paper prints {actual} and {expected} for {figure}.
-- fix: Find which of the two is right and correct the other.
with pairs as (
       select f.figure, f."of", f.area, f.period, p.title, p.severity, coalesce(m.unit, p.unit) as unit,
              iif(b.statement = f.statement, b.value, a.value) as expected, iif(b.statement = f.statement, a.value, b.value) as actual,
              a.half + b.half + p.tolerance + (abs(a.value) + abs(b.value)) / 200 * p.tolerance_percent / 1000000 as allowed,
              a.value as first, b.value as second, a.qualifier as first_side, b.qualifier as second_side, json_array(a.row_id, b.row_id) as rows
       from figures f
       join policy_figures p on p.figure = f.figure
       join statements a on a.figure = f.figure and a.area = f.area and a.period = f.period and a."of" = f."of" and a.value is not null
       join statements b on b.figure = f.figure and b.area = f.area and b.period = f.period and b."of" = f."of" and b.value is not null
                        and b.statement > a.statement
       left join policy_metrics m on p.unit = 'decimal' and m.metric = f."of"
       where f.basis = 'stated')
select area, period, figure || iif("of" = '', '', '[' || "of" || ']') as finding, actual, expected, unit, allowed as slack, severity,
       rows as at_stated__printed
from pairs
where (second_side <> 'at_most' and first_side <> 'at_least' and second - first > allowed)
   or (first_side <> 'at_most' and second_side <> 'at_least' and first - second > allowed);
