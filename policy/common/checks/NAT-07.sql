-- id: NAT-07
-- title: The section 75 agreement does not cover the year
-- about: validity
-- severity: error
-- basis: published
-- applies: all
-- rule: The money is pooled under a section 75 agreement that is in force on every day on which it is spent (Doncaster, 5 September 2019, 5.8; 2016-17 guidance on updating agreements; 2023-25 planning requirements).
-- message: {lead}{when}{joint}{last_day}.
-- fix: Extend or renew the agreement so that it is in force on every day of the year.
with held as (
       select a.row_id, a.agreement, coalesce(a.effective, a.starts) as begins, a.ends,
              exists (select 1 from marks m where m.tbl = 'agreements' and m.row_id = a.row_id and m.col = 'ends' and m.mark = '[z]') as endless
       from agreements a where a.kind = 's75'),
     years as (
       select distinct (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, period, starts(period) as first,
              ends(period) as last from scope),
     reach as (
       select y.*, h.* from years y left join held h on h.begins is null or h.begins <= y.last),
     none as ( -- a submitted plan has no agreement at all, and its year has begun or the day for signing has passed
       select y.area, min(y.period) as period, r.submitted
       from years y join run r
       where r.submitted is not null and r.status is not 'published_extract' and not exists (select 1 from held)
         and (y.first <= r.as_of or exists (select 1 from policy_timetable t where t.step = 'section_75' and t.due < r.as_of))
       group by y.area),
     furthest as (
       select area, period, first, last, max(ends) as ends, count(row_id) as agreements, coalesce(sum(endless), 0) as endless,
              sum(row_id is not null and ends is null and not endless) as unknown,
              json_group_array(row_id) filter (where row_id is not null) as rows
       from reach group by area, period, first, last)
-- how far they reach; an end that is not known, or no agreement at all, cannot be judged
select area, period, '' as finding, iif(unknown or not agreements, null, ends) as actual, last as expected, 'date' as unit,
       iif(unknown or not agreements, 'undetermined', 'fail') as result, rows as at_agreements__ends, null as at_agreements__starts,
       case when not agreements and exists (select 1 from held) then 'Cannot check yet: no section 75 agreement has taken effect by the end of the year'
            when not agreements then 'Cannot check yet: no section 75 agreement is entered'
            when unknown then 'Cannot check yet: the day on which the section 75 agreement ends is not entered'
            when ends < first then 'The section 75 agreement ended on ' else 'The section 75 agreement ends on ' end as lead,
       iif(unknown or not agreements, '', ends) as "when",
       iif(unknown or not agreements, '', ', before the year does on ') as joint,
       iif(unknown or not agreements, '', last) as last_day
from furthest where not endless and coalesce(ends, '') < last and not exists (select 1 from none)
union all -- an agreement that takes effect when none was in force before it
select n.area, n.period, 'starts ' || n.agreement, n.begins, n.first, 'date', 'fail', null, json_array(n.row_id),
       'The section 75 agreement takes effect on ', n.begins, '; no agreement covers the year before that day', ''
from reach n
where n.begins > n.first
  and not exists (select 1 from held o
                  where o.row_id <> n.row_id and (o.begins is null or o.begins < n.begins)
                    and (o.ends is null or o.ends >= n.begins or days(o.ends, n.begins) = 1000000))
union all
select area, period, '', null, null, 'date', 'fail', null, json_object('agreement', ''),
       'The plan was submitted on ', submitted, ', and no section 75 agreement is entered', ''
from none;
