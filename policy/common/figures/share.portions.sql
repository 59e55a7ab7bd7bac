-- id: share.portions
-- title: portions of a share, added up
-- unit: ratio
-- combine: none
-- by: share
-- needs: shares, share_splits
select s.area, s.period, s.share || iif(p.tier = '', '', '/' || p.tier) as "of",
       whole(p.portion) as value, count(*) as slack, -- a third is 0.333333: each portion may be a millionth out
       json_group_array(p.row_id) as at_share_splits__portion
from shares s join share_splits p on p.share = s.share group by s.area, s.period, s.share, p.tier;
