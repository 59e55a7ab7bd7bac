-- id: NAR-01
-- title: A section is longer than allowed
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: figures:narrative.words
-- rule: A section of the strategic narrative has no more words than the template allows (2019-20 template, section 4: 1500, 800, 800 and 1500).
-- message: {section_title} has {actual:count} words, {over:count} more than the {expected:count} allowed.
-- fix: Shorten the section by {over:count} words.
select w.area, w.period, w."of", w.value as actual, l.value as expected, 'words' as unit, w.value - l.value as over,
       w.slack + l.slack as slack, 'fail' as result, w.places as places, coalesce(p.title, w."of") as section_title
from figures w join figures l using (area, period, "of") left join policy_sections p on p.section = w."of"
where w.figure = 'narrative.words' and l.figure = 'narrative.limit' and w.value - l.value > w.slack + l.slack
union all
select null, null, null, null, null, null, null, null, 'not_applicable', null, null where not exists (select 1 from policy_sections where words is not null);
