-- id: NAT-01
-- title: A national condition is not answered
-- about: completeness
-- severity: error
-- basis: paper
-- applies: all
-- rule: Every numbered national condition of the year is answered (national template; year tables of the policy reference).
-- message: National condition {number:count}, {condition_title}, is not answered.
-- fix: Answer yes, no or in progress.
select s.area, s.period, p.condition as "of", p.number as number, p.title as condition_title,
       null as says,
       coalesce((select c.row_id from conditions c where c.area = s.area and c.condition = p.condition order by c.as_at desc limit 1),
                json_object('area', s.area, 'condition', p.condition, 'as_at', '')) as at_conditions__answer
from (select area, min(period) as period from scope group by area) s join policy_conditions p
where p.number is not null and s.area <> '*' and exists (select 1 from conditions c where c.area in (s.area, '*'))
  and not exists (select 1 from conditions c where c.area in (s.area, '*') and c.condition = p.condition and c.answer is not null)
union all
select s.area, s.period, '', null, null, 'None of the ' || (select count(*) from policy_conditions where number is not null) || ' national conditions of the year is answered.',
       json_object('area', s.area, 'condition', (select condition from policy_conditions order by number is null, number limit 1), 'as_at', '')
from (select area, min(period) as period from scope group by area) s
where s.area <> '*' and not exists (select 1 from conditions c where c.area in (s.area, '*'));
