-- id: conditions.count
-- title: national conditions listed
-- unit: count
-- combine: none
-- needs: conditions
-- severity: warning
select c.area, s.period,
       count(distinct iif(c.condition in ('data_sharing_nhs_number', 'data_sharing_open_apis', 'data_sharing_governance'),
                          'data_sharing', c.condition)) * 1000000 as value, 0 as slack, -- one condition, answered in three parts
       json_group_array(c.row_id) as at_conditions__condition
from conditions c join scope s on s.area = c.area
where c.as_at = '' or not exists (select 1 from conditions p where p.area = c.area and p.as_at = '') -- else as reported
group by c.area, s.period;
