-- id: MET-27
-- title: A measure of the year has no planned figure
-- about: completeness
-- severity: error
-- basis: published
-- applies: all
-- rule: The national template counts unanswered questions and must not be sent until none is left; each measure that the year collects has a planned figure in each year of the plan (2019-20 template, guidance and cover sheet; year tables of the policy reference). What is marked as not applicable is answered.
-- message: {metric_title}: no figure is planned for {period}.
-- fix: Enter what is planned (an observation of the kind plan), or mark it [z] where it does not apply.
with answered as ( -- a figure, in words or in numbers, or the mark that there is none to give
       select o.area, o.metric, o.period from observations o
       where o.kind = 'plan'
         and (o.value is not null or o.numerator is not null
              or exists (select 1 from marks m where m.tbl = 'observations' and m.row_id = o.row_id and m.col in ('value', 'numerator') and m.mark = '[z]'))
       union all
       select a.area, a.metric, a.period from ambitions a
       where a.change_percent is not null
          or exists (select 1 from marks m where m.tbl = 'ambitions' and m.row_id = a.row_id and m.col = 'change_percent' and m.mark = '[z]'))
select s.area, s.period, p.metric as "of", p.title as metric_title,
       coalesce((select o.row_id from observations o where o.area = s.area and o.metric = p.metric and o.breakdown = '' and o.period = s.period and o.kind = 'plan' and o.as_at = ''),
                json_object('area', s.area, 'metric', p.metric, 'breakdown', '', 'period', s.period, 'kind', 'plan', 'as_at', '')) as at_observations__value
from scope s join policy_metrics p on p.collected = 'yes' and p.choice is null
where s.area <> '*'
  and not exists (select 1 from answered a where a.metric = p.metric and a.area in (s.area, '*')
                  and starts(a.period) <= ends(s.period) and ends(a.period) >= starts(s.period));
