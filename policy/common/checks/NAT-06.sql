-- id: NAT-06
-- title: The board had not decided when the plan was submitted
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- rule: The Health and Wellbeing Board signs the plan off before it is submitted, or delegates that, or ratifies it afterwards (Dorset 2021-22; Barking and Dagenham 2017-19).
-- message: The plan was submitted on {submitted_on:date}; {said}{meant}{after}.
-- fix: Record the board's decision, the delegation under which it was made, or that the board ratified it later.
with named as ( -- what is recorded, and whether it is the board's own
       select g.area, g.date, g.row_id, g.decision, g.under, g.decision in ('approve', 'subject_to', 'ratify') as decides,
              g.role = 'health_and_wellbeing_board' or coalesce(b.name, '') like '%health and wellbeing board%' as by_board
       from signoffs g left join bodies b on b.body = g.body),
     made as (
       select * from named where decides and date <> ''),
     planned as (
       select * from named where decision = 'planned' and date <> '' and by_board),
     other as ( -- what else the board did: that its decision has no date, or that it sent the plan back, says most
       select *, decides or decision in ('return', 'refuse') as says_most,
              case decision when 'return' then 'the board returned the plan' when 'refuse' then 'the board refused the plan'
                            when 'in_principle' then 'the board agreed the plan only in principle' when 'comment' then 'the board only commented on the plan'
                            when 'note' then 'the board only noted the plan' when 'ratify' then 'the board''s ratification has no date'
                            else 'the board''s approval has no date' end as did,
              row_number() over (partition by area order by decides desc, decision in ('return', 'refuse') desc, date desc) as place
       from named where by_board and (decision in ('return', 'refuse', 'in_principle', 'comment', 'note') or (decides and date = ''))),
     boards as (
       select s.area, s.period, r.submitted, (select min(starts(m.date)) from made m where m.by_board and m.area in (s.area, '*')) as decided,
              (select min(p.date) from planned p where starts(p.date) > r.submitted and p.area in (s.area, '*')) as meant
       from (select area, min(period) as period from scope group by area) s join run r
       where r.submitted is not null and s.area <> '*'
         and not exists (select 1 from made m where m.area in (s.area, '*')
                         and ((m.by_board and (m.decision = 'ratify' or starts(m.date) <= r.submitted))
                              or (m.under is not null and starts(m.date) <= r.submitted))))
select b.area, b.period, b.decided as actual, b.submitted as expected, 'date' as unit, b.submitted as submitted_on,
       case when b.decided is not null then 'the board decided only later'
            when o.did is not null then o.did || iif(o.date = '', '', ' on ')
            when b.meant is not null then 'the board was to decide only ' || iif(length(b.meant) = 10, 'on ', 'in ')
            else 'no decision of the board is recorded' end as said,
       case when b.decided is not null then '' when o.did is not null then o.date else coalesce(b.meant, '') end as meant,
       iif(b.decided is null and o.did is null and b.meant is not null, ', and no decision of it is recorded', '') as after,
       (select json_group_array(m.row_id) from (select row_id, area, by_board from made union all select row_id, area, 1 from planned
                                                union all select row_id, area, 1 from other where date = '') m
        where m.by_board and m.area in (b.area, '*')) as at_signoffs__date, o.row_id as at_signoffs__decision, 'fail' as result
from boards b left join other o on o.place = 1 and o.area in (b.area, '*') and (o.says_most or b.meant is null)
union all
select null, null, null, null, null, null, null, null, null, null, null, 'not_applicable' from run where submitted is null;
