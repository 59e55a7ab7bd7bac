-- id: NAR-14
-- title: An Act is cited with a year that is not its own
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- rule: An Act is cited by its title and the year in which it was passed; pooled funds rest on section 75 of the National Health Service Act 2006 (Dorset CCG, 20 January 2016, 4.9, cites "section 75 of the NHS Act 1996"). Titles, years and sections are those of policy/common/statutes.csv.
-- message: Section "{section_words}" cites {cited}; {known}.
-- fix: Correct the year, or the section.
with recursive
     prose as materialized (
       select section, '  ' || replace(replace(replace(replace(replace(replace(text, char(13), ''), char(10), ' '), char(160), ' '),
                                               'Act, ', 'Act '), 'Act (', 'Act '), 'Act of ', 'Act ') as text
       from narrative
       where text glob '*Act [12][0-9]*' or text glob '*Act, [12][0-9]*' or text glob '*Act ([12][0-9]*' or text glob '*Act of [12][0-9]*' or text glob '*Act' || char(10) || '[12][0-9]*'),
     titles as materialized (select distinct act from policy_statutes),
     found as (
       select p.section, t.act, instr(p.text, t.act || ' ') as place from prose p join titles t on instr(p.text, t.act || ' ') > 0
       union all
       select f.section, f.act, f.place + length(f.act) + instr(substr(p.text, f.place + length(f.act) + 1), f.act || ' ')
       from found f join prose p on p.section = f.section
       where instr(substr(p.text, f.place + length(f.act) + 1), f.act || ' ') > 0),
     dated as materialized ( -- what stands before: its last word, and a section that it is "of"
       select f.section, f.act, substr(p.text, f.place + length(f.act) + 1, 4) as year,
              rtrim(substr(p.text, max(f.place - 60, 1), f.place - max(f.place - 60, 1))) as before
       from found f join prose p on p.section = f.section
       where substr(p.text, f.place + length(f.act) + 1, 5) glob '[12][0-9][0-9][0-9]*'
         and substr(p.text, f.place + length(f.act) + 5, 1) not glob '[0-9]'),
     cited as materialized (
       select section, act, year, before,
              substr(before, length(rtrim(before, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')) + 1) as word,
              rtrim(case when before like '% of the' then substr(before, 1, length(before) - 7)
                         when before like '% of' then substr(before, 1, length(before) - 3) else '' end) as clause
       from dated),
     numbered as materialized (
       select section, act, year, word,
              substr(clause, length(rtrim(clause, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()')) + 1) as number,
              lower(rtrim(rtrim(clause, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()'))) as lead
       from cited),
     whole_titles as materialized ( -- "Care Act" within "Health and Social Care Act" is no citation of the Care Act
       select section, act, year,
              case when lead like '%section' or lead like '% s' or lead like '% s.' or lead like '% ss' or lead like '% sections%and'
                   then substr(number, 1, instr(number || '(', '(') - 1)
                   when number glob '[sS][0-9]*' then substr(number, 2, instr(number || '(', '(') - 2) end as number
       from numbered
       where (word not glob '[A-Z]*' or word in ('The', 'Under', 'In', 'See')) and word <> 'and'),
     judged as (
       select c.section, c.act, c.year, c.number,
              (select s.year from policy_statutes s where s.act = c.act and has(s.section, c.number)) as own,
              s.act is not null as exists_so, coalesce(has(s.section, c.number), 0) as fits
       from whole_titles c left join policy_statutes s on s.act = c.act and s.year = c.year)
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, j.section as "of", replace(j.section, '_', ' ') as section_words, j.act || ' ' || j.year as finding,
       iif(j.own is not null, 'section ' || j.number || ' of ', '') || 'the ' || j.act || ' ' || j.year as cited,
       j.act || ' ' || j.year as actual, iif(j.own is not null, j.act || ' ' || j.own, null) as expected, 'text' as unit,
       case when j.own is not null then 'section ' || j.number || ' is in the ' || j.act || ' ' || j.own
            else 'there is none of that year, only of ' || (select group_concat(s.year, ', ') from (select year from policy_statutes where act = j.act order by year) s) end as known,
       'fail' as result
from judged j
where (j.own is not null and j.own <> j.year and not j.fits) or not j.exists_so
union all select null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from narrative);
