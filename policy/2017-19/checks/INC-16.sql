-- id: INC-16
-- title: The Disabled Facilities Grant reaches a district late
-- about: validity
-- severity: warning
-- basis: published
-- applies: 2017-18
-- speaks-of: passported
-- rule: In two-tier areas the upper-tier council passes the Disabled Facilities Grant to the districts in full by 30 June 2017, unless a district expressly agrees otherwise (Disabled Facilities Grant determination 2017-18).
-- message: {sentence}
-- fix: Pass the money on by the date, or waive this finding with the district's agreement as the reason.
select p.area, p.period, p.source as "of", p.recipient as finding, coalesce(p.paid, p.due) as actual, d.due as expected, 'date' as unit,
       iif(coalesce(p.paid, p.due) is null, 'undetermined', 'fail') as result,
       iif(p.paid is null, null, p.row_id) as at_passported__paid, iif(p.paid is null, p.row_id, null) as at_passported__due,
       iif(coalesce(p.paid, p.due) is null,
           'Cannot check yet whether ' || coalesce(o.name, p.recipient) || ' has its Disabled Facilities Grant in time: no day is entered.',
           'The Disabled Facilities Grant ' || iif(p.paid is null, 'is due to reach ', 'reached ') || coalesce(o.name, p.recipient) || ' after the last day for it, 30 June 2017.') as sentence
from passported p
join policy_timetable d on d.step = 'dfg_pass_down'
left join organisations o on o.organisation = p.recipient
where p.source = 'dfg' and p.period = '2017-18'
  and not exists (select 1 from authorities a where a.area = p.area and a.organisation = p.recipient and a.tier <> 'district')
  and (coalesce(p.paid, p.due) is null or coalesce(p.paid, p.due) > d.due);
