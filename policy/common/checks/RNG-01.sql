-- id: RNG-01
-- title: Adult social care spend is below the minimum
-- about: validity
-- severity: error
-- basis: published
-- applies: 2016-17..
-- needs: figures:ring_fence.social_care, figures:required.amount
-- explained-by: RNG-01
-- rule: Planned adult social care spend from the NHS minimum contribution is at least the minimum (2016-17 policy framework and ADASS note of 1 March 2016; 2017-19, condition 2; 2019-20 template, summary: "Planned spend is less than the minimum required spend"; Doncaster, 5 September 2019, Appendix 2).
-- message: Planned adult social care spend from {source_title} is {gap:GBP} short of the minimum required spend.
-- fix: Plan {gap:GBP} more on lines with area of spend Social care that {source_title} pays for.
select c.area, c.period, p.value as actual, r.value as expected, 'GBP' as unit, coalesce(p.slack, 0) + coalesce(r.slack, 0) as slack,
       r.value - p.value as gap, p.places as places, r.places as places_2, s.title as source_title,
       iif(r.value is null, 'undetermined', 'fail') as result,
       iif(r.value is null, 'Cannot check yet: the minimum required, ' || q.title || ', is not entered.', null) as says
from scope c join policy_requirements q on q.ring_fence = 'social_care' join policy_sources s on s.minimum = 'yes'
join figures p on p.figure = 'ring_fence.social_care' and p.area = c.area and p.period = c.period
left join figures r on r.figure = 'required.amount' and r."of" = q.measure and r.area = c.area and r.period = c.period
where (r.value is null and (c.area <> '*' or (select count(*) from areas) < 2)) or r.value - p.value > p.slack + r.slack;
