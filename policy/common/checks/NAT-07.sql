-- id: NAT-07
-- title: The section 75 agreement does not cover the year
-- about: validity
-- severity: error
-- basis: published
-- applies: all
-- needs: agreements
-- rule: The money is pooled under a section 75 agreement that is in force on every day on which it is spent (Doncaster, 5 September 2019, 5.8; 2016-17 guidance on updating agreements; 2023-25 planning requirements).
-- message: {sentence}
-- fix: Extend the agreement, or make a new one that takes effect from the day after.
with held as (
       select a.row_id, a.agreement, a.title, coalesce(a.effective, a.starts) as begins, a.ends,
              exists (select 1 from marks m where m.tbl = 'agreements' and m.row_id = a.row_id and m.col = 'ends' and m.mark in ('z', '[z]')) as endless
       from agreements a where a.kind = 's75'),
     years as (
       select distinct (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, period, starts(period) as first, ends(period) as last from scope),
     reach as (
       select y.area, y.period, y.first, y.last, h.*
       from years y left join held h on h.begins is null or h.begins <= y.last)
-- how far they reach
select area, period, '' as finding, max(ends) as actual, last as expected, 'date' as unit,
       iif(sum(row_id is not null and ends is null and not endless) > 0 or count(row_id) = 0, 'undetermined', 'fail') as result,
       json_group_array(row_id) filter (where row_id is not null) as at_agreements__ends,
       case when count(row_id) = 0 and exists (select 1 from held) then 'Cannot check yet: no section 75 agreement has taken effect by the end of the year.'
            when count(row_id) = 0 then 'Cannot check yet: no section 75 agreement is entered.'
            when sum(ends is null and not endless) > 0 then 'Cannot check yet: the day on which the section 75 agreement ends is not entered.'
            else iif(max(ends) < first, 'The section 75 agreement ended on ', 'The section 75 agreement ends on ') || cast(substr(max(ends), 9, 2) as integer) || ' ' || trim(substr('January  February March    April    May      June     July     August   SeptemberOctober  November December ', substr(max(ends), 6, 2) * 9 - 8, 9)) || ' ' || substr(max(ends), 1, 4) || ', before the year does on ' || cast(substr(last, 9, 2) as integer) || ' ' || trim(substr('January  February March    April    May      June     July     August   SeptemberOctober  November December ', substr(last, 6, 2) * 9 - 8, 9)) || ' ' || substr(last, 1, 4) || '.' end as sentence
from reach group by area, period, first, last
having coalesce(sum(endless), 0) = 0 and coalesce(max(ends), '') < last
union all -- a day on which none is in force yet
select n.area, n.period, 'starts ' || n.agreement, n.begins, n.first, 'date', 'fail', json_array(n.row_id),
       'The section 75 agreement takes effect on ' || cast(substr(n.begins, 9, 2) as integer) || ' ' || trim(substr('January  February March    April    May      June     July     August   SeptemberOctober  November December ', substr(n.begins, 6, 2) * 9 - 8, 9)) || ' ' || substr(n.begins, 1, 4) || '; not every day of the year before that is covered.'
from reach n
where n.begins > n.first
  and not exists (select 1 from held o
                  where o.row_id <> n.row_id and (o.begins is null or o.begins < n.begins)
                    and (o.ends is null or o.ends >= n.begins or days(o.ends || '/' || n.begins) <= 2000000));
