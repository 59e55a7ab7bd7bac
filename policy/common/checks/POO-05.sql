-- id: POO-05
-- title: Planned spend relies on money that is not released
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- needs: income
-- explained-by: POO-05
-- rule: Contingent or withheld money is not committed income until it is released (pan-Dorset 2016/17, section 2; Dorset CCG 2015-16, 4.10).
-- message: Planned spend from {source_title} relies on {gap:GBP} of contingent or withheld income that has not been released.
-- fix: Plan without it, or record the day on which it was released.
with held as (
       select area, period, source, sum(amount) as amount, json_group_array(row_id) as rows
       from income where certainty in ('contingent', 'withheld') and released is null group by area, period, source)
select s.area, s.period, s."of", s.value as actual, i.value - h.amount as expected, 'GBP' as unit, s.slack + i.slack as slack,
       s.value - (i.value - h.amount) as gap, 'fail' as result, null as says, s.places as places, h.rows as at_income__certainty, coalesce(p.title, s."of") as source_title
from held h
join figures s on s.figure = 'spend.by_source' and s.area = h.area and s.period = h.period and s."of" = h.source
join figures i on i.figure = 'income.by_source' and i.area = h.area and i.period = h.period and i."of" = h.source
left join policy_sources p on p.source = h.source
where s.value - (i.value - h.amount) > s.slack + i.slack and s.value - i.value <= s.slack + i.slack
union all
select h.area, h.period, '', null, null, null, 0, null, 'undetermined', 'Cannot check yet whether planned spend relies on contingent or withheld money: planned spend by funding source is not known.', null, null, null
from held h where not exists (select 1 from figures s where s.figure = 'spend.by_source' and s.area = h.area and s.period = h.period)
union all
select null, null, null, null, null, null, null, null, 'not_applicable', null, null, null, null where not exists (select 1 from held);
