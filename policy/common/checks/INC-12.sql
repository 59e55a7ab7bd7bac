-- id: INC-12
-- title: A number is outside what the national return takes
-- about: validity
-- severity: error
-- basis: published
-- applies: 2015-16..2018-19
-- speaks-of: income, spend, observations
-- rule: Cells of the national template that take a number take 0 to 100,000,000 (quarterly reporting templates of 2015-16 and 2016-17), or to 1,000,000,000 (planning template of 2017-19). Income below zero is the subject of another check.
-- message: {what} is {actual}; the national template takes numbers from 0 to {limit:count}.
-- fix: Correct the number; an amount that is larger can be given on several lines.
with most as (
       select (title + 0) as ones from policy_lists where list = 'input_limits' and id = 'number'),
     numbers as (
       select area, period, source as "of", 'income ' || line as finding, 'Income line ' || line as what, 'GBP' as unit, amount as value, (select ones from most) * 100 as most,
              row_id as income, null as spend, null as value_at, null as numerator_at, null as denominator_at
       from income where amount > 0
       union all
       select area, period, source, 'spend ' || line, 'Spend line ' || line, 'GBP', amount, (select ones from most) * 100, null, row_id, null, null, null from spend
       union all
       select o.area, (select max(period) from scope), o.metric,
              trim(replace(p.part || ' ' || o.period || ' ' || o.kind || ' ' || o.breakdown || ' ' || o.as_at, '  ', ' ')),
              p.title || coalesce(m.title, o.metric) || ', ' || o.period || ',', iif(p.part = 'value', coalesce(m.unit, 'count'), 'count'),
              case p.part when 'value' then o.value when 'numerator' then o.numerator else o.denominator end, (select ones from most) * 1000000,
              null, null, iif(p.part = 'value', o.row_id, null), iif(p.part = 'numerator', o.row_id, null), iif(p.part = 'denominator', o.row_id, null)
       from observations o left join policy_metrics m on m.metric = o.metric
       join (select 'value' as part, '' as title union all select 'numerator', 'The numerator of ' union all select 'denominator', 'The denominator of ') p)
select coalesce(area, '') as area, coalesce(period, '') as period, coalesce("of", '') as "of", finding, what, (select ones from most) * 1000000 as "limit", value as actual, iif(value < 0, 0, most) as expected, unit,
       income as at_income__amount, spend as at_spend__amount, value_at as at_observations__value,
       'fail' as result, numerator_at as at_observations__numerator, denominator_at as at_observations__denominator
from numbers where exists (select 1 from most) and (value < 0 or value > most)
union all
select null, null, null, null, null, null, null, null, null, null, null, null, 'not_applicable', null, null where not exists (select 1 from most);
