-- id: spend.types_total
-- title: planned spend by scheme type, added up
-- unit: GBP
-- combine: none
-- needs: figures:spend.by_type, figures:spend.total
select area, period, sum(value) as value, sum(slack) as slack, group_concat(places, ' ') as places
from figures where figure = 'spend.by_type' group by area, period
having (sum(basis = 'stated') = 0 and exists (select 1 from figures t where t.figure = 'spend.total' and t.basis = 'derived'
                                               and t.area = figures.area and t.period = figures.period))
    or count(*) >= (select count(*) from policy_scheme_types);
