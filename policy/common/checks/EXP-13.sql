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
with alike as materialized ( -- lines with the same money are rare
       select amount from spend where amount <> 0 group by amount having count(*) > 1)
select s.area, s.period, min(s.line) as finding, group_concat(s.line, ', ') as lines, s.amount as each,
       json_group_array(s.row_id) as at_spend__line
from spend s where s.amount in (select amount from alike)
group by s.area, s.period, s.scheme, s.description, s.type, s.subtype, s.area_of_spend, s.commissioner, s.provider_kind, s.provider, s.source, s.amount
having count(*) > 1;
