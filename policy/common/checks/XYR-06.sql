-- id: XYR-06
-- title: What can be compared with the older plan
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- needs: older
-- rule: A comparison says how far it reaches: figures of the same area and period in both plans, and measures that both have in the same unit.
-- message: {says_what}
-- fix: Nothing to put right; what cannot be compared is shown apart.
with pairs as (
       select n.figure, n."of", n.area, n.period, abs(n.value - o.value) > n.slack + o.slack as differ
       from figures n join older.figures o using (figure, "of", area, period)
       union all
       select n.figure, n."of", n.area, n.period, abs(n.value - o.value) > n.half + o.half
       from statements n join older.statements o using (figure, "of", area, period)
       where n.figure <> '' and n.value is not null and o.value is not null and n.qualifier = '' and o.qualifier = ''),
     both_have as (
       select max(differ) as differ from pairs group by figure, "of", area, period),
     measures as (
       select m.title, m.unit,
              exists (select 1 from observations o where o.metric = m.metric) as here,
              exists (select 1 from older.observations o where o.metric = m.metric) as there,
              (select unit from older.policy_metrics o where o.metric = m.metric) as old_unit
       from policy_metrics m),
     counted as (
       select (select count(*) from both_have) as figures, (select coalesce(sum(differ), 0) from both_have) as differ,
              (select group_concat(title, '; ') from measures where here and there and unit = old_unit) as alike,
              (select group_concat(title, '; ') from measures where here and there and unit <> old_unit) as unlike,
              (select group_concat(coalesce(name, area), ', ') from older.areas a where not exists (select 1 from areas n where n.area = a.area)) as gone)
select '*' as area, '' as period,
       case figures when 0 then 'No figure stands in both plans for the same area and period.'
                    when 1 then 'One figure stands in both plans for the same area and period; ' || iif(differ, 'it differs.', 'it is the same.')
                    else figures || ' figures stand in both plans for the same area and period; ' || case differ when 0 then 'none differs.' when 1 then 'one of them differs.' else differ || ' of them differ.' end end ||
       iif(alike is null, '', ' Measures in both, in the same unit: ' || alike || '.') ||
       iif(unlike is null, '', ' Measures in both, in different units, not to be compared: ' || unlike || '.') ||
       iif(gone is null, '', ' Areas of the older plan that are not in this one: ' || gone || '.') as says_what
from counted;
