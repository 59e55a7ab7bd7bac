-- id: INC-15
-- title: What is passed on to districts is not the whole grant
-- about: validity
-- severity: error
-- basis: published
-- applies: all
-- explained-by: INC-04, INC-15
-- rule: In two-tier areas the Disabled Facilities Grant is passed on in full to the housing authorities, unless they expressly agree otherwise; what stays with the county by agreement is entered with the county as its recipient (2017-19 policy framework; Disabled Facilities Grant determination 2017-18).
-- message: {sentence}
-- fix: Make the amounts passed on add up to the grant; enter what a district has agreed that the county keeps with the county as recipient.
select d.area, d.period, d."of", d.value as actual, i.value as expected, 'GBP' as unit, d.slack + i.slack as slack,
       'fail' as result, d.places as places, i.places as places_2,
       'The amounts of ' || coalesce(p.title, d."of") || ' passed on come to ' || printf('£%,d', (d.value) / 100) || iif((d.value) % 100 = 0, '', printf('.%02d', abs((d.value) % 100))) || ', ' || printf('£%,d', (abs(d.value - i.value)) / 100) || iif((abs(d.value - i.value)) % 100 = 0, '', printf('.%02d', abs((abs(d.value - i.value)) % 100)))
       || iif(d.value < i.value, ' less', ' more') || ' than its income.' as sentence
from figures d
join figures i on i.figure = 'income.by_source' and i.area = d.area and i.period = d.period and i."of" = d."of"
left join policy_sources p on p.source = d."of"
where d.figure = 'passported.by_source' and abs(d.value - i.value) > d.slack + i.slack
union all
select s.area, s.period, '', null, null, 'GBP', 0, 'undetermined', null, null,
       'Cannot check yet what is passed on to the districts: no amounts passed on are entered.'
from scope s
where exists (select 1 from authorities a where a.area = s.area and a.tier = 'district')
  and not exists (select 1 from figures f where f.figure = 'passported.by_source' and f.area = s.area and f.period = s.period)
union all
select null, null, null, null, null, null, null, 'not_applicable', null, null, null
where not exists (select 1 from figures f where f.figure = 'passported.by_source') and not exists (select 1 from authorities a where a.tier = 'district');
