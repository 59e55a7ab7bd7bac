-- id: P4P-08
-- title: Nothing is held back against more emergency admissions
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: all
-- needs: observations
-- rule: Where the 2016-17 plan missed its ambition for non-elective admissions and a further reduction is planned, the partners consider holding back its value until it is achieved (Integration and Better Care Fund Planning Requirements for 2017-19, Appendix two; its wording is not confirmed).
-- message: {sentence}
-- fix: Hold the value of the further reduction back (a share of the kind risk, in admissions, with price and cap), or say why not.
with further as (
       select s.area, s.period, json_group_array(t.row_id) as rows
       from scope s
       join observations t on t.area = s.area and t.metric = 'non_elective_admissions' and t.kind = 'stretch' and t.breakdown = '' and t.as_at = ''
       join observations p on p.area = t.area and p.metric = t.metric and p.kind = 'plan' and p.breakdown = '' and p.as_at = '' and p.period = t.period
       where starts(t.period) >= starts(s.period) and ends(t.period) <= ends(s.period) and t.value < p.value
       group by s.area, s.period),
     earlier as (
       select f.area, f.period, f.rows,
              (select a.value from observations a where a.area = f.area and a.metric = 'non_elective_admissions' and a.kind = 'actual'
               and a.breakdown = '' and a.period = '2016-17' order by a.as_at desc limit 1) as was,
              (select p.value from observations p where p.area = f.area and p.metric = 'non_elective_admissions' and p.kind = 'plan'
               and p.breakdown = '' and p.period = '2016-17' and p.as_at = '') as planned
       from further f)
select e.area, e.period, 'non_elective_admissions' as "of", e.was as actual, e.planned as expected, 'count' as unit,
       iif(e.was is null or e.planned is null, 'undetermined', 'fail') as result, e.rows as at_observations__value,
       iif(e.was is null or e.planned is null,
           'Cannot check yet whether money should be held back: the plan or the outturn of non-elective admissions for 2016-17 is not entered.',
           'There were ' || printf('%,d', e.was / 1000000) || ' non-elective admissions in 2016-17 where ' || printf('%,d', e.planned / 1000000)
           || ' were planned; a further reduction is planned, and no money is held back against it.') as sentence
from earlier e
where (e.was is null or e.planned is null or e.was > e.planned)
  and not exists (select 1 from shares h where h.area in (e.area, '*') and h.period = e.period and h.kind = 'risk' and h.unit like '%admission%' and h.cap > 0)
  and not exists (select 1 from income i join policy_sources p on p.source = i.source
                  where p.minimum = 'yes' and i.area in (e.area, '*') and i.period = e.period and i.certainty in ('contingent', 'withheld') and i.amount > 0);
