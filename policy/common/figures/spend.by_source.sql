-- id: spend.by_source
-- title: planned spend by funding source
-- unit: GBP
-- combine: sum
-- by: source
-- needs: spend
select area, period, source as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_spend__amount
from spend group by source, period, area
union all -- a source that is paid in and that no line spends: nothing is planned from it
select distinct i.area, i.period, i.source, 0, 0, '[]'
from income i
where i.source is not null
  and exists (select 1 from spend s where s.area = i.area and s.period = i.period)
  and not exists (select 1 from spend s where s.area = i.area and s.period = i.period and s.source = i.source);
