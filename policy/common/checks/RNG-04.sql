-- id: RNG-04
-- title: The two ring-fences exceed the NHS minimum contribution
-- about: validity
-- severity: info
-- basis: paper
-- applies: 2016-17..
-- needs: figures:ring_fence.social_care, figures:ring_fence.out_of_hospital, figures:income.by_source
-- explained-by: RNG-04
-- rule: Adult social care and NHS commissioned out of hospital spend are both paid from the NHS minimum contribution; together they exceed it only where a line counts in both (Doncaster, 5 September 2019, Appendix 2).
-- message: Planned spend in the two ring-fences comes to {actual:GBP}, {gap:GBP} more than {source_title}.
-- fix: Look for social care lines that the NHS commissions: they count in both.
select c.area, c.period, c.value + h.value as actual, i.value as expected, 'GBP' as unit, c.slack + h.slack + i.slack as slack,
       c.value + h.value - i.value as gap, c.places || ' ' || h.places as places, i.places as places_2, s.title as source_title
from figures c join policy_sources s on s.minimum = 'yes'
join figures h on h.figure = 'ring_fence.out_of_hospital' and h.area = c.area and h.period = c.period
join figures i on i.figure = 'income.by_source' and i."of" = s.source and i.area = c.area and i.period = c.period
where c.figure = 'ring_fence.social_care' and i.value > 0 and c.value + h.value - i.value > c.slack + h.slack + i.slack;
