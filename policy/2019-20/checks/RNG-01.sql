-- id: RNG-01
-- title: Adult social care spend is below the minimum
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: figures:ring_fence.social_care, figures:required.amount
-- explained-by: RNG-01
-- rule: Planned adult social care spend from the minimum CCG contribution is at least the minimum allocated (national condition 2; 2019-20 template, summary: "Planned spend is less than the minimum required spend"; Doncaster, 5 September 2019, 1.2 and Appendix 2).
-- message: Planned adult social care spend from the minimum CCG contribution is {gap:GBP} short of the minimum required spend.
-- fix: Plan {gap:GBP} more on lines with area of spend Social care that the minimum CCG contribution pays for.
select p.area, p.period, p.value as actual, r.value as expected, 'GBP' as unit, p.slack + r.slack as slack,
       r.value - p.value as gap, p.places as places, r.places as places_2
from figures p join figures r using (area, period)
where p.figure = 'ring_fence.social_care' and r.figure = 'required.amount' and r."of" = 'adult_social_care_minimum'
  and r.value - p.value > p.slack + r.slack;
