-- id: STA-02
-- title: One figure is printed twice and the two cannot both be right
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- rule: Two printings of one figure must agree, each within half of its last printed digit (INC-20, NAR-04 of the reference).
-- message: The paper prints {actual} and {expected} for {figure_title}{of_title}.
-- fix: Find which of the two is right and correct the other.
with told as (
       select s.*, f.statement as chosen, p.title, p.severity,
              coalesce((select unit from policy_metrics where s.figure like 'metric.%' and metric = s."of"), p.unit) as unit,
              s.half + (p.tolerance + abs(s.value) / 100 * p.tolerance_percent / 1000000) / 2 as allowed
       from statements s
       join figures f on f.figure = s.figure and f."of" = coalesce(s."of", '') and f.area = s.area and f.period = s.period
       join policy_figures p on p.figure = s.figure
       where f.basis = 'stated' and s.value is not null),
     reach as (
       select *, iif(coalesce(qualifier, '') = 'at_most', null, value - allowed) as low,
              iif(coalesce(qualifier, '') = 'at_least', null, value + allowed) as high
       from told)
select a.area, a.period, a.figure || iif(coalesce(a."of", '') = '', '', '[' || a."of" || ']') as finding,
       b.value as actual, a.value as expected, a.unit as unit, a.allowed + b.allowed as slack, coalesce(a.severity, 'error') as severity,
       json_array(a.row_id, b.row_id) as at_stated__printed, a.title as figure_title,
       coalesce(' of ' || case
         when a.figure like '%by_source' then (select title from policy_sources where source = a."of")
         when a.figure like '%by_type' then (select title from policy_scheme_types where type = a."of")
         when a.figure like 'required.%' then (select title from policy_requirements where measure = a."of")
         when a.figure like 'metric.%' then (select title from policy_metrics where metric = a."of")
         when a.figure like 'narrative.%' then (select title from policy_sections where section = a."of")
         else nullif(a."of", '') end, '') as of_title
from reach a
join reach b on b.figure = a.figure and coalesce(b."of", '') = coalesce(a."of", '') and b.area = a.area and b.period = a.period
            and b.statement <> a.statement
            and (a.statement = a.chosen or (b.statement <> a.chosen and a.statement < b.statement))
where a.low > b.high or b.low > a.high;
