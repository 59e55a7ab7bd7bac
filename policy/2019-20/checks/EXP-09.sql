-- id: EXP-09
-- title: Disabled Facilities Grant money pays for something else
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- needs: spend
-- rule: Lines funded from the Disabled Facilities Grant have the scheme type DFG Related Schemes (in Doncaster's summary, 5 September 2019, the two are equal; not confirmed by a published source).
-- message: {actual:GBP} of Disabled Facilities Grant pays for line {line}, whose scheme type is {type_title}.
-- fix: Choose the scheme type DFG Related Schemes, or another funding source.
select s.area, s.period, s.line as finding, s.line as line, s.amount as actual, 'GBP' as unit, s.row_id as at_spend__type,
       coalesce(t.title, s.type) as type_title
from spend s left join policy_scheme_types t on t.type = s.type
where s.source = 'dfg' and s.type <> 'dfg' and s.amount <> 0;
