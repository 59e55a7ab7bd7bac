-- id: EXP-11
-- title: Winter money pays for a line that says nothing of winter or discharge
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- needs: spend
-- rule: The Winter Pressures Grant is to manage demand pressures on the NHS and to support people to be discharged from hospital, with particular reference to seasonal winter pressures (Doncaster, 5 September 2019, 5.6).
-- message: Line {line} is paid for by the Winter Pressures Grant, and neither its words nor its scheme's speak of winter, hospital, admission or discharge.
-- fix: Say what the line does for winter pressures or discharge, or choose another funding source.
with worded as (
       select s.row_id, s.area, s.period, s.line, s.amount,
              lower(coalesce(s.description, '') || ' ' || coalesce(s.note, '') || ' ' || coalesce(c.title, '') || ' ' || coalesce(c.description, '') || ' '
                    || coalesce(t.title, '')) as words
       from spend s left join schemes c on c.scheme = s.scheme left join policy_scheme_types t on t.type = s.type
       where s.source = 'winter_pressures' and s.amount <> 0)
select area, period, line as finding, line as line, amount as actual, 'GBP' as unit, row_id as at_spend__description
from worded
where not (words like '%winter%' or words like '%season%' or words like '%discharge%' or words like '%hospital%' or words like '%admission%'
        or words like '%surge%' or words like '%transfer%' or words like '%reablement%' or words like '%step down%');
