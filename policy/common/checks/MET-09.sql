-- id: MET-09
-- title: A planned measure is worse than the last outturn
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: figures:metric.plan, figures:metric.last
-- rule: A plan should improve on the last outturn, or failing that on last year's plan, or say why it does not (Doncaster, 5 September 2019, section 8: 334 to 369). A plan that is better than doing nothing is not judged.
-- message: {metric_title}: you plan {actual}; {last_words} was {expected}. That is worse, and the ambition does not say why.
-- fix: Say why in the ambition's rationale, give the figure expected if nothing were done, or correct the plan.
select p.area, p.period, p."of", p.value as actual, l.value as expected, m.unit as unit, p.slack + l.slack as slack,
       p.places as places, l.places as places_2, case (select min(case o.kind when 'actual' then 1 when 'forecast' then 2 when 'baseline' then 3 else 4 end) from observations o
             where o.area = p.area and o.metric = p."of" and o.breakdown = '' and o.value is not null
               and (o.period = prior(p.period) or (o.kind = 'baseline' and o.period = p.period)))
            when 1 then 'the last outturn' when 2 then 'the forecast outturn' when 3 then 'the baseline' else 'the year before''s plan' end as last_words,
       m.title as metric_title,
       coalesce(a.row_id, json_object('area', p.area, 'metric', p."of", 'period', p.period)) as at_ambitions__rationale
from figures p join figures l using (area, period, "of") join policy_metrics m on m.metric = p."of" and m.improves is not null
join scope c on c.area = p.area and c.period = p.period
left join ambitions a on a.area = p.area and a.metric = p."of" and a.period = p.period
where p.figure = 'metric.plan' and l.figure = 'metric.last' and a.rationale is null
  and iif(m.improves = 'up', l.value - p.value, p.value - l.value) > p.slack + l.slack
  and not exists (select 1 from observations d
                  where d.area = p.area and d.metric = p."of" and d.period = p.period and d.kind = 'do_nothing' and d.breakdown = ''
                    and iif(m.improves = 'up', p.value - d.value, d.value - p.value) > 0);
