-- id: ring_fence.neither
-- title: spend from the NHS minimum contribution less both ring-fences
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_source, figures:ring_fence.social_care, figures:ring_fence.out_of_hospital
select m.area, m.period, m.value - c.value - h.value as value, m.slack + c.slack + h.slack as slack,
       m.places || ' ' || c.places || ' ' || h.places as places
from policy_sources p
join figures m on m.figure = 'spend.by_source' and m."of" = p.source
join figures c on c.area = m.area and c.period = m.period and c.figure = 'ring_fence.social_care'
join figures h on h.area = m.area and h.period = m.period and h.figure = 'ring_fence.out_of_hospital'
where p.minimum = 'yes';
