-- id: EXP-10
-- title: Disabled Facilities Grant money is planned as revenue without a note
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- needs: spend
-- rule: The Disabled Facilities Grant is capital; a revenue use needs an explanation (professional custom, not confirmed by a published source).
-- message: {actual:GBP} of Disabled Facilities Grant is planned as revenue on line {line} without a note.
-- fix: Enter capital, or a note that says why it is revenue.
select s.area, s.period, s.line as finding, s.line as line, s.amount as actual, 'GBP' as unit, s.row_id as at_spend__nature
from spend s where s.source = 'dfg' and s.nature = 'revenue' and s.note is null and s.amount <> 0;
