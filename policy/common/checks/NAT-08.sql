-- id: NAT-08
-- title: A housing authority is not named among those who agreed the plan
-- about: completeness
-- severity: warning
-- basis: published
-- applies: 2017-18..
-- rule: Local housing authorities take part in agreeing the plan, in two-tier areas the districts (2017-19 policy framework, national condition 1).
-- message: {authority_name} is a housing authority and is not among those who agreed the plan.
-- fix: Record its agreement, or name it among the organisations of a body that agreed.
select s.area, s.period, a.organisation as finding, coalesce(a.name, a.organisation) as authority_name, a.row_id as at_authorities__organisation
from (select area, min(period) as period from scope group by area) s join authorities a on a.area = s.area
where a.tier = 'district'
  and not exists (select 1 from signoffs g join bodies b on b.body = g.body
                  where g.area in (s.area, '*') and g.decision in ('approve', 'in_principle', 'subject_to', 'ratify')
                    and has(b.of_organisations, a.organisation))
  and not exists (select 1 from agreement_parties p where p.organisation = a.organisation);
