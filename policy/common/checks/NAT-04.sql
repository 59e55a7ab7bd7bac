-- id: NAT-04
-- title: The date by which a condition is to be met has passed
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: conditions
-- rule: The date by which an unmet condition is expected to be met lies after the day of reporting (Dorset CCG 2015-16, 4.12).
-- message: {condition_title} was to be met by {actual}, which had passed by {reported:date}.
-- fix: Enter the date now expected, or answer that it is met.
with latest as (
       select *, row_number() over (partition by area, condition order by as_at desc) as place from conditions where answer is not null)
select c.area, s.period, c.condition as "of", c.due as actual, coalesce(nullif(c.as_at, ''), r.submitted, r.as_of) as expected, 'date' as unit,
       coalesce(nullif(c.as_at, ''), r.submitted, r.as_of) as reported, coalesce(p.title, c.condition) as condition_title,
       'fail' as result, null as says, c.row_id as at_conditions__due
from latest c join run r join (select area, min(period) as period from scope group by area) s on s.area = c.area left join policy_conditions p on p.condition = c.condition
where c.place = 1 and c.answer in ('no', 'in_progress') and c.due < coalesce(nullif(c.as_at, ''), r.submitted, r.as_of)
union all
select s.area, s.period, '', null, null, null, null, null, 'undetermined', 'Cannot check yet: no national condition has been answered.', null
from (select area, min(period) as period from scope group by area) s where s.area <> '*' and not exists (select 1 from latest l where l.area in (s.area, '*'));
