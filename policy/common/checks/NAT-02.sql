-- id: NAT-02
-- title: The plan lists more or fewer national conditions than the year has
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: conditions
-- explained-by: NAT-01, CMP-05
-- rule: The national conditions listed are the year's numbered ones: six in 2015-16, eight in 2016-17, four since (Doncaster, 5 September 2019, 1.3 says four and 5.2 lists six; Barking and Dagenham 2017-19 lists five).
-- message: The plan lists {actual:count} national conditions; the year has {expected:count}.{extra}{missing}
-- fix: List the numbered conditions only, and show other requirements apart from them.
with listed as (
       select distinct c.area, c.condition from conditions c where c.as_at = ''),
     numbered as (
       select condition, title from policy_conditions where number is not null)
select f.area, f.period, f.value as actual, (select count(*) * 1000000 from numbered) as expected, 'count' as unit, f.places as places,
       exists (select 1 from listed l join policy_conditions p on p.condition = l.condition
               where l.area = f.area and p.number is null) as stands_alone, -- it is one of the year's other requirements: no other check says so
       (select group_concat('conditions:' || c.row_id || ':condition', ' ') from conditions c
        where c.area = f.area and c.as_at = '' and not exists (select 1 from policy_conditions p where p.condition = c.condition)) as at_any,
       (select json_object('area', f.area, 'condition', n.condition, 'as_at', '') from numbered n
        where f.value < (select count(*) * 1000000 from numbered) and n.condition not in (select l.condition from listed l where l.area = f.area) limit 1) as at_conditions__answer,
       coalesce(' Not a numbered condition: ' || (select group_concat(coalesce(p.title, l.condition), '; ')
                from listed l left join policy_conditions p on p.condition = l.condition
                where l.area = f.area and l.condition not in (select condition from numbered)) || '.', '') as extra,
       coalesce(' Not listed: ' || (select group_concat(n.title, '; ') from numbered n
                where n.condition not in (select l.condition from listed l where l.area = f.area)) || '.', '') as missing
from figures f join (select area, min(period) as period from scope group by area) s on s.area = f.area and s.period = f.period -- the list is the plan's, not a year's
where f.figure = 'conditions.count' and f.basis <> 'stated' and f.value <> (select count(*) * 1000000 from numbered);
