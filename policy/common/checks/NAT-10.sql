-- id: NAT-10
-- title: A body that must decide has not approved the submitted plan
-- about: validity
-- severity: warning
-- basis: published
-- applies: all
-- rule: Plans are agreed by the councils and the NHS commissioners of the area, and by the Health and Wellbeing Board, whose decision is the subject of another check (2016-17 and 2017-19 policy frameworks, national condition 1).
-- message: The plan was submitted on {submitted_on:date}, and no approval by {who} of {area} is recorded.
-- fix: Record who approved the plan for it, with role and date.
with given as ( -- a decision in a role that must decide is that role's alone; any other stands for the organisations of its body
       select g.area, g.role, iif(exists (select 1 from policy_decides d where d.id = g.role), null, b.of_organisations) as organisations
       from signoffs g left join bodies b on b.body = g.body where g.decision in ('approve', 'subject_to', 'ratify')
         and (b.may is null or has(b.may, 'decide')))
select s.area, s.period, d.id as finding, r.submitted as submitted_on,
       case d.id when 'council' then 'the council' when 'nhs_commissioner' then 'the NHS commissioner' else 'the ' || replace(d.id, '_', ' ') end as who,
       json_object('body', '', 'role', d.id, 'area', s.area, 'date', '') as at_signoffs__decision, 'fail' as result
from (select area, min(period) as period from scope group by area) s join run r join policy_decides d
where r.submitted is not null and r.status is not 'published_extract' and s.area <> '*' and d.id <> 'health_and_wellbeing_board'
  and not exists (select 1 from given g where g.area in (s.area, '*')
                  and (g.role = d.id or exists (select 1 from organisations o where o.kind = d.id and has(g.organisations, o.organisation))))
union all
select null, null, null, null, null, null, 'not_applicable' from run where submitted is null or status is 'published_extract';
