-- id: CMP-02
-- title: The template's own checklist is not complete
-- about: completeness
-- severity: error
-- basis: published
-- applies: 2017-18..
-- speaks-of: features.state
-- rule: Every item of the national template's checklist says Yes before the template is sent (2017-19 template, checklist; 2019-20 template, cover: Incomplete Template becomes Complete Template).
-- message: The template's own checklist does not say Yes for "{item}"{looks_at}.
-- fix: Fill in what the item asks for; the template's banner turns when every item says Yes.
with items as (
       select row_id, feature, note, state, iif(lower(trim(coalesce(state, ''))) = 'yes', 1, 0) as done from features where matrix = 'template_checklist')
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, '' as period, feature as finding, feature as item, 'fail' as result,
       iif(note is null, '', ' (' || note || ')') as looks_at, row_id as at_features__state
from items where not done
union all
select null, null, null, null, 'not_applicable', null, null where not exists (select 1 from items);
