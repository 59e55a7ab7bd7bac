-- id: income.by_source
-- title: income by funding source
-- unit: GBP
-- combine: sum
-- by: source
-- needs: income
select area, period, source as "of", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack,
       json_group_array(row_id) as at_income__amount
from income group by area, period, source
union all -- a source of the year that a submitted plan spends and that no line pays in: there is no income of it
select s.area, s.period, s.source, 0, 0, json_object('line', '', 'area', s.area, 'period', s.period, 'source', s.source)
from (select distinct source, area, period from spend where source is not null) s join run r on r.submitted is not null and r.status is not 'published_extract' join policy_sources p on p.source = s.source
where exists (select 1 from income i where i.area = s.area and i.period = s.period)
  and not exists (select 1 from income i -- it may be of this source, area and period
                  where (i.source = s.source or i.source is null or i.source not in (select source from policy_sources))
                    and (i.area = s.area or i.area = '*' or s.area = '*' or i.area is null)
                    and (i.period is null or (starts(i.period) <= ends(s.period) and ends(i.period) >= starts(s.period))));
