-- id: POO-08
-- title: A ledger entry does not balance
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: postings
-- rule: The legs of an entry add up to nothing, or the pool's books are not books (double entry).
-- message: The legs of entry {entry} come to {actual}; they must come to £0.
-- fix: Correct the amount of one leg, or enter the leg that is missing.
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, entry as finding, entry as entry,
       sum(amount) as actual, 0 as expected, 'GBP' as unit, json_group_array(row_id) as at_postings__amount
from postings group by entry having sum(amount) <> 0;
