-- id: UPL-05
-- title: The adult social care minimum does not rise by the year's uplift
-- about: validity
-- severity: warning
-- basis: published
-- applies: 2017-18..
-- explained-by: CMP-03, INC-03
-- rule: The minimum for adult social care rises from year to year by the uplift of the NHS minimum contribution (2017-19 Integration and Better Care Fund policy framework, condition 2; 2021-22 policy framework).
-- message: The adult social care minimum is {amount:GBP}; the year before's, {before:GBP}, raised {by_what} comes to {due:GBP}.
-- fix: Compare both years' minimums with the published allocations.
with known as (
       select area, period, "of", value, slack, places from figures where figure = 'required.amount'
       union all
       select o.area, o.period, o."of", o.value, o.slack, '' from older.figures o
       where o.figure = 'required.amount'
         and not exists (select 1 from figures f where f.figure = o.figure and f."of" = o."of" and f.area = o.area and f.period = o.period)),
     pairs as (
       select n.area, n.period, q.measure, n.value, b.value as before, n.slack, b.slack as before_slack, n.places, b.places as before_places,
              u.percent, u.basis, m.value as minimum, p.value as minimum_before, m.slack + p.slack as minimum_slack,
              iif(u.percent is null, m.places, null) as minimum_places, u.percent is null and m.value - i.value > m.slack + i.slack as short
       from policy_requirements q
       join known n on n."of" = q.measure and n.period in (select period from policy_periods)
       join known b on b."of" = q.measure and b.period = prior(n.period) and b.area = n.area
       left join policy_uplifts u on u.measure = q.measure and u.period = n.period
       left join policy_sources s on s.minimum = 'yes'
       left join known m on m."of" = s.grant_measure and m.area = n.area and m.period = n.period
       left join figures i on i.figure = 'income.by_source' and i."of" = s.source and i.area = n.area and i.period = n.period
       left join known p on p."of" = s.grant_measure and p.area = n.area and p.period = b.period
       where q.ring_fence = 'social_care'),
     judged as ( -- without a published uplift, by the area's own rise of the NHS minimum
       select *, iif(percent is not null, round_half_away(before * (100000000 + percent), 100000000) / 100000000,
                     round_half_away(before * minimum / (minimum_before / 100), 100) / 100) as due from pairs
       where percent is not null or minimum_before > 100)
select area, period, measure as "of", value as actual, iif(short, null, due) as expected, value as amount, due as due, 'GBP' as unit, slack + 2 * before_slack + coalesce(minimum_slack, 0) + 200 as slack,
       places as places, before_places as places_2, minimum_places as places_3, before as before,
       iif(percent is null, 'as the NHS minimum rose', 'by ' || printf('%d.%02d %%', percent / 1000000, percent % 1000000 / 10000)) as by_what,
       iif(percent is null or basis = 'unverified', 'warning', 'error') as severity, 'fail' as result
from judged -- where the contribution is below its minimum, it may be the minimum that is wrong: that is said first
where abs(value - due) > slack + 2 * before_slack + coalesce(minimum_slack, 0) + 200
union all
select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from judged);
