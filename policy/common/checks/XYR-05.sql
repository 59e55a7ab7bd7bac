-- id: XYR-05
-- title: An area or organisation is not the same as before
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- needs: older
-- rule: Figures of areas and organisations that have changed are compared by the portions of table successions, and not where no portion is known.
-- message: {successor_name} was made from {predecessors}{date_words}{made_on}. {says_what}
-- fix: {to_fix}
with named as (
       select s.*, coalesce(a.name, t.name, o.name) as old_name, coalesce(a.name, t.name, o.name, w.name, replace(s.predecessor, '_', ' ')) as shown_name, coalesce(b.name, u.name, r.name, replace(s.successor, '_', ' ')) as new_name
       from successions s
       left join older.areas a on a.area = s.predecessor
       left join (select distinct authority, name from older.authorities) t on t.authority = s.predecessor
       left join older.organisations o on o.organisation = s.predecessor
       left join organisations w on w.organisation = s.predecessor
       left join areas b on b.area = s.successor
       left join (select distinct authority, name from authorities) u on u.authority = s.successor
       left join organisations r on r.organisation = s.successor
       where s.date = '' or s.date > (select coalesce(min(starts), '') from older.plan)),
     known as (select distinct s.successor from named s where s.old_name is not null)
select '*' as area, '' as period, successor as finding, new_name as successor_name, group_concat(shown_name, ', ') as predecessors,
       iif(max(date) = '', '', ' on ') as date_words, max(date) as made_on, json_group_array(row_id) as at_successions__portion,
       iif(count(portion) = count(*), 'Figures are compared by the portions entered.',
           'What portion came from ' || group_concat(iif(portion is null, shown_name, null), ', ') || ' is not known, so figures of the two are not compared.') as says_what,
       iif(count(portion) = count(*), 'Nothing to put right.', 'Enter the portion in table successions when it is known, with its basis; until then show the two years apart.') as to_fix
from named where successor in (select successor from known) group by successor;
