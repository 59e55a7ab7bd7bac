-- id: difference.by_source
-- title: income less planned spend by funding source
-- unit: GBP
-- combine: none
-- by: source
-- needs: figures:income.by_source, figures:spend.by_source
select i.area, i.period, i."of", i.value - s.value as value, i.slack + s.slack as slack, i.places || ' ' || s.places as places
from figures i join figures s using (area, period, "of")
where i.figure = 'income.by_source' and s.figure = 'spend.by_source';
