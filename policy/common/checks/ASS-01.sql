-- id: ASS-01
-- title: A plan is approved while a requirement is not met
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- speaks-of: planning_requirements
-- rule: A plan is approved once every planning requirement is met, or what is to be done about it and by when is recorded (assurance of plans, Doncaster, 5 September 2019, 1.4; the form of the requirements is professional custom).
-- message: {approved}, and requirement {requirement} is not met; {missing} recorded.
-- fix: Record the action and its date, or that the requirement is met.
with approvals as (
       select g.area, coalesce(b.name, g.body) || ' approved the plan' as approved, g.row_id
       from signoffs g left join bodies b on b.body = g.body
       where g.decision = 'approve'
         and (g.role || ' ' || g.body || ' ' || coalesce(b.name, '')) not like '%health%wellbeing%'
         and ((g.role || ' ' || g.body || ' ' || coalesce(b.name, '')) like '%regional%' or (g.role || ' ' || g.body || ' ' || coalesce(b.name, '')) like '%national%'
           or (g.role || ' ' || g.body || ' ' || coalesce(b.name, '')) like '%nhs%england%' or (g.role || ' ' || g.body || ' ' || coalesce(b.name, '')) like '%department%')
       union all select '*', 'The plan is approved', null from run where status = 'approved')
select s.area, s.period, r.requirement as finding, r.requirement as requirement, min(a.approved) as approved,
       case when r.action is null and r.due is null then 'no action and no date are' when r.action is null then 'no action is' else 'no date is' end as missing,
       r.row_id as at_planning_requirements__met, json_group_array(a.row_id) filter (where a.row_id is not null) as at_signoffs__decision,
       'fail' as result
from planning_requirements r join scope s on s.area = r.area
join approvals a on a.area = '*' or r.area = '*' or a.area = r.area
where r.met = 'no' and (r.action is null or r.due is null)
group by s.area, s.period, r.requirement
union all select null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from approvals);
