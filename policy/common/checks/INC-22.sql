-- id: INC-22
-- title: The NHS commissioners of an area do not serve all of it
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: commissioner_shares.of_area
-- rule: Everybody who lives in an area is the resident of one NHS commissioner, so their shares of the area add up to the whole of it.
-- message: The shares of the area that its NHS commissioners serve come to {actual} for {of_period}; they must come to {expected}.
-- fix: Correct a share, or enter the commissioner that is missing.
select c.area, c.period, c.period as of_period, whole(c.of_area) as actual, 1000000 as expected, 'ratio' as unit, count(*) as slack, -- a third is 0.333333
       json_group_array(c.row_id) as at_commissioner_shares__of_area
from commissioner_shares c group by c.area, c.period having abs(whole(c.of_area) - 1000000) > count(*);
