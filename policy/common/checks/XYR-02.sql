-- id: XYR-02
-- title: The fund is made up of other money than before
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- needs: older
-- rule: Before totals of two years are compared, money that was inside the fund in one year and outside in the other is named (XYR-02 of the reference; Dorset 2016/17, section 7: Care Act money was outside the fund in 2015-16).
-- message: {name} is in the fund {here}{amount}; totals of the two years are not like with like.
-- fix: Say whether this money is new or was outside the fund, and compare the totals without it.
with parts as (
       select figure, "of", 'new' as age, max(value) as value, group_concat(places, ' ') as places from figures
       where figure in ('income.by_source', 'earmarked.by_purpose') and period in (select period from policy_periods) and area <> '*' and value <> 0 group by figure, "of"
       union all
       select figure, "of", 'new', value, places from figures where figure = 'earmarked.by_purpose' and area = '*'
       union all
       select distinct figure, "of", 'old', null, '' from older.figures where figure in ('income.by_source', 'earmarked.by_purpose') and value <> 0)
select distinct '*' as area, '' as period, x.figure || '[' || x."of" || ']' as finding, iif(x.age = 'new', x.places, '') as places,
       coalesce(s.title, l.title, x."of") as name,
       iif(x.age = 'new', 'of this plan and not named in the older one', 'of the older plan and not named in this one') as here, '' as amount
from parts x
left join policy_sources s on x.figure = 'income.by_source' and s.source = x."of"
left join policy_lists l on x.figure = 'earmarked.by_purpose' and l.list = 'earmarked' and l.id = x."of"
where not exists (select 1 from parts y where y.figure = x.figure and y."of" = x."of" and y.age <> x.age)
  and (x.figure = 'earmarked.by_purpose' and x.age = 'new' or exists (select 1 from parts y where y.figure = x.figure and y.age <> x.age));
