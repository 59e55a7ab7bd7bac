-- id: spend.types_total
-- title: planned spend by scheme type, added up
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_type
select area, period, sum(value) as value, sum(slack) as slack, group_concat(places, ' ') as places
from figures where figure = 'spend.by_type' group by area, period
having sum(basis = 'stated') = 0 or count(*) >= (select count(*) from policy_scheme_types);
