-- id: POO-11
-- title: A printed figure rests on money that may not come
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- speaks-of: stated
-- rule: A figure that depends on contingent money is shown with it and without it (Dorset 2016/17, sections 2, 7 and 11: "an overall reduction of £1m" holds only if the gain share of £500k comes).
-- message: {printed_words} rests on {held:GBP} of contingent money; without it the figure is {expected}.
-- fix: Print both figures, or say that the money is contingent.
with pairs(with_it, without_it) as (
       select 'social_care.protection', 'social_care.protection_committed' union all
       select 'income.total', 'income.committed' union all select 'income.by_source', 'income.committed_by_source'),
     held as (
       select sp.statement, sp.how, w.value - c.value as amount, w.places || ' ' || c.places as places
       from stated_parts sp join statements s on s.statement = sp.part
       join pairs p on p.with_it = s.figure
       join figures w on w.figure = p.with_it and w."of" = s."of" and w.area = s.area and w.period = s.period
       join figures c on c.figure = p.without_it and c."of" = s."of" and c.area = s.area and c.period = s.period
       where sp.how in ('add', 'subtract') and w.value - c.value > w.slack + c.slack)
select area, period, min(statement) as finding, value as actual, without_it as expected, unit as unit, held as held,
       printed || case when count(section) = 0 then '' else ' (' || group_concat(section, '; ') || ')' end as printed_words,
       json_group_array(row_id) as at_stated__printed, max(places) as places
from (select s.area, s.period, s.statement, s.row_id, s.value, s.value - sum(iif(h.how = 'add', h.amount, -h.amount)) as without_it, s.unit, sum(h.amount) as held,
             coalesce(x.printed, 'A figure') as printed, x.section, group_concat(h.places, ' ') as places
      from held h join statements s on s.statement = h.statement join stated x on x.statement = s.statement
      where s.unit = 'GBP' and s.value is not null and s.figure not in (select with_it from pairs)
        and not exists (select 1 from stated_parts o join statements t on t.statement = o.part
                        where o.statement = s.statement and (o.how in ('multiply', 'divide', 'percent_of') or t.figure in (select without_it from pairs)))
      group by s.statement)
group by area, period, value, held, printed;
