-- id: EXP-18
-- title: More than 5 % of planned spend has the type Other
-- about: validity
-- severity: warning
-- basis: unverified
-- applies: 2016-17..
-- needs: figures:spend.by_type, figures:spend.total
-- rule: Scheme types say what the fund buys; Other should stay below 5 % of planned spend (professional custom, not confirmed by a published source).
-- message: {other:GBP} of planned spend, {actual:percent}, has the scheme type Other.
-- fix: Give these lines the scheme type that fits best.
select o.area, o.period, percent(o.value, t.value) as actual, 5000000 as expected, 'percent' as unit,
       o.value as other, o.places as places
from figures o join figures t using (area, period) join policy_scheme_types k on k.type = o."of" and k.kind = 'other'
where o.figure = 'spend.by_type' and t.figure = 'spend.total' and o.value * 100 > t.value * 5;
