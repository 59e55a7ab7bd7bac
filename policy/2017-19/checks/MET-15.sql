-- id: MET-15
-- title: Delayed transfers are planned above 9.4 a day without a reason
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- needs: observations
-- rule: Health and Wellbeing Boards plan for 9.4 delayed transfers or fewer for each 100,000 people (Better Care Fund: target setting for delayed transfers of care, Rutland, 2017); that they are counted for each day and for adults is professional custom, not confirmed by a published source.
-- message: {metric_title}: {days:count} days of delay are planned, {actual:per_100000} adults a day; {expected:per_100000} or fewer are expected, and no reason is given.
-- fix: Plan for 9.4 a day or fewer for each 100,000 adults, or say why in the ambition's rationale.
with planned as (
       select o.area, o.period, o.metric, o.row_id, coalesce(o.numerator, o.value) as days, m.title as metric_title
       from observations o join policy_metrics m on m.metric = o.metric
       where o.metric = 'delayed_transfers' and o.kind = 'plan' and o.breakdown = '' and o.as_at = ''
         and (o.numerator is not null or o.basis is null or o.basis not like '%month%')),
     living as (
       select area, people, row_id, row_number() over (partition by area order by period desc) as place from population where ages = '18+')
select p.area, p.period, p.metric as "of", rate(p.days, w.people * (days(p.period) / 1000000)) as actual, 9400000 as expected, 'per_100000' as unit,
       p.days as days, p.metric_title as metric_title, iif(w.people is null, 'undetermined', 'fail') as result,
       p.row_id as at_observations__value, w.row_id as at_population__people,
       coalesce((select a.row_id from ambitions a where a.area = p.area and a.metric = p.metric and a.period = p.period),
                json_object('area', p.area, 'metric', p.metric, 'period', p.period)) as at_ambitions__rationale,
       iif(w.people is null, 'Cannot check the planned delayed transfers against the number of adults yet: their number is not entered (population, 18+).', null) as says
from planned p left join living w on w.area = p.area and w.place = 1
where p.days is not null and (w.people is null or rate(p.days, w.people * (days(p.period) / 1000000)) > 9400000)
  and not exists (select 1 from ambitions a where a.area = p.area and a.metric = p.metric and a.rationale is not null
                  and starts(a.period) <= starts(p.period) and ends(a.period) >= ends(p.period));
