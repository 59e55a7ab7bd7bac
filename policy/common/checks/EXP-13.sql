-- id: EXP-13
-- title: Spend lines are the same in everything
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: spend
-- rule: A line that equals another in scheme, description, type, provider, source and amount may have been entered twice.
-- message: Lines {lines} are the same in everything, each with {each:GBP}.
-- fix: Take out what was entered twice, or give each line its own description.
select area, period, min(line) as finding, group_concat(line, ', ') as lines, amount as each,
       json_group_array(row_id) as at_spend__line
from spend where amount <> 0
group by area, period, scheme, description, type, subtype, area_of_spend, commissioner, provider_kind, provider, source, amount
having count(*) > 1;
