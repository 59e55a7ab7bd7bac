-- id: XYR-01
-- title: A figure of the year before is not what the older plan has
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: older
-- explained-by: STA-04, XYR-01
-- rule: What a plan compares itself with is what the earlier year's plan holds; areas that have changed since are mapped by the portions of table successions (XYR-01 of the reference).
-- message: {figure} is {actual} here and {expected} in the older plan.
-- fix: Take the figure of the older plan, or say why it was restated.
with mapped as (
       select figure, "of", area, period, value, slack, basis from older.figures o
       where not exists (select 1 from successions s where s.predecessor = o.area)
       union all
       select o.figure, o."of", s.successor, o.period, whole(portion(o.value, s.portion)), sum(o.slack) + count(*), max(o.basis)
       from older.figures o join successions s on s.predecessor = o.area join policy_figures p on p.figure = o.figure and p.combine = 'sum'
       group by o.figure, o."of", s.successor, o.period
       having count(distinct s.predecessor) = (select count(distinct t.predecessor) from successions t join older.areas a on a.area = t.predecessor
                                               where t.successor = s.successor))
select n.area, n.period, n.figure || iif(n."of" = '', '', '[' || n."of" || ']') as finding, n.value as actual, o.value as expected,
       coalesce(m.unit, p.unit) as unit, n.slack + o.slack as slack, n.places as places
from figures n join mapped o using (figure, "of", area, period)
join policy_figures p on p.figure = n.figure
left join policy_metrics m on p.unit = 'decimal' and m.metric = n."of"
where o.value is not null and n.period not in (select period from policy_periods)
  and not (n.basis = 'stated' and o.basis = 'stated')
  and abs(n.value - o.value) > n.slack + o.slack;
