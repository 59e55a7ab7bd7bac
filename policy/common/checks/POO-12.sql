-- id: POO-12
-- title: A ledger entry is dated outside the plan's years
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: postings
-- rule: The pooled fund's ledger holds what happens in the years of the plan; what is settled later is dated by the year that it belongs to, and its memo says when it was paid.
-- message: Entry {entry} is dated {actual}, and the plan is of {years}.
-- fix: Correct the date, or move the entry to the ledger of its own year.
with years as (
       select min(starts(period)) as first, max(ends(period)) as last, group_concat(period, ' and ') as title from policy_periods)
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, t.entry as finding, t.entry as entry, min(t.date) as actual,
       iif(min(t.date) < y.first, y.first, y.last) as expected, 'date' as unit, y.title as years, json_group_array(t.row_id) as at_postings__date
from postings t, years y where t.date < y.first or t.date > y.last group by t.entry;
