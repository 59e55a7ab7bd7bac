-- id: ring_fence.social_care_margin
-- title: planned adult social care spend from the minimum CCG contribution less the minimum required
-- unit: GBP
-- combine: none
-- needs: figures:ring_fence.social_care, figures:required.amount
select p.area, p.period, p.value - r.value as value, p.slack + r.slack as slack, p.places || ' ' || r.places as places
from figures p join figures r using (area, period)
where p.figure = 'ring_fence.social_care' and r.figure = 'required.amount' and r."of" = 'adult_social_care_minimum';
