-- id: MET-13
-- title: A measure is not one of the year's
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: observations, ambitions, benefits, spend_impact
-- rule: The measures of a plan are those that the year's policy names; a retired measure is not planned again (year tables of the policy reference).
-- message: "{of}" is not one of this year's measures.
-- fix: Choose one of the year's measures, or take the rows out.
with words as (select tbl, row_id, col, value from unlisted union all select tbl, row_id, col, value from dangling where target like 'policy_%'),
     named as (
       select o.area, o.period, u.value, 'o' as tbl, u.row_id from words u join observations o on o.row_id = u.row_id
       where u.tbl = 'observations' and u.col = 'metric'
       union all
       select a.area, a.period, u.value, 'a', u.row_id from words u join ambitions a on a.row_id = u.row_id
       where u.tbl = 'ambitions' and u.col = 'metric'
       union all
       select '*', b.period, u.value, 'b', u.row_id from words u join benefits b on b.row_id = u.row_id
       where u.tbl = 'benefits' and u.col = 'metric'
       union all
       select s.area, s.period, u.value, 'i', u.row_id from words u join spend_impact i on i.row_id = u.row_id join spend s on s.line = i.line
       where u.tbl = 'spend_impact' and u.col = 'metric')
select iif(n.area = '*', (select iif(count(distinct area) = 1, min(area), '*') from scope), n.area) as area, c.period, n.value as "of",
       iif(n.tbl = 'o', n.row_id, null) as at_observations__metric, iif(n.tbl = 'a', n.row_id, null) as at_ambitions__metric,
       iif(n.tbl = 'b', n.row_id, null) as at_benefits__metric, iif(n.tbl = 'i', n.row_id, null) as at_spend_impact__metric
from named n join (select distinct period from scope) c
where starts(n.period) >= starts(c.period) and starts(n.period) <= ends(c.period);
