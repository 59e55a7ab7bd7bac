-- id: ASS-03
-- title: A requirement is not met, and what is done about it is not recorded
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- speaks-of: planning_requirements
-- explained-by: ASS-01
-- rule: A planning requirement that is not met has an action and a date (2019-20 template, planning requirements: where the requirement is not met, the actions in place and the timeframe; the form of the requirements is professional custom).
-- message: Requirement {requirement} is not met; {missing} recorded.
-- fix: Record the action and its date, or that the requirement is met.
select iif(r.area = '*', (select iif(count(distinct area) = 1, min(area), '*') from scope), r.area) as area, r.requirement as finding, r.requirement as requirement,
       case when r.action is null and r.due is null then 'no action and no date are' when r.action is null then 'no action is' else 'no date is' end as missing,
       r.row_id as at_planning_requirements__met
from planning_requirements r where r.met = 'no' and (r.action is null or r.due is null);
