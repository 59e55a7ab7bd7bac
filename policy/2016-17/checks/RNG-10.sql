-- id: RNG-10
-- title: The area's share of the £1 billion is neither spent out of hospital nor held back
-- about: validity
-- severity: error
-- basis: published
-- applies: 2016-17
-- needs: figures:ring_fence.out_of_hospital, figures:required.amount
-- explained-by: RNG-10
-- rule: The area's share of the £1 billion is invested in NHS commissioned out-of-hospital services, or retained pending release under a local risk share; the two together come to at least that share (2016-17 Better Care Fund policy framework; Better Care Fund: what needs updating, Bevan Brittan, 2016).
-- message: NHS commissioned out of hospital spend from {source_title}{with_retained} is {gap:GBP} short of the area's share of the £1 billion.
-- fix: Plan {gap:GBP} more on NHS commissioned lines outside acute care that {source_title} pays for, or enter the risk share under which it is held back.
with held as (
       select c.area, c.period, sum(coalesce(iif(h.area = c.area or c.area = '*', r.value, null), 0)) as value,
              sum(coalesce(r.slack, 0)) as slack, sum(r.value is null or (h.area <> c.area and c.area <> '*')) as unknown,
              json_group_array(h.row_id) as rows, group_concat(r.places, ' ') as places
       from scope c join shares h on h.kind = 'risk' and (c.area in (h.area, '*') or h.area = '*')
                                  and starts(h.period) >= starts(c.period) and ends(h.period) <= ends(c.period)
       left join figures r on r.figure = 'share.retained' and r."of" = h.share and r.area = h.area and r.period = h.period
       group by c.area, c.period),
     sums as (
       select c.area, c.period, p.value + coalesce(h.value, 0) as value, coalesce(h.value, 0) as retained, coalesce(h.unknown, 0) as unknown,
              coalesce(p.slack, 0) + coalesce(h.slack, 0) + coalesce(d.slack, 0) as slack, d.value as due,
              p.places as places, d.places as due_places, h.places as held_places, h.rows as rows, q.title as measure_title
       from scope c join policy_requirements q on q.ring_fence = 'out_of_hospital'
       join figures p on p.figure = 'ring_fence.out_of_hospital' and p.area = c.area and p.period = c.period
       left join figures d on d.figure = 'required.amount' and d."of" = q.measure and d.area = c.area and d.period = c.period
       left join held h on h.area = c.area and h.period = c.period)
select x.area, x.period, iif(x.unknown, null, x.value) as actual, x.due as expected, 'GBP' as unit, x.slack as slack, x.due - x.value as gap,
       iif(x.due is null or x.unknown, 'undetermined', 'fail') as result, x.places as places, x.due_places as places_2, x.held_places as places_3,
       iif(x.unknown, x.rows, null) as at_shares__cap, s.title as source_title,
       iif(x.retained > 0, ', with what is retained under the risk share,', '') as with_retained,
       case when x.due is null then 'Cannot check yet: the area''s share of the £1 billion, ' || x.measure_title || ', is not entered.'
            when x.unknown then 'Cannot check yet: what is retained under the risk share is not known.' end as says
from sums x join policy_sources s on s.minimum = 'yes'
where (x.due is null and (x.area <> '*' or (select count(*) from areas) < 2)) or x.due - x.value > x.slack;
