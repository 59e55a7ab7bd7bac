-- id: difference.total
-- title: income less planned spend
-- unit: GBP
-- combine: none
-- needs: figures:income.total, figures:spend.total
select i.area, i.period, i.value - s.value as value, i.slack + s.slack as slack, i.places || ' ' || s.places as places
from figures i join figures s using (area, period)
where i.figure = 'income.total' and s.figure = 'spend.total';
