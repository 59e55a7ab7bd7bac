-- id: ASS-02
-- title: NHS minimum money was released before the approval letters
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: postings
-- rule: Approval letters give the formal permission to spend (Doncaster, 5 September 2019, 1.4). What has happened is shown, never refused; grants paid by government do not wait for approval.
-- message: {amount:GBP} of the NHS minimum contribution was posted before the approval letters were due on {expected:date}, first on {actual:date}.
-- fix: Record the approval, or who accepted the risk of spending before it.
with due as materialized (
       select p.period, starts(p.period) as starts, ends(p.period) as ends, d.due from policy_periods p join policy_timetable d on d.step = 'approval_letters'),
     early as (
       select coalesce(nullif(t.area, '*'), (select iif(count(distinct area) = 1, min(area), '*') from scope)) as area, c.period, min(t.date) as actual, c.due as expected, 'date' as unit,
              max(sum(iif(t.amount > 0 and t.scheme is null and t.line is null, t.amount, 0)),
                  sum(iif(t.amount > 0 and (t.scheme is not null or t.line is not null), t.amount, 0))) as amount, json_group_array(t.row_id) as at_postings__date
       from due c join postings t on t.date < c.due and t.date >= c.starts and t.date <= c.ends
       where t.source in (select source from policy_sources where minimum = 'yes')
       group by 1, c.period)
select area, period, actual, expected, unit, amount, 'fail' as result, at_postings__date from early
union all
select null, null, null, null, null, null, 'not_applicable', null where not exists (select 1 from policy_timetable where step = 'approval_letters');
