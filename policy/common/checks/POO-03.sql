-- id: POO-03
-- title: A scheme is forecast to vary that cannot vary
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: forecasts
-- rule: Only a scheme that is pooled can be over- or underspent: money that is passed on is a fixed sum, and what one partner bears alone does not change the fund (Dorset CCG, 20 January 2016, 4.8 and 4.11). Where one partner bears the risk, a reason for the variance is enough.
-- message: {scheme_title} is forecast at {actual}, {difference} {way} than planned, but {because}.
-- fix: Forecast the sum that was planned, give the reason, or say that the scheme is pooled.
with latest as (
       select f.*, row_number() over (partition by f.area, f.period, f.scheme, f.source order by f.as_at desc) as place
       from forecasts f where f.amount is not null),
     fixed as ( -- the whole scheme's forecast where there is one, else those by source
       select f.*, c.title, coalesce(c.pooling, p.pooling) as pooling
       from latest f join schemes c on c.scheme = f.scheme left join schemes p on p.scheme = c.parent
       where f.place = 1 and coalesce(c.pooling, p.pooling) in ('passed_through', 'one_partner')
         and (f.source = '' or not exists (select 1 from forecasts w where w.area = f.area and w.period = f.period and w.scheme = f.scheme and w.source = ''))),
     planned as (
       select f.*, (select whole(s.amount) from spend s where s.scheme = f.scheme and s.period = f.period and (s.area = f.area or f.area = '*')
                                                          and (s.source = f.source or f.source = '')) as due,
              (select sum(coalesce(s.to_nearest, 0)) / 2 from spend s where s.scheme = f.scheme and s.period = f.period and (s.area = f.area or f.area = '*')
                                                          and (s.source = f.source or f.source = '')) as slack,
              (select json_group_array(s.row_id) from spend s where s.scheme = f.scheme and s.period = f.period and (s.area = f.area or f.area = '*')
                                                          and (s.source = f.source or f.source = '')) as rows
       from fixed f
       where not exists (select 1 from coverage v where v.tbl = 'spend' and v.extent <> 'all' and v.area in (f.area, '*'))
         and not exists (select 1 from spend w where w.scheme = f.scheme and w.period = f.period and w.area = '*' and f.area <> '*'))
select area, period, scheme as "of", sum(amount) as actual, sum(due) as expected, 'GBP' as unit, sum(slack) as slack, coalesce(title, scheme) as scheme_title,
       iif(sum(amount) < sum(due), 'less', 'more') as way,
       iif(pooling = 'passed_through', 'its money is passed on as it is', 'one partner bears its risk alone and no reason is given') as because,
       json_group_array(row_id) as at_forecasts__amount, group_concat(rows, ' ') as at_spend__amount,
       'fail' as result
from planned
where abs(amount - due) > slack and (pooling = 'passed_through' or reason is null)
group by area, period, scheme
union all select null, null, null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from fixed);
