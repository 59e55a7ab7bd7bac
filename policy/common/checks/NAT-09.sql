-- id: NAT-09
-- title: The section 75 agreement was not signed by the year's date
-- about: completeness
-- severity: error
-- basis: paper
-- applies: all
-- rule: All section 75 agreements are signed and in place by the date of the year's timetable (Doncaster, 5 September 2019, 1.4: by 15 December 2019).
-- message: {sentence}
-- fix: Have the agreement signed, and record the day.
with due as (
       select t.due, r.as_of from policy_timetable t join run r where t.step = 'section_75'),
     years as (
       select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, max(period) as period from scope)
select y.area, y.period, a.agreement as finding, a.signed as actual, d.due as expected, 'date' as unit, a.row_id as at_agreements__signed, 'fail' as result,
       coalesce(a.title, 'The section 75 agreement') || iif(a.signed is null, ' is not signed; it was due by ', ' was signed on ' || cast(substr(a.signed, 9, 2) as integer) || ' ' || trim(substr('January  February March    April    May      June     July     August   SeptemberOctober  November December ', substr(a.signed, 6, 2) * 9 - 8, 9)) || ' ' || substr(a.signed, 1, 4) || ', after ')
       || cast(substr(d.due, 9, 2) as integer) || ' ' || trim(substr('January  February March    April    May      June     July     August   SeptemberOctober  November December ', substr(d.due, 6, 2) * 9 - 8, 9)) || ' ' || substr(d.due, 1, 4) || '.' as sentence
from years y join due d join agreements a
where a.kind = 's75' and (a.signed > d.due or (a.signed is null and d.as_of > d.due))
  and (a.ends is null or a.ends >= starts(y.period))
union all
select y.area, y.period, '', null, null, null, null, 'undetermined', 'Cannot check yet: no section 75 agreement is entered.'
from years y join due d where not exists (select 1 from agreements a where a.kind = 's75')
union all
select null, null, null, null, null, null, null, 'not_applicable', null where not exists (select 1 from due);
