-- id: RNG-05
-- title: The out of hospital minimum is an unusual share of the CCG minimum
-- about: validity
-- severity: info
-- basis: unverified
-- applies: all
-- needs: figures:required.amount
-- rule: The out of hospital minimum is between 28 % and 29 % of the CCG minimum (derived from Doncaster, 5 September 2019: 28.42 %; not confirmed by a published source).
-- message: The out of hospital minimum is {actual:percent} of the minimum CCG contribution; 28 % to 29 % is usual.
-- fix: Compare both minimums with the published allocations.
select h.area, h.period, percent(h.value, m.value) as actual, iif(percent(h.value, m.value) < 28000000, 28000000, 29000000) as expected,
       'percent' as unit, h.places as places, m.places as places_2
from figures h join figures m using (area, period)
where h.figure = 'required.amount' and h."of" = 'nhs_out_of_hospital_minimum' and m.figure = 'required.amount' and m."of" = 'nhs_minimum'
  and h.area <> '*' and (percent(h.value, m.value) < 28000000 or percent(h.value, m.value) > 29000000);
