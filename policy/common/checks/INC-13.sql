-- id: INC-13
-- title: An additional contribution does not say who pays it or what for
-- about: completeness
-- severity: warning
-- basis: unverified
-- applies: all
-- needs: income
-- rule: An additional contribution names its contributor and has a comment (custom of the national template; not confirmed by a published source).
-- message: The additional contribution of {amount:GBP} on income line {line} does not say {missing}.
-- fix: Enter the payer, and a purpose or a note.
select i.area, i.period, i.source as "of", i.line as finding, i.line as line, i.amount as amount, i.amount as actual, 'GBP' as unit,
       iif(i.payer is null, i.row_id, null) as at_income__payer,
       iif(i.purpose is null and i.note is null, i.row_id, null) as at_income__purpose,
       iif(i.payer is null, 'who pays it', '') || iif(i.payer is null and i.purpose is null and i.note is null, ' or ', '')
       || iif(i.purpose is null and i.note is null, 'what it is for', '') as missing
from income i join policy_sources p on p.source = i.source
where p.kind = 'additional' and i.amount > 0
  and (i.payer is null or (i.purpose is null and i.note is null));
