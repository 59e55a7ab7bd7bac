-- id: NAT-03
-- title: A national condition that is not met has no explanation or date
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: conditions
-- rule: A condition answered No or In progress says why and when it is expected to be met (Dorset CCG 2015-16, 4.12).
-- message: {condition_title} is answered {answer_words} without {missing}.
-- fix: Say why, and by when it will be met.
with latest as (
       select *, row_number() over (partition by area, condition order by as_at desc) as place from conditions where answer is not null)
select c.area, s.period, c.condition as "of", coalesce(p.title, c.condition) as condition_title, replace(c.answer, '_', ' ') as answer_words,
       iif(c.comment is null, 'an explanation', '') || iif(c.comment is null and c.due is null, ' and ', '')
       || iif(c.due is null, 'a date', '') as missing,
       'fail' as result, null as says, iif(c.comment is null, c.row_id, null) as at_conditions__comment, iif(c.due is null, c.row_id, null) as at_conditions__due
from latest c join (select area, min(period) as period from scope group by area) s on s.area = c.area left join policy_conditions p on p.condition = c.condition
where c.place = 1 and c.answer in ('no', 'in_progress') and (c.comment is null or c.due is null)
union all
select s.area, s.period, '', null, null, null, 'undetermined', 'Cannot check yet: no national condition has been answered.', null, null
from (select area, min(period) as period from scope group by area) s where s.area <> '*' and not exists (select 1 from latest l where l.area in (s.area, '*'));
