-- id: MET-16
-- title: The ambition for delayed transfers has no baseline period
-- about: validity
-- severity: warning
-- basis: paper
-- applies: 2017-18
-- needs: observations
-- rule: The plan says from which months its ambition for delayed transfers is counted: February 2017 and February to May 2017 were both used (Health Service Journal, analysis of council targets for delayed transfers, 2017; Barking and Dagenham, 6 September 2017, 2.20).
-- message: There is a figure planned for delayed transfers of care, and nothing says from which months it is counted.
-- fix: Enter the baseline with its period, or name the period in the ambition (against).
select s.area, s.period, 'delayed_transfers' as "of", json_group_array(o.row_id) as at_observations__period
from scope s join observations o on o.area = s.area
where s.period = '2017-18' and o.metric = 'delayed_transfers' and o.kind in ('plan', 'proposed', 'expected', 'stretch')
  and (o.value is not null or o.numerator is not null)
  and starts(o.period) >= starts(s.period) and ends(o.period) <= ends(s.period)
  and not exists (select 1 from observations b where b.area = s.area and b.metric = 'delayed_transfers' and b.kind = 'baseline')
  and not exists (select 1 from ambitions a where a.area = s.area and a.metric = 'delayed_transfers' and a.against is not null)
group by s.area, s.period;
