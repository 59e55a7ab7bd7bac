-- id: NAT-06
-- title: The board had not decided when the plan was submitted
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- rule: The Health and Wellbeing Board signs the plan off before it is submitted, or delegates that, or ratifies it afterwards (Dorset 2021-22; Barking and Dagenham 2017-19).
-- message: The plan was submitted on {submitted_on:date}; {said}{meant}{after}.
-- fix: Record the board's decision, the delegation under which it was made, or that the board ratified it later.
with made as (
       select g.area, g.date, g.row_id, g.decision, g.under,
              g.role = 'health_and_wellbeing_board' or coalesce(b.name, '') like '%health and wellbeing board%' as by_board
       from signoffs g left join bodies b on b.body = g.body
       where g.decision in ('approve', 'subject_to', 'ratify') and g.date <> ''),
     planned as (
       select g.area, g.date, g.row_id from signoffs g left join bodies b on b.body = g.body
       where g.decision = 'planned' and g.date <> '' and (g.role = 'health_and_wellbeing_board' or coalesce(b.name, '') like '%health and wellbeing board%'))
select s.area, s.period, (select min(starts(m.date)) from made m where m.by_board and m.area in (s.area, '*')) as actual,
       r.submitted as expected, 'date' as unit, r.submitted as submitted_on,
       iif(exists (select 1 from made m where m.by_board and m.area in (s.area, '*')),
           'the board decided only later', iif(x.date is null, 'no decision of the board is recorded', 'the board was to decide only in ')) as said, coalesce(x.date, '') as meant,
       iif(x.date is null, '', ', and no decision of it is recorded') as after,
       (select json_group_array(m.row_id) from (select row_id, area, by_board from made union all select row_id, area, 1 from planned) m
        where m.by_board and m.area in (s.area, '*')) as at_signoffs__date, 'fail' as result
from (select area, min(period) as period from scope group by area) s join run r
left join (select area, min(date) as date from planned p join run q where starts(p.date) > q.submitted group by area) x on x.area in (s.area, '*')
where r.submitted is not null and s.area <> '*'
  and not exists (select 1 from made m where m.area in (s.area, '*')
                  and ((m.by_board and (m.decision = 'ratify' or starts(m.date) <= r.submitted))
                       or (m.under is not null and starts(m.date) <= r.submitted)))
union all
select null, null, null, null, null, null, null, null, null, null, 'not_applicable' from run where submitted is null;
