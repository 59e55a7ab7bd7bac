-- id: NAR-09
-- title: A printed figure is of a scheme that the plan does not list
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: stated
-- rule: Every scheme that a paper gives figures for is among the plan's schemes (Dorset 2021-22 numbers its schemes as the template does).
-- message: {sentence}
-- fix: List the scheme, or correct the scheme that the figure is of.
with named as (
       select s.area, s.period, s."of", json_group_array(s.row_id) as rows
       from statements s join policy_figures p on p.figure = s.figure and p.by = 'scheme'
       where s."of" <> '' and not exists (select 1 from schemes c where c.scheme = s."of")
       group by s.area, s.period, s."of")
select n.area, n.period, n."of", n.rows as at_stated__of,
       iif(exists (select 1 from schemes), 'fail', 'undetermined') as result,
       iif(exists (select 1 from schemes), 'The paper prints a figure for the scheme ' || n."of" || ', which the plan does not list.',
           'Cannot check yet: no schemes are entered, and the paper prints a figure for the scheme ' || n."of" || '.') as sentence
from named n
where not exists (select 1 from coverage v where v.tbl = 'schemes' and v.extent <> 'all')
union all select null, null, null, null, 'not_applicable', null
where not exists (select 1 from statements s join policy_figures p on p.figure = s.figure and p.by = 'scheme');
