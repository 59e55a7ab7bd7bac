-- id: performance_payment
-- title: the most that payment for performance comes to
-- unit: GBP
-- combine: sum
-- needs: shares, figures:performance.reduction
select s.area, s.period, round_half_away(s.price * r.value, 1000000) / 1000000 as value, 0 as slack,
       s.row_id as at_shares__price, r.places as places
from shares s join figures r on r.figure = 'performance.reduction' and r.area = s.area and r.period = s.period
where s.kind = 'performance' and s.price is not null
  and (select count(*) from shares o where o.kind = 'performance' and o.area = s.area and o.period = s.period) = 1;
