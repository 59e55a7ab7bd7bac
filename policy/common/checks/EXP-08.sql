-- id: EXP-08
-- title: Spend by scheme type does not come to planned spend
-- about: validity
-- severity: error
-- basis: paper
-- applies: 2017-18..
-- needs: figures:spend.types_total, figures:spend.total
-- explained-by: EXP-08
-- rule: Every line has one scheme type, so spend by scheme type adds up to all planned spend (summary sheet of the national template; Doncaster, 5 September 2019, Appendix 2).
-- message: Spend by scheme type comes to {actual:GBP}, {gap:GBP} {less_or_more} than planned spend of {expected:GBP}.
-- fix: Find the lines that are missing from one of the two and put their scheme type right.
select t.area, t.period, t.value as actual, s.value as expected, 'GBP' as unit, t.slack + s.slack as slack,
       abs(t.value - s.value) as gap, iif(t.value < s.value, 'less', 'more') as less_or_more, t.places as places, s.places as places_2
from figures t join figures s using (area, period)
where t.figure = 'spend.types_total' and s.figure = 'spend.total' and abs(t.value - s.value) > t.slack + s.slack;
