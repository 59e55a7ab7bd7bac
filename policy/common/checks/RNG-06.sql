-- id: RNG-06
-- title: The amount for a named purpose is not stated
-- about: completeness
-- severity: warning
-- basis: published
-- applies: all
-- rule: Plans say how much of the NHS minimum goes to the purposes that the year's guidance names: breaks for carers, reablement, the duties of the Care Act (2016-17 policy framework; operating guidance on section 75 agreements).
-- message: The plan does not say how much of the fund is for {purpose_title}.
-- fix: Print the amount, or enter the purpose on an income line.
select s.area, s.period, l.id as "of", l.title as purpose_title,
       'fail' as result
from policy_lists l join scope s
where l.list = 'earmarked' and s.area <> '*'
  and not exists (select 1 from figures f where f.figure = 'earmarked.by_purpose' and f."of" = l.id and f.area in (s.area, '*') and f.period = s.period)
  and not exists (select 1 from statements t where t.figure = 'earmarked.by_purpose' and t."of" = l.id and t.area in (s.area, '*') and t.period = s.period and t.value is not null)
  and not exists (select 1 from income i where i.area in (s.area, '*') and i.period = s.period and i.amount is not null
                  and (i.purpose = l.id or lower(i.purpose) = lower(l.title)))
  and not exists (select 1 from spend e where e.area in (s.area, '*') and e.period = s.period and e.amount is not null
                  and (e.subtype = l.id or lower(e.subtype) = lower(l.title) or e.scheme = l.id or e.type = l.id
                    or lower(e.description) like '%' || lower(l.title) || '%'))
union all select null, null, null, null, 'not_applicable' where not exists (select 1 from policy_lists where list = 'earmarked');
