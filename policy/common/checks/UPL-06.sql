-- id: UPL-06
-- title: The NHS commissioned out of hospital minimum does not rise by the year's uplift
-- about: validity
-- severity: error
-- basis: published
-- applies: 2021-22..
-- explained-by: CMP-03
-- rule: The out of hospital minimum rises by the same uplift as the NHS minimum contribution (2021-22 policy framework; East Sussex Health and Wellbeing Board, 14 December 2021).
-- message: The NHS commissioned out of hospital minimum is {actual}; the year before's, {before:GBP}, raised by {uplift:percent} comes to {expected}.
-- fix: Compare both years' minimums with the published allocations.
with known as (
       select area, period, "of", value, slack, places from figures where figure = 'required.amount'
       union all
       select o.area, o.period, o."of", o.value, o.slack, '' from older.figures o
       where o.figure = 'required.amount'
         and not exists (select 1 from figures f where f.figure = o.figure and f."of" = o."of" and f.area = o.area and f.period = o.period))
select n.area, n.period, n.value as actual, round_half_away(b.value * (100000000 + u.percent), 100000000) / 100000000 as expected, 'GBP' as unit,
       n.slack + 2 * b.slack + 100 as slack, n.places as places, b.places as places_2, b.value as before, u.percent as uplift,
       iif(u.basis = 'unverified', 'warning', 'error') as severity
from policy_uplifts u join policy_requirements q on q.measure = u.measure and q.ring_fence = 'out_of_hospital'
join known n on n."of" = u.measure and n.period = u.period
join known b on b."of" = u.measure and b.period = prior(u.period) and b.area = n.area
where abs(n.value - round_half_away(b.value * (100000000 + u.percent), 100000000) / 100000000) > n.slack + 2 * b.slack + 100;
