-- id: STA-04
-- title: Two papers print one figure differently
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: stated
-- needs: older
-- explained-by: STA-01, STA-04
-- rule: A figure of one period is the same in every paper that prints it, within half of its last printed digit (P4P-07 and XYR-01 of the reference: the payment for performance of 2015-16 in two Dorset papers).
-- message: This paper prints {actual} for {figure}; the older one prints {expected}{where}.
-- fix: Find which of the two is right; if the figure was restated, say so and why.
select n.area, n.period, n.figure || iif(n."of" = '', '', '[' || n."of" || ']') as finding, n.value as actual, o.value as expected,
       coalesce(m.unit, n.unit) as unit, n.half + o.half as slack, n.row_id as at_stated__printed,
       iif(s.section is null, '', ' (' || s.section || ')') as "where"
from statements n
join older.statements o on o.figure = n.figure and o."of" = n."of" and o.area = n.area and o.period = n.period and o.unit = n.unit
join older.stated s on s.row_id = o.row_id
join policy_figures p on p.figure = n.figure
left join policy_metrics m on p.unit = 'decimal' and m.metric = n."of"
where n.value is not null and o.value is not null and n.period <> ''
  and ((n.qualifier <> 'at_most' and o.qualifier <> 'at_least' and n.value - o.value > n.half + o.half)
    or (n.qualifier <> 'at_least' and o.qualifier <> 'at_most' and o.value - n.value > n.half + o.half));
