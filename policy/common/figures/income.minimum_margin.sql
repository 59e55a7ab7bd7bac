-- id: income.minimum_margin
-- title: NHS contribution above the national minimum
-- unit: GBP
-- combine: sum
-- needs: income, figures:required.amount
with paid as (
       select i.area, i.period, whole(i.amount) as value, sum(coalesce(i.to_nearest, 0)) / 2 as slack, json_group_array(i.row_id) as rows
       from income i join organisations o on o.organisation = i.payer
       where o.kind = 'nhs_commissioner' group by i.area, i.period),
     due as (
       select r.area, r.period, sum(r.value) as value, sum(r.slack) as slack, group_concat(r.places, ' ') as places
       from figures r join policy_sources s on s.minimum = 'yes' and s.grant_measure = r."of"
       where r.figure = 'required.amount' group by r.area, r.period)
select p.area, p.period, p.value - d.value as value, p.slack + d.slack as slack, p.rows as at_income__amount, d.places as places
from paid p join due d using (area, period);
