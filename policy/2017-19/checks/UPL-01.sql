-- id: UPL-01
-- title: The CCG minimum does not rise by the year's rate
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: figures:income.growth
-- explained-by: INC-03
-- rule: The CCG minimum contribution rises by 1.79 % in 2017-18 and by 1.90 % in 2018-19 (Barking and Dagenham, 6 September 2017, 2.11); 0.05 percentage points either way are allowed.
-- message: {sentence}
-- fix: Check the contribution of both years against the allocations; say in the note why the area's rate differs.
with rates as (
       select period, percent as rate from policy_uplifts where measure = 'nhs_minimum'),
     known as (
       select c.area, c.period, r.rate, g.value, g.slack, g.places, -- below its minimum: that is why
              exists (select 1 from figures i join policy_sources p on p.source = i."of" join figures q on q.figure = 'required.amount' and q."of" = p.grant_measure
                      where i.figure = 'income.by_source' and i."of" = 'ccg_minimum' and i.area = c.area and i.period = c.period
                        and q.area = c.area and q.period = c.period and q.value - i.value > q.slack + i.slack) as short
       from scope c join rates r on r.period = c.period
       left join figures g on g.figure = 'income.growth' and g."of" = 'ccg_minimum' and g.area = c.area and g.period = c.period
       where exists (select 1 from figures x where x.figure = 'income.growth' and x.area = c.area and x.period = c.period))
select area, period, 'ccg_minimum' as "of", value as actual, iif(short, null, rate) as expected, 'percent' as unit, 50000 + slack as slack,
       iif(value is null, 'undetermined', 'fail') as result, places as places,
       iif(value is null, 'Cannot check yet how the CCG minimum contribution rises: its amount of the year before is not known.',
           'The CCG minimum contribution '
           || case when round_half_away(value, 10000) = 0 then 'is that of the year before; '
                   else iif(value < 0, 'falls by ', 'rises by ') || (round_half_away(abs(value), 10000) / 1000000)
                        || rtrim(rtrim(printf('.%02d', round_half_away(abs(value), 10000) % 1000000 / 10000), '0'), '.') || ' % on the year before; ' end
           || printf('%d.%02d', rate / 1000000, rate % 1000000 / 10000) || ' % is the rate of the year.') as sentence
from known
where value is null or (abs(value - rate) > 50000 + slack
                        and not (area = '*' and exists (select 1 from figures g where g.figure = 'income.growth' and g."of" = 'ccg_minimum'
                                                        and g.area <> '*' and g.period = known.period)));
