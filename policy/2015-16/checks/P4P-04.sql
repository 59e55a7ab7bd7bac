-- id: P4P-04
-- title: Payment for performance exceeds the area's share of the £1bn
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- needs: figures:performance_payment, figures:required.amount
-- rule: Payment for performance is part of the area's share of the £1bn that is tied to emergency admissions or spent on NHS-commissioned out-of-hospital services, and cannot exceed it (professional custom, not confirmed by a published source).
-- message: Payment for performance comes to as much as {actual}, {gap:GBP} more than the area's share of the £1bn, {expected}.
-- fix: Check the price and the planned reduction of admissions against the area's share.
select p.area, p.period, p.value as actual, r.value as expected, 'GBP' as unit, p.slack + r.slack as slack,
       p.value - r.value as gap, p.places as places, r.places as places_2
from figures p join figures r using (area, period)
where p.figure = 'performance_payment' and r.figure = 'required.amount' and r."of" = 'out_of_hospital_share'
  and p.value - r.value > p.slack + r.slack;
