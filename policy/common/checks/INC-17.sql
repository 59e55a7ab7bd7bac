-- id: INC-17
-- title: A contribution comes from an NHS commissioner that does not serve the area
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- speaks-of: commissioner_shares.organisation
-- needs: income
-- rule: Each NHS commissioner that contributes serves part of the board's area (the national template's map of commissioners to boards; not confirmed by a published source).
-- message: {payer_name} pays {amount:GBP} on income line {line}, but the commissioner shares do not list it for this area.
-- fix: Enter the share of the area that {payer_name} serves, or correct the payer.
select i.area, i.period, i.source as "of", i.line as finding, i.line as line, i.amount as amount, i.amount as actual, 'GBP' as unit,
       i.row_id as at_income__payer, coalesce(o.name, i.payer) as payer_name
from income i join organisations o on o.organisation = i.payer
where o.kind = 'nhs_commissioner' and i.amount > 0
  and exists (select 1 from commissioner_shares c where c.area = i.area)
  and not exists (select 1 from commissioner_shares c where c.area = i.area and c.organisation = i.payer);
