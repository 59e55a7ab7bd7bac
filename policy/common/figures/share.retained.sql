-- id: share.retained
-- title: what is at risk under a risk share
-- unit: GBP
-- combine: none
-- by: share
-- needs: shares
select area, period, share as "of", portion(cap, fraction) as value, 0 as slack, row_id as at_shares__cap, row_id as at_shares__fraction
from shares where kind = 'risk' and cap is not null and fraction is not null;
