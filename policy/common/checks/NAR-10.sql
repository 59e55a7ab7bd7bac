-- id: NAR-10
-- title: A scheme has no theme, or a theme is not described
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: schemes
-- rule: Where schemes are grouped by theme every scheme belongs to one, and every theme has a scheme that is described (Barking and Dagenham 2017-19 gives an overview of Carers that its summary lists under no theme). A scheme within another takes over its themes.
-- message: {sentence}
-- fix: Enter the themes of the scheme, or describe a scheme of the theme.
with who as (select iif(count(distinct area) = 1, min(area), '*') as area from scope),
     grouped as ( -- with the themes that a scheme takes over
       select s.scheme, s.parent, s.title, s.description, s.row_id, s.themes as own, coalesce(s.themes, p.themes) as themes
       from schemes s left join schemes p on p.scheme = s.parent
       where exists (select 1 from schemes where themes is not null)),
     themed as (
       select trim(j.value) as theme, g.row_id, g.own is not null as names_it, g.description
       from grouped g, json_each('["' || replace(replace(replace(replace(g.themes, char(92), ''), char(10), ' '), '"', ''), ';', '","') || '"]') j
       where g.themes is not null and trim(j.value) <> '')
select w.area, 'scheme ' || g.scheme as finding, g.row_id as at_schemes__themes,
       'The scheme ' || coalesce(g.title, g.scheme) || ' has no theme; other schemes of the plan have.' as sentence, 'fail' as result
from grouped g, who w
where g.themes is null
  and (select count(*) from grouped where themes is not null) > (select count(*) from grouped where themes is null)
  and not exists (select 1 from grouped c where c.parent = g.scheme and c.own is not null)
  and (g.parent is null or exists (select 1 from grouped c where c.parent = g.parent and c.own is not null))
union all
select w.area, 'theme ' || t.theme, json_group_array(t.row_id) filter (where t.names_it),
       'No scheme of the theme ' || t.theme || ' is described; other themes have schemes that are.', 'fail'
from themed t, who w
where exists (select 1 from themed where description is not null)
group by t.theme having count(t.description) = 0
union all select null, null, null, null, 'not_applicable' where not exists (select 1 from grouped);
