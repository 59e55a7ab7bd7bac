-- id: ring_fence.social_care_margin
-- title: planned adult social care spend from the NHS minimum contribution less the minimum required
-- unit: GBP
-- combine: none
-- needs: figures:ring_fence.social_care, figures:required.amount
select p.area, p.period, p.value - r.value as value, p.slack + r.slack as slack, p.places || ' ' || r.places as places
from figures p join policy_requirements q on q.ring_fence = 'social_care'
join figures r on r.figure = 'required.amount' and r."of" = q.measure and r.area = p.area and r.period = p.period
where p.figure = 'ring_fence.social_care';
