-- id: NAR-06
-- title: Percentages of a whole do not come to 100
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: stated
-- explained-by: STA-03
-- rule: Percentages into which a whole is divided come to 100, within the rounding of each (pan-Dorset 2016/17 divides a whole into 20 % and 77 %).
-- message: The percentages printed{where_it_stands} come to {actual}, not to 100 %.
-- fix: Correct the percentage that is wrong, or print the part that is missing.
select s.area, s.period, s.statement as finding, coalesce(p.value, s.value) as actual, 100000000 as expected, 'percent' as unit,
       coalesce(p.slack, s.half) as slack, iif(x.section is null, '', ' in ' || x.section) as where_it_stands,
       (select json_group_array(t.row_id) from stated t
        where t.statement = s.statement or t.statement in (select d.part from stated_parts d where d.statement = s.statement)) as at_stated__printed,
       'fail' as result
from statements s join stated x on x.statement = s.statement
left join statement_parts p on p.statement = s.statement and p.kind = 'total'
where s.figure = 'partition.whole' and abs(coalesce(p.value, s.value) - 100000000) > coalesce(p.slack, s.half)
union all select null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from statements where figure = 'partition.whole');
