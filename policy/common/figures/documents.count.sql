-- id: documents.count
-- title: documents listed
-- unit: count
-- combine: none
-- needs: documents
-- severity: warning
select c.area, c.period, count(*) * 1000000 as value, 0 as slack, json_group_array(d.row_id) as at_documents__title
from scope c join documents d group by c.area, c.period;
