-- id: RNG-02
-- title: NHS commissioned out of hospital spend is below the minimum
-- about: validity
-- severity: error
-- basis: published
-- applies: 2017-18..
-- needs: figures:ring_fence.out_of_hospital, figures:required.amount
-- explained-by: RNG-02
-- rule: Planned NHS commissioned out of hospital spend from the NHS minimum contribution is at least the minimum allocated (2017-19 and later, condition 3; 2019-20 template, summary; Doncaster, 5 September 2019, Appendix 2).
-- message: Planned NHS commissioned out of hospital spend from {source_title} is {gap:GBP} short of the minimum required spend.
-- fix: Plan {gap:GBP} more on NHS commissioned lines outside acute care that {source_title} pays for.
select c.area, c.period, p.value as actual, r.value as expected, 'GBP' as unit, coalesce(p.slack, 0) + coalesce(r.slack, 0) as slack,
       r.value - p.value as gap, p.places as places, r.places as places_2, s.title as source_title,
       iif(r.value is null, 'undetermined', 'fail') as result,
       iif(r.value is null, 'Cannot check yet: the minimum required, ' || q.title || ', is not entered.', null) as says
from scope c join policy_requirements q on q.ring_fence = 'out_of_hospital' join policy_sources s on s.minimum = 'yes'
join figures p on p.figure = 'ring_fence.out_of_hospital' and p.area = c.area and p.period = c.period
left join figures r on r.figure = 'required.amount' and r."of" = q.measure and r.area = c.area and r.period = c.period
where (r.value is null and (c.area <> '*' or (select count(*) from areas) < 2)) or r.value - p.value > p.slack + r.slack;
