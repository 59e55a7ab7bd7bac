-- id: STA-01
-- title: A printed figure differs from what the plan's rows come to
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: stated
-- explained-by: NAT-02, INC-03, EXP-03, EXP-08, MET-07, POO-09, STA-01
-- rule: A figure that is printed must be the figure that the plan's own rows come to, within half of its last printed digit (INC-01, EXP-01, EXP-02, EXP-07, NAR-02, NAR-03, NAR-07 of the reference: each of the five papers prints figures that its own rows contradict).
-- message: The paper prints {actual} for {figure}; the plan's own rows come to {expected}.
-- fix: Correct the printed figure, or the rows that it is made from.
with told as (
       select s.*, f.value as derived, f.places, p.severity, p.title,
              coalesce((select unit from policy_metrics where p.unit = 'decimal' and metric = s."of"), p.unit) as unit,
              s.half + f.slack + p.tolerance + abs(s.value) / 100 * p.tolerance_percent / 1000000 as allowed,
              iif(s.figure = 'income.growth', -- an NHS minimum contribution below its minimum does not grow as printed
                  (select q.title from policy_sources q join figures r on r.figure = 'required.amount' and r."of" = q.grant_measure and r.area = s.area and r.period = s.period
                   join figures i on i.figure = 'income.by_source' and i."of" = q.source and i.area = s.area and i.period = s.period
                   where q.minimum = 'yes' and q.source = s."of" and r.value - i.value > r.slack + i.slack), null) as short
       from statements s
       join figures f on f.figure = s.figure and f."of" = s."of" and f.area = s.area and f.period = s.period
       join policy_figures p on p.figure = s.figure
       where f.basis in ('derived', 'partly') and s.value is not null)
select t.area, t.period, t.figure || iif(coalesce(t."of", '') = '', '', '[' || t."of" || ']') as finding,
       t.value as actual, iif(t.short is null, t.derived, null) as expected, t.unit as unit, t.allowed as slack, coalesce(t.severity, 'error') as severity,
       t.row_id as at_stated__printed, t.places as places,
       iif(t.short is null, null, 'The paper prints ' || (select x.printed from stated x where x.row_id = t.row_id) || ' for ' || t.title || ' of ' || t.short
           || '; the plan''s own rows come to ' || iif(t.derived < 0, '−', '') || (round_half_away(abs(t.derived), 10000) / 1000000)
           || rtrim(rtrim(printf('.%02d', round_half_away(abs(t.derived), 10000) % 1000000 / 10000), '0'), '.') || ' %.') as says,
       t.short is null and (t.figure like 'income.%' or t.figure like 'required.%') as stands_alone -- overspending does not make printed income wrong
from told t
where case coalesce(t.qualifier, '') when 'at_least' then t.value - t.derived > t.allowed
                                     when 'at_most' then t.derived - t.value > t.allowed
                                     else abs(t.value - t.derived) > t.allowed end;
