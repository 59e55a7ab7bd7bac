-- id: P4P-05
-- title: The quarterly release of payment for performance does not fit
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- rule: What is released is counted from the first quarter on: it is never below nothing, never more than payment for performance comes to, never less than the quarter before, and does not rise for a quarter in which admissions did not fall (written answer HL838, Better Care Fund: payment depends on fewer emergency admissions; the quarterly reckoning is professional custom).
-- message: {sentence}
-- fix: Correct what has been released, or the admissions of the quarter.
with told as (
       select f.area, f.period, f.value, f.slack, f.places,
              lag(f.value) over w as before, lag(f.slack) over w as before_slack, lag(f.places) over w as before_places,
              lag(f.period) over w as before_period,
              (select max(c.period) from scope c where c.area = f.area) as year
       from figures f where f.figure = 'performance.released' and length(f.period) = 9
       window w as (partition by f.area order by starts(f.period))),
     counted as (
       select o.area, o.period, o.value, o.row_id,
              row_number() over (partition by o.area, o.period, o.kind order by o.as_at desc) as place, o.kind
       from observations o where o.metric = 'non_elective_admissions' and o.breakdown = '' and o.kind in ('actual', 'baseline') and o.value is not null),
     judged as (
       select t.*, p.value as most, p.slack as most_slack, p.places as most_places,
              a.value as admissions, a.row_id as admissions_row,
              coalesce(b.value, c.value, d.value) as base, coalesce(b.row_id, c.row_id, d.row_id) as base_row
       from told t
       left join figures p on p.figure = 'performance_payment' and p.area = t.area and p.period = t.year
       left join counted a on a.area = t.area and a.period = t.period and a.kind = 'actual' and a.place = 1
       left join counted b on b.area = t.area and b.period = t.period and b.kind = 'baseline' and b.place = 1
       left join counted c on c.area = t.area and c.period = prior(t.period) and c.kind = 'baseline' and c.place = 1
       left join counted d on d.area = t.area and d.period = prior(t.period) and d.kind = 'actual' and d.place = 1)
select area, period, 'below nothing' as finding, 'fail' as result, value as actual, 0 as expected, 'GBP' as unit, slack,
       places as places, null as places_2, null as at_observations__value,
       'The payment released to the end of ' || period || ' is below nothing.' as sentence
from judged where value < -slack
union all
select area, period, 'more than the whole', 'fail', value, most, 'GBP', slack + most_slack, places, most_places, null,
       'More has been released to the end of ' || period || ' than payment for performance can come to.'
from judged where value - most > slack + most_slack
union all
select area, period, 'less than before', 'fail', value, before, 'GBP', slack + before_slack, places, before_places, null,
       'Less is shown as released to the end of ' || period || ' than to the end of ' || before_period || '; what is released is counted from the first quarter on.'
from judged where before - value > slack + before_slack
union all
select area, period, 'admissions', iif(admissions is null or base is null, 'undetermined', 'fail'), iif(admissions is null or base is null, null, admissions), base, 'count', 0, places, null,
       json_array(admissions_row, base_row),
       iif(admissions is null or base is null, 'Cannot check the payment released for ' || period || ' yet: the admissions of that quarter, or those that they are measured against, are not entered.',
           'Payment was released for ' || period || ', in which admissions did not fall.')
from judged where value - coalesce(before, 0) > slack + coalesce(before_slack, 0) and (admissions is null or base is null or admissions >= base);
