-- id: share.retained
-- title: what is at risk under a risk share
-- unit: GBP
-- combine: none
-- by: share
-- needs: shares
select area, period, share as "of", round_half_away(cap * fraction, 1000000) / 1000000 as value, cap / 2000000 + 1 as slack -- a third is held to a millionth
      , row_id as at_shares__fraction
from shares where kind = 'risk' and cap is not null and fraction is not null;
