-- id: EXP-15
-- title: A spend line has no money
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: spend
-- rule: A line of nothing says nothing, unless it shows that a scheme has ceased.
-- message: Line {line} ({description}) plans to spend £0.
-- fix: Enter its amount, mark it as ceased, or take it out.
select s.area, s.period, s.line as finding, s.line as line, s.amount as actual, 'GBP' as unit, s.row_id as at_spend__amount,
       coalesce(s.description, c.title, 'no description') as description
from spend s left join schemes c on c.scheme = s.scheme
where s.amount = 0 and coalesce(s.status, '') <> 'ceased';
