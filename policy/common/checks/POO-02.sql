-- id: POO-02
-- title: The portions of a share do not come to the whole
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- speaks-of: shares
-- rule: The portions in which partners share a risk or a gain add up to the whole of it.
-- message: {sentence}
-- fix: Correct the portions so that they add up to 1; find out a portion that is not known.
select s.area, s.period, s.share as "of", coalesce(p.tier, '') as finding, whole(p.portion) as actual, 1000000 as expected, 'ratio' as unit,
       count(*) as slack,
       iif(count(p.row_id) = 0 or whole(p.portion) is null, 'undetermined', 'fail') as result,
       json_group_array(p.row_id) filter (where p.row_id is not null) as at_share_splits__portion,
       iif(count(p.row_id) = 0 or whole(p.portion) is null, 'Cannot check the share ' || s.share || ' yet: not every portion is known.',
           'The portions of the share ' || s.share || ' do not come to the whole.') as sentence
from shares s left join share_splits p on p.share = s.share
where s.kind in ('gain', 'overspend') or p.row_id is not null -- a risk kept back, or a payment for performance, has one payer and no portions
group by s.area, s.period, s.share, p.tier
having count(p.row_id) = 0 or whole(p.portion) is null or abs(whole(p.portion) - 1000000) > count(*);
