-- id: social_care.contingent
-- title: contingent money within the protection of social care
-- unit: GBP
-- combine: none
-- needs: figures:social_care.protection, figures:social_care.protection_committed
select w.area, w.period, w.value - c.value as value, w.slack + c.slack as slack, w.places || ' ' || c.places as places
from figures w join figures c using (area, period)
where w.figure = 'social_care.protection' and c.figure = 'social_care.protection_committed';
