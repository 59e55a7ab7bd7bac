-- id: INC-21
-- title: An income line is not complete
-- about: completeness
-- severity: error
-- basis: published
-- applies: all
-- needs: income
-- rule: The national template counts unanswered questions and must not be sent until none is left; the income sheet needs source and amount (2019-20 template, guidance and cover sheet).
-- message: Income line {line} has no {missing}.
-- fix: Fill in {missing} on income line {line}, or take the line out.
with gaps as (
       select i.row_id, i.line, i.area, i.period, i.area is null as a, i.period is null as b, i.source is null as c, i.amount is null as d
       from income i where i.amount is null or i.amount <> 0)
select coalesce(area, '') as area, coalesce(period, '') as period, line as finding, line as line,
       
       substr(iif(a, ', area', '') || iif(b, ', period', '') || iif(c, ', source', '') || iif(d, ', amount', ''), 3) as missing,
       iif(a, row_id, null) as at_income__area, iif(b, row_id, null) as at_income__period, iif(c, row_id, null) as at_income__source,
       iif(d, row_id, null) as at_income__amount
from gaps where a or b or c or d;
