-- id: NAT-05
-- title: Data sharing is not answered in all three parts
-- about: completeness
-- severity: error
-- basis: paper
-- applies: all
-- needs: conditions
-- rule: Condition 4, data sharing, is answered in three parts: (i) the NHS Number, (ii) open APIs, (iii) information governance (Dorset CCG, 20 January 2016, 4.12). The first part, which has the condition's number, is NAT-01.
-- message: National condition 4 is answered in three parts. {condition_title} is not answered.
-- fix: Answer yes, no or in progress to each of the three parts.
select s.area, s.period, p.condition as "of", p.title as condition_title,
       coalesce((select c.row_id from conditions c where c.area = s.area and c.condition = p.condition order by c.as_at desc limit 1),
                json_object('area', s.area, 'condition', p.condition, 'as_at', '')) as at_conditions__answer
from scope s join policy_conditions p
where p.condition in ('data_sharing_open_apis', 'data_sharing_governance') and s.area <> '*'
  and not exists (select 1 from conditions c where c.area in (s.area, '*') and c.condition = p.condition and c.answer is not null);
