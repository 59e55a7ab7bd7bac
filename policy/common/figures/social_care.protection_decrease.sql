-- id: social_care.protection_decrease
-- title: fall in the protection of social care on the year before, contingent money included
-- unit: percent
-- combine: none
-- needs: figures:social_care.protection
select n.area, n.period, percent(b.value - n.value, b.value) as value, 0 as slack, b.places || ' ' || n.places as places
from figures n join figures b on b.figure = n.figure and b.area = n.area and b.period = prior(n.period)
where n.figure = 'social_care.protection';
