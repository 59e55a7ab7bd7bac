-- id: passported.by_source
-- title: money passed on by funding source
-- unit: GBP
-- combine: sum
-- by: source
-- needs: passported
select area, period, source as "of", whole(amount) as value, 0 as slack,
       json_group_array(row_id) as at_passported__amount
from passported group by area, period, source;
