-- id: STA-03
-- title: A printed figure is not what its printed parts come to
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- explained-by: MET-07, STA-01
-- speaks-of: stated
-- rule: Totals, differences, percentages and products that a paper prints must follow from the figures that it prints for their parts; what a figure includes cannot exceed it (INC-01, INC-02, EXP-05, EXP-06, EXP-07, EXP-23, NAR-05 of the reference).
-- message: The paper prints {printed_as}; {said} {expected}.
-- fix: Correct the printed figure, or the part of it that is wrong.
select s.area, s.period, s.statement as finding,
       s.value as actual, p.value as expected, s.unit as unit, s.half + p.slack as slack,
       coalesce(f.severity, 'error') as severity,
       s.row_id || ' ' || p.places as at_stated__printed,
       coalesce(x.printed, 'a figure') as printed_as,
       iif(p.kind = 'includes', 'what it is said to include comes to', 'its parts come to') as said
from statement_parts p
join statements s on s.statement = p.statement
join stated x on x.statement = s.statement
left join policy_figures f on f.figure = s.figure
where s.value is not null and p.value is not null
  and case when p.kind = 'includes' then p.value - s.value > s.half + p.slack
           when s.qualifier = 'at_least' then s.value - p.value > s.half + p.slack
           when s.qualifier = 'at_most' then p.value - s.value > s.half + p.slack
           else abs(s.value - p.value) > s.half + p.slack end;
