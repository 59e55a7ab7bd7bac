-- id: UPL-08
-- title: Social care is protected less than the year before
-- about: validity
-- severity: error
-- basis: published
-- applies: 2016-17
-- needs: figures:ring_fence.social_care
-- explained-by: RNG-01, UPL-08
-- rule: The mandated minimum protects social care, in real terms, at least as it did in the agreement of 2015-16; where the area's CCG allocation was reduced the fall is limited to 2 % in real terms (ADASS note of 1 March 2016, quoting the 2016-17 policy framework). The two years are compared in cash: what falls in cash falls in real terms. Whether a rise keeps up with prices is not judged, since no rate is published.
-- message: Social care gets {fall:GBP} less from {source_title} than the year before{cut}.
-- fix: Plan {gap:GBP} more on lines with area of spend Social care that {source_title} pays for.
with years as (
       select c.area, c.period, n.value as now, n.places as places, b.value as before, b.places as before_places, n.slack + b.slack as slack,
              m.value < a.value - m.slack - a.slack as allocation_cut
       from scope c
       join figures n on n.figure = 'ring_fence.social_care' and n.area = c.area and n.period = c.period
       left join figures b on b.figure = 'ring_fence.social_care' and b.area = c.area and b.period = prior(c.period)
       left join figures m on m.figure = 'required.amount' and m."of" = 'nhs_minimum' and m.area = c.area and m.period = c.period
       left join figures a on a.figure = 'required.amount' and a."of" = 'nhs_minimum' and a.area = c.area and a.period = prior(c.period)),
     judged as (
       select *, (before - now) * 100 > before * 2 + slack * 100 as beyond
       from years where before is null or before - now > slack)
select j.area, j.period, j.now as actual, iif(j.allocation_cut, j.before * 98 / 100, j.before) as expected, 'GBP' as unit, j.slack as slack,
       iif(j.allocation_cut, j.before * 98 / 100, j.before) - j.now as gap, j.before - j.now as fall,
       iif(j.before is null or (j.allocation_cut is null and not j.beyond), 'undetermined', 'fail') as result,
       j.places as places, j.before_places as places_2, s.title as source_title,
       iif(j.allocation_cut, ', which is more than the 2 % that a reduced allocation allows', '') as cut,
       case when j.before is null then 'Cannot check yet: what ' || s.title || ' gave to social care in the year before is not entered.'
            when j.allocation_cut is null and not j.beyond
            then 'Cannot check yet: social care gets less from ' || s.title || ' than the year before, by no more than 2 %, and whether the allocation was reduced is not known (the minimums of both years are not entered).' end as says
from judged j join policy_sources s on s.minimum = 'yes'
where (j.before is not null or j.area <> '*' or (select count(*) from areas) < 2)
  and (j.before is null or j.allocation_cut is not 1 or j.beyond);
