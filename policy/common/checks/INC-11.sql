-- id: INC-11
-- title: An income line is below zero
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: income
-- rule: No partner can contribute less than nothing: every amount of income is zero or more.
-- message: Income line {line} from {source_title} is {amount:GBP}, which is less than nothing.
-- fix: Enter the amount without its minus sign, or take the line out.
select i.area, i.period, i.source as "of", i.line as finding, i.line as line, i.amount as amount, i.amount as actual, 'GBP' as unit,
       i.row_id as at_income__amount, coalesce(p.title, 'a source') as source_title
from income i left join policy_sources p on p.source = i.source
where i.amount < 0;
