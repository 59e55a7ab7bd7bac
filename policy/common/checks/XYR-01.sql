-- id: XYR-01
-- title: A figure is not what the older plan has
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: older
-- explained-by: STA-04, XYR-01
-- rule: What a plan compares itself with is what the earlier year's plan holds; areas that have changed since are mapped by the portions of table successions (XYR-01 of the reference). Of two plans for the same year, a draft and the final one, what has changed is noted.
-- message: {here} {figure} {verb} {actual}{there}{expected}.
-- fix: {to_fix}
with mapped as (
       select figure, "of", area, period, value, slack, basis from older.figures o
       where not exists (select 1 from successions s where s.predecessor = o.area)
       union all
       select o.figure, o."of", s.successor, o.period, whole(portion(o.value, s.portion)), sum(o.slack) + count(*), max(o.basis)
       from older.figures o join successions s on s.predecessor = o.area join policy_figures p on p.figure = o.figure and p.combine = 'sum'
       group by o.figure, o."of", s.successor, o.period
       having count(distinct s.predecessor) = (select count(distinct t.predecessor) from successions t join older.areas a on a.area = t.predecessor
                                               where t.successor = s.successor)),
     same_year as (
       select exists (select 1 from plan n join older.plan o on o.starts = n.starts) as yes),
     pairs as (
       select n.*, o.value as was, o.slack as was_slack, o.basis as was_basis, n.period in (select period from policy_periods) as own
       from figures n join mapped o using (figure, "of", area, period)
       where o.value is not null and not (n.basis = 'stated' and o.basis = 'stated') and abs(n.value - o.value) > n.slack + o.slack)
select n.area, n.period, n.figure || iif(n."of" = '', '', '[' || n."of" || ']') as finding, n.value as actual, n.was as expected,
       coalesce(m.unit, p.unit) as unit, n.slack + n.was_slack as slack, n.places as places,
       iif(n.own, 'info', 'warning') as severity, iif(n.own, 'Since the older plan', 'In this plan') as here,
       iif(n.own, 'has changed to', 'is') as verb, iif(n.own, ' from ', '; in the older plan it is ') as there,
       iif(n.own, 'Nothing to put right if the change is meant; what was agreed of the older plan is agreed anew.',
           'Take the figure of the older plan, or say why it was restated.') as to_fix
from pairs n join same_year y
join policy_figures p on p.figure = n.figure
left join policy_metrics m on p.unit = 'decimal' and m.metric = n."of"
where (not n.own or (y.yes and (n.figure in ('income.by_source', 'spend.by_source', 'spend.by_scheme', 'required.amount', 'metric.plan', 'performance_payment')
                                or n.figure like 'ring!_fence.%' escape '!' and n.figure not like '%margin' and n.figure <> 'ring_fence.neither')))
  and not (n.figure in ('metric.plan_numerator', 'metric.last_numerator') -- a count is its own number: said once
           and exists (select 1 from pairs v where v.figure = iif(n.figure = 'metric.plan_numerator', 'metric.plan', 'metric.last')
                         and v."of" = n."of" and v.area = n.area and v.period = n.period and v.value = n.value and v.was = n.was));
