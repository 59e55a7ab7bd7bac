-- id: EXP-04
-- title: Part of a funding source is not allocated
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: figures:income.by_source, figures:spend.by_source
-- explained-by: EXP-04
-- rule: Planned spend from a source should use the whole of its income (pan-Dorset 2016/17, section 13, held £616k back).
-- message: You have planned {gap:GBP} less than the income from {source_title}.
-- fix: Allocate {gap:GBP} to lines funded from {source_title}, or say why it is held back.
select s.area, s.period, s."of", s.value as actual, i.value as expected, 'GBP' as unit, s.slack + i.slack as slack,
       i.value - s.value as gap, s.places as places, i.places as places_2, coalesce(p.title, s."of") as source_title
from figures s join figures i using (area, period, "of") left join policy_sources p on p.source = s."of"
where s.figure = 'spend.by_source' and i.figure = 'income.by_source' and i.value - s.value > s.slack + i.slack;
