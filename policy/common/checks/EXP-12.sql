-- id: EXP-12
-- title: A line has another scheme type than its scheme
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: spend.type
-- needs: spend
-- explained-by: EXP-09
-- rule: The lines of one scheme have the scheme's type, or spend by scheme and spend by scheme type cannot be read together (pan-Dorset 2016/17, section 5, gives each scheme one type). A line of the type Other that says in words what it is is not judged.
-- message: Line {line} is of the type {actual}; its scheme, {scheme_title}, is of the type {expected}.
-- fix: Give the line the type of its scheme, move it to another scheme, or correct the scheme's type.
select s.area, s.period, s.line as finding, s.line as line, t.title as actual, coalesce(u.title, c.type) as expected, 'text' as unit,
       coalesce(c.title, c.scheme) as scheme_title, s.row_id as at_spend__type, c.row_id as at_schemes__type,
       'fail' as result
from spend s join schemes c on c.scheme = s.scheme
join policy_scheme_types t on t.type = s.type left join policy_scheme_types u on u.type = c.type
where s.type <> c.type and not (coalesce(t.kind, '') = 'other' and s.type_other is not null)
union all select null, null, null, null, null, null, null, null, null, null, 'not_applicable' where not exists (select 1 from schemes where type is not null);
