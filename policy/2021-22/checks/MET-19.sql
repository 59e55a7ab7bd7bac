-- id: MET-19
-- title: More people are said to stay 21 days than 14
-- about: validity
-- severity: error
-- basis: published
-- applies: 2021-22..
-- needs: observations
-- rule: Whoever has been in hospital for 21 days or more has been there for 14 days or more, so the percentage for 21 days cannot be the larger (length of stay is a measure of the 2021-22 policy framework).
-- message: {when}, {kind}: {actual:percent} have been in hospital for 21 days or more, which is more than the {expected:percent} for 14 days or more.
-- fix: Correct the percentage that is wrong; the two may have been exchanged.
with told as (
       select o.area, o.period, o.metric, o.breakdown, o.kind, o.as_at, o.row_id, coalesce(o.value, percent(o.numerator, o.denominator)) as value
       from observations o where o.metric in ('length_of_stay_14', 'length_of_stay_21')),
     pairs as (
       select l.area, l.period, l.breakdown, l.kind, l.as_at, l.value as longer, s.value as shorter, l.row_id as longer_row, s.row_id as shorter_row
       from told l join told s using (area, period, breakdown, kind, as_at)
       where l.metric = 'length_of_stay_21' and s.metric = 'length_of_stay_14'),
     within as (
       select p.*, (select max(y.period) from policy_periods y where starts(p.period) >= starts(y.period) and starts(p.period) <= ends(y.period)) as year from pairs p)
select w.area, coalesce(w.year, (select max(period) from policy_periods)) as period,
       trim(replace(w.kind || ' ' || w.breakdown || ' ' || w.as_at, '  ', ' ')) || iif(w.period = coalesce(w.year, ''), '', ' ' || w.period) as finding,
       w.longer as actual, w.shorter as expected, 'percent' as unit, 'fail' as result,
       json_array(w.longer_row, w.shorter_row) as at_observations__value, w.period as "when", replace(w.kind, '_', ' ') as kind, null as says
from within w where w.longer > w.shorter
union all -- a plan that has none of the two, or only one of them, cannot be checked
select s.area, s.period, '', null, null, 'percent', 'undetermined', (select json_group_array(t.row_id) from told t where t.area = s.area and t.kind = 'plan'),
       null, null, 'Cannot check yet: the percentages planned for 14 and for 21 days or more are not both entered.'
from scope s
where s.area <> '*'
  and not exists (select 1 from within w where w.area = s.area and w.year = s.period and w.kind = 'plan' and w.longer is not null and w.shorter is not null);
