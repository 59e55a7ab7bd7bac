-- id: EXP-03
-- title: A funding source is overspent
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: figures:income.by_source, figures:spend.by_source
-- explained-by: INC-03, INC-04, INC-05, INC-11, EXP-03
-- rule: Every pound spent is somebody's contribution: planned spend from a source cannot exceed its income (summary sheet of the national template; Doncaster, 5 September 2019, Appendix 2).
-- message: Planned spend from {source_title} is {difference:GBP} more than its income.
-- fix: Take {difference:GBP} off the lines funded from {source_title}, or enter the contribution that pays for it.
select s.area, s.period, s."of", s.value as actual, i.value as expected, 'GBP' as unit, s.slack + i.slack as slack,
       s.value - i.value as difference, s.places as places, i.places as places_2, coalesce(p.title, s."of") as source_title
from figures s join figures i using (area, period, "of") left join policy_sources p on p.source = s."of"
where s.figure = 'spend.by_source' and i.figure = 'income.by_source' and s.value - i.value > s.slack + i.slack;
