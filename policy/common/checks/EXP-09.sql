-- id: EXP-09
-- title: Grant money pays for something else than it is for
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- speaks-of: spend.source
-- needs: spend
-- rule: Lines funded from the Disabled Facilities Grant have the scheme type for it (in Doncaster's summary, 5 September 2019, the two are equal; not confirmed by a published source).
-- message: {amount:GBP} of {source_title} pays for line {line}, whose scheme type is {type_title}.
-- fix: Choose the scheme type {due_title}, or another funding source.
select s.area, s.period, s.line as finding, s.line as line, s.amount as amount, s.amount as actual, 'GBP' as unit, s.row_id as at_spend__type,
       coalesce(t.title, s.type) as type_title, p.title as source_title, coalesce(d.title, p.pays_for) as due_title
from spend s join policy_sources p on p.source = s.source left join policy_scheme_types t on t.type = s.type
left join policy_scheme_types d on d.type = p.pays_for
where p.pays_for is not null and s.type <> p.pays_for and s.amount <> 0;
