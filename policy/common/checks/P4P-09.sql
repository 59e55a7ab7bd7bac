-- id: P4P-09
-- title: More is held back than emergency admissions can cost
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: 2016-17..2018-19
-- speaks-of: shares.price
-- rule: What is held back against non-elective admissions is at most the further reduction times the cost of an admission, and at most the out of hospital minimum (Integration and Better Care Fund Planning Requirements for 2017-19, Appendix two; custom in 2016-17; not confirmed by a published source).
-- message: {share_words} holds back {actual:GBP}; {limit_words} {expected:GBP}.
-- fix: Hold back less, or correct the share's baseline, target or price.
with held as (
       select s.row_id, s.share, s.area, s.period, coalesce(f.value, s.cap) as value, coalesce(f.slack, 0) as slack, f.places,
              round_half_away(s.price * (s.baseline - s.target), 1000000) / 1000000 as worth
       from shares s
       left join figures f on f.figure = 'share.retained' and f."of" = s.share and f.area = s.area and f.period = s.period
       where s.kind = 'risk' and s.price is not null)
select area, period, share as "of", 'reduction' as finding, value as actual, worth as expected, 'GBP' as unit, slack as slack,
       'The share ' || share as share_words, 'the further reduction in admissions is worth' as limit_words, row_id as at_shares__cap, places as places, null as places_2
from held where value - worth > slack
union all
select h.area, h.period, '', 'out_of_hospital', sum(h.value), r.value, 'GBP', sum(h.slack) + r.slack, 'The risk share' || iif(count(*) > 1, 's', ''),
       'the out of hospital minimum is', json_group_array(h.row_id), group_concat(h.places, ' '), r.places
from held h join policy_requirements q on q.ring_fence = 'out_of_hospital'
join figures r on r.figure = 'required.amount' and r."of" = q.measure and r.area = h.area and r.period = h.period
group by h.area, h.period having sum(h.value) - r.value > sum(h.slack) + r.slack;
