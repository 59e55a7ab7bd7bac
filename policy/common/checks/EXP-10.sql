-- id: EXP-10
-- title: Capital grant money is planned as revenue without a note
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- speaks-of: spend.source
-- needs: spend
-- rule: The Disabled Facilities Grant is capital; a revenue use needs an explanation (professional custom, not confirmed by a published source).
-- message: {amount:GBP} of {source_title} is planned as revenue on line {line} without a note.
-- fix: Enter capital, or a note that says why it is revenue.
select s.area, s.period, s.line as finding, s.line as line, s.amount as amount, s.amount as actual, 'GBP' as unit, s.row_id as at_spend__nature, p.title as source_title,
       'fail' as result
from spend s join policy_sources p on p.source = s.source
where p.nature = 'capital' and s.nature = 'revenue' and s.note is null and s.amount <> 0
union all select null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from policy_sources where nature is not null);
