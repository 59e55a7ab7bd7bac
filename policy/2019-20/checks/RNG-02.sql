-- id: RNG-02
-- title: NHS commissioned out of hospital spend is below the minimum
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: figures:ring_fence.out_of_hospital, figures:required.amount
-- explained-by: RNG-02
-- rule: Planned NHS commissioned out of hospital spend from the minimum CCG contribution is at least the minimum allocated (national condition 3; 2019-20 template, summary; Doncaster, 5 September 2019, 1.2 and Appendix 2).
-- message: Planned NHS commissioned out of hospital spend from the minimum CCG contribution is {gap:GBP} short of the minimum required spend.
-- fix: Plan {gap:GBP} more on NHS commissioned lines outside acute care that the minimum CCG contribution pays for.
select p.area, p.period, p.value as actual, r.value as expected, 'GBP' as unit, p.slack + r.slack as slack,
       r.value - p.value as gap, p.places as places, r.places as places_2
from figures p join figures r using (area, period)
where p.figure = 'ring_fence.out_of_hospital' and r.figure = 'required.amount' and r."of" = 'nhs_out_of_hospital_minimum'
  and r.value - p.value > p.slack + r.slack;
