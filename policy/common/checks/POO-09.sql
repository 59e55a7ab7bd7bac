-- id: POO-09
-- title: The paper calls the whole fund pooled
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: stated
-- rule: What is pooled in the full sense is what a host manages and whose risk is shared; money that is passed on, aligned or at one partner's risk is in the fund and not in the pool (Dorset CCG, 20 January 2016, 4.8: of nine schemes one is a pooled budget; pan-Dorset 2016/17 calls the whole fund one).
-- message: The paper prints {actual} as pooled, which is the whole fund; the schemes that it says are pooled by all partners come to {expected}.
-- fix: Print the amount that is pooled, or call the sum the fund.
select s.area, s.period, s.statement as finding, s.value as actual, p.value as expected, 'GBP' as unit, s.half + p.slack as slack,
       s.row_id as at_stated__printed, p.places as places, t.places as places_2,
       'fail' as result
from statements s
join figures p on p.figure = 'fund.pooled' and p.area = s.area and p.period = s.period and p.basis <> 'stated'
join figures t on t.figure = 'fund.total' and t.area = s.area and t.period = s.period
where s.figure = 'fund.pooled' and s.value is not null
  and abs(s.value - t.value) <= s.half + t.slack and abs(s.value - p.value) > s.half + p.slack
union all select null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from statements where figure = 'fund.pooled');
