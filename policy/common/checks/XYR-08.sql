-- id: XYR-08
-- title: The plan to compare with is the later one
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: older
-- rule: A plan is compared with an earlier one; the other way round what is new is shown as gone, and the reverse.
-- message: The plan named with --against begins on {expected}, after this one, which begins on {actual}: it is the later one.
-- fix: Check the later plan, and name the earlier one with --against.
select '*' as area, '' as period, n.starts as actual, o.starts as expected, 'date' as unit, n.row_id as at_plan__starts
from plan n join older.plan o where o.starts > n.starts;
