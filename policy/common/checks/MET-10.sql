-- id: MET-10
-- title: A measure that should change is planned unchanged
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: figures:metric.plan, figures:metric.last
-- rule: Where the plan says that a measure will fall or rise, its planned figure differs from the last outturn, or failing that from last year's plan (Doncaster, 5 September 2019, section 8: 85.2 % in both years with a target to increase).
-- message: {metric_title}: the plan says it will {intent} this, but plans {actual}; {last_words} was {expected}.
-- fix: Plan the figure that the change should reach, or change what the plan says about it.
select p.area, p.period, p."of", p.value as actual, l.value as expected, m.unit as unit, p.slack + l.slack as slack,
       p.places as places, l.places as places_2, case (select min(case o.kind when 'actual' then 1 when 'forecast' then 2 when 'baseline' then 3 else 4 end) from observations o
             where o.area = p.area and o.metric = p."of" and o.breakdown = '' and o.value is not null
               and (o.period = prior(p.period) or (o.kind = 'baseline' and o.period = p.period)))
            when 1 then 'the last outturn' when 2 then 'the forecast outturn' when 3 then 'the baseline' else 'the year before''s plan' end as last_words,
       m.title as metric_title, a.intent as intent, a.row_id as at_ambitions__intent
from figures p join figures l using (area, period, "of") join policy_metrics m on m.metric = p."of"
join scope c on c.area = p.area and c.period = p.period
join ambitions a on a.area = p.area and a.metric = p."of" and a.period = p.period
where p.figure = 'metric.plan' and l.figure = 'metric.last' and p.value = l.value and a.intent in ('reduce', 'increase');
