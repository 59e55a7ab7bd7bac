-- id: EXP-19
-- title: The NHS share of a jointly commissioned line does not fit
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- speaks-of: spend.commissioner
-- needs: spend
-- rule: A jointly commissioned line says which share of it the NHS commissions, from 0 to 100 %; the rest is the council's (national template; not confirmed by a published source).
-- message: Line {line} {said}.
-- fix: Enter the NHS share of a joint line, between 0 and 1, and leave it blank on other lines.
select s.area, s.period, s.line as finding, s.line as line, s.row_id as at_spend__nhs_portion,
       case when s.nhs_portion is null then 'is commissioned jointly and gives no NHS share'
            when l.kind is null then 'gives an NHS share and is not commissioned jointly'
            else 'gives an NHS share that is not between 0 and 1' end as said
from spend s left join policy_lists l on l.list = 'commissioner' and l.id = s.commissioner and l.kind = 'joint'
where (l.kind = 'joint' and s.nhs_portion is null and s.amount <> 0)
   or (l.kind is null and s.commissioner is not null and s.nhs_portion is not null)
   or s.nhs_portion < 0 or s.nhs_portion > 1000000;
