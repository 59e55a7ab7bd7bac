-- id: CMP-01
-- title: The cover is not complete
-- about: completeness
-- severity: error
-- basis: published
-- applies: all
-- rule: The cover names the Health and Wellbeing Board, a contact and who signed the plan off, with role and date (2019-20 template, cover sheet).
-- message: {sentence}
-- fix: Fill it in.
select '' as area, '' as period, 'board' as finding, 'The plan names no Health and Wellbeing Board (table areas is empty).' as sentence,
       null as at_areas__name, null as at_plan__contact, null as at_contacts__email, null as at_signoffs__person
where not exists (select 1 from areas)
union all
select s.area, s.period, 'board' as finding, 'The Health and Wellbeing Board has no name.' as sentence,
       a.row_id as at_areas__name, null as at_plan__contact, null as at_contacts__email, null as at_signoffs__person
from (select area, min(period) as period from scope group by area) s left join areas a on a.area = s.area where s.area <> '*' and a.name is null
union all
select s.area, s.period, 'contact', iif(p.contact is null, 'The plan names no contact.',
       iif(c.contact is null, 'The contact of the plan is not among the contacts.', 'The contact of the plan has no name or no e-mail address.')),
       null, p.row_id, c.row_id, null
from (select area, min(period) as period from scope group by area) s join plan p left join contacts c on c.contact = p.contact
where (s.area = '*' or not exists (select 1 from scope w where w.area = '*'))
  and (p.contact is null or c.contact is null or c.name is null or c.email is null)
union all
select s.area, s.period, 'sign_off', 'No sign-off with a person and a date is recorded.', null, null, null,
       (select g.row_id from signoffs g where g.area in (s.area, '*') order by g.date desc limit 1)
from (select area, min(period) as period from scope group by area) s
where s.area <> '*'
  and not exists (select 1 from signoffs g where g.area in (s.area, '*') and g.person is not null and g.role <> '' and g.date <> ''
                  and g.decision in ('approve', 'ratify')
                  and not exists (select 1 from bodies b where b.body = g.body and not has(b.may, 'decide')));
