-- id: INC-07
-- title: Winter pressures money has a funding source of its own
-- about: validity
-- severity: error
-- basis: published
-- applies: 2020-21..
-- rule: Since 2020-21 the Winter Pressures Grant is part of the Improved Better Care Fund and is no funding source of its own (NHS England, Better Care Fund grants and funding; 2020-21 policy statement).
-- message: {what} has the funding source Winter Pressures Grant, which is part of the iBCF and no source of its own.
-- fix: Enter the money as iBCF, and show in the description or the note that it is for winter.
with worded as (
       select tbl, row_id, value from unlisted where col = 'source'
       union select tbl, row_id, value from dangling where col = 'source' and target like 'policy_sources%'),
     winter as (
       select w.* from worded w join policy_lists l on l.list = 'sources_with_own_check' and l.title = 'INC-07' and l.id = w.value),
     held as (
       select i.area, i.period, 'Income line ' || i.line as what, 'income ' || i.line as finding, i.amount, 'income:' || w.row_id || ':source' as place
       from winter w join income i on w.tbl = 'income' and i.row_id = w.row_id
       union all
       select s.area, s.period, 'Spend line ' || s.line, 'spend ' || s.line, s.amount, 'spend:' || w.row_id || ':source'
       from winter w join spend s on w.tbl = 'spend' and s.row_id = w.row_id
       union all
       select d.area, d.period, 'An amount passed on', 'passported', d.amount, 'passported:' || w.row_id || ':source'
       from winter w join passported d on w.tbl = 'passported' and d.row_id = w.row_id
       union all
       select t.area, null, 'Ledger entry ' || t.entry, 'postings ' || t.entry, null, 'postings:' || w.row_id || ':source'
       from winter w join postings t on w.tbl = 'postings' and t.row_id = w.row_id
       union all
       select f.area, f.period, 'A forecast', 'forecasts', null, 'forecasts:' || w.row_id || ':source'
       from winter w join forecasts f on w.tbl = 'forecasts' and f.row_id = w.row_id)
select coalesce(area, (select iif(count(distinct area) = 1, min(area), '*') from scope)) as area,
       coalesce(period, (select max(period) from policy_periods)) as period, finding as finding, what as what, amount as actual, 'GBP' as unit,
       'fail' as result, place as at_any, null as says
from held
union all
select s.area, s.period, '', null, null, 'GBP', 'undetermined', null, 'Cannot check yet: needs income by funding source.'
from scope s
where s.area <> '*' and not exists (select 1 from held)
  and not exists (select 1 from figures f where f.figure in ('income.by_source', 'spend.by_source') and f.area in (s.area, '*') and f.period = s.period);
