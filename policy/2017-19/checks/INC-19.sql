-- id: INC-19
-- title: Core and additional iBCF do not add up to the grant
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: figures:income.by_source, figures:required.amount
-- explained-by: INC-04, INC-19
-- rule: The core iBCF and the additional funding for adult social care are together what the government pays as iBCF in the year (Barking and Dagenham, 6 September 2017, 2.11 shows the two apart).
-- message: {sentence}
-- fix: Enter the core iBCF and the additional funding apart, each in its own amount; neither contains the other.
with parts as (
       select c.area, c.period, a.value + b.value as together, a.slack + b.slack as slack, a.places || ' ' || b.places as places,
              coalesce(t.value, r.value + q.value) as due, coalesce(t.slack, r.slack + q.slack, 0) as due_slack,
              coalesce(t.places, r.places || ' ' || q.places) as due_places
       from scope c
       left join figures a on a.figure = 'income.by_source' and a."of" = 'ibcf' and a.area = c.area and a.period = c.period
       left join figures b on b.figure = 'income.by_source' and b."of" = 'ibcf_additional' and b.area = c.area and b.period = c.period
       left join figures t on t.figure = 'required.amount' and t."of" = 'ibcf_total_grant' and t.area = c.area and t.period = c.period
       left join figures r on r.figure = 'required.amount' and r."of" = 'ibcf_grant' and r.area = c.area and r.period = c.period
       left join figures q on q.figure = 'required.amount' and q."of" = 'ibcf_additional_grant' and q.area = c.area and q.period = c.period
       where exists (select 1 from figures x where x.figure = 'income.by_source' and x.area = c.area and x.period = c.period)
         and exists (select 1 from figures x where x.figure = 'required.amount' and x.area = c.area and x.period = c.period))
select area, period, together as actual, due as expected, 'GBP' as unit, slack + due_slack as slack,
       iif(together is null or due is null, 'undetermined', 'fail') as result, places as places, due_places as places_2,
       case when due is null then 'Cannot check the core and the additional iBCF together yet: the grant that they must come to is not entered.'
            when together is null then 'Cannot check the core and the additional iBCF together yet: the income of one of them is not entered.'
            else 'The core iBCF and the additional funding for adult social care come to ' || printf('£%,d', together / 100) || iif(together % 100 = 0, '', printf('.%02d', abs(together % 100)))
                 || ', ' || printf('£%,d', abs(together - due) / 100) || iif(abs(together - due) % 100 = 0, '', printf('.%02d', abs(together - due) % 100))
                 || iif(together < due, ' less', ' more') || ' than the grant paid.' end as sentence
from parts
where together is null or due is null or abs(together - due) > slack + due_slack;
