-- id: RNG-12
-- title: A condition is answered yes and its ring-fence is not met
-- about: validity
-- severity: warning
-- basis: paper
-- applies: 2016-17..
-- speaks-of: conditions.answer
-- explained-by: RNG-01, RNG-02
-- rule: A condition is met only when the minimum that belongs to it is met (national conditions on social care and on out of hospital services).
-- message: {condition_title} is answered yes, and planned spend is {gap:GBP} short of the minimum that it asks for.
-- fix: Plan the spend that is missing, or answer no with a date.
with latest as (
       select *, row_number() over (partition by area, condition order by as_at desc) as place from conditions where answer is not null)
select f.area, f.period, c.condition as "of", f.value as actual, d.value as expected, 'GBP' as unit, f.slack + d.slack as slack, d.value - f.value as gap,
       p.title as condition_title, c.row_id as at_conditions__answer, 'error' as severity, 'fail' as result, f.places as places, d.places as places_2
from latest c join policy_conditions p on p.condition = c.condition and p.ring_fence is not null
join figures f on f.figure = 'ring_fence.' || p.ring_fence and f.area = c.area
join scope s on s.area = f.area and s.period = f.period
join policy_requirements q on q.ring_fence = p.ring_fence
join figures d on d.figure = 'required.amount' and d."of" = q.measure and d.area = f.area and d.period = f.period
where c.place = 1 and c.answer = 'yes' and d.value - f.value > d.slack + f.slack
  and (p.ring_fence <> 'out_of_hospital' or starts(f.period) >= '2017-04-01')
union all
select null, null, null, null, null, null, null, null, null, null, null, 'not_applicable', null, null
where not exists (select 1 from figures where figure in ('ring_fence.social_care', 'ring_fence.out_of_hospital'));
