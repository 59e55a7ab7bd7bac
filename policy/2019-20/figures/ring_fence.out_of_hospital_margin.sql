-- id: ring_fence.out_of_hospital_margin
-- title: planned NHS commissioned out of hospital spend from the minimum CCG contribution less the minimum required
-- unit: GBP
-- combine: none
-- needs: figures:ring_fence.out_of_hospital, figures:required.amount
select p.area, p.period, p.value - r.value as value, p.slack + r.slack as slack, p.places || ' ' || r.places as places
from figures p join figures r using (area, period)
where p.figure = 'ring_fence.out_of_hospital' and r.figure = 'required.amount' and r."of" = 'nhs_out_of_hospital_minimum';
