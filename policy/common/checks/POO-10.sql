-- id: POO-10
-- title: A scheme is without a contract for some days
-- about: validity
-- severity: info
-- basis: paper
-- applies: all
-- speaks-of: contracts.ends
-- rule: A contract lasts until the next one of its scheme begins, or something else provides the service meanwhile (Dorset CCG, 20 January 2016, 3.17: frameworks end on 31 January and 31 March 2016, the new service begins on 1 July 2016). Contracts without a scheme are of one service when their titles are the same up to a colon.
-- message: No contract that is listed for {scheme_title} is in force from the end of {last_title} on {last_day:date} until {next_title} begins on {next_day:date}: {gap:count} days.
-- fix: Say how the service is provided meanwhile, or extend the contract.
with held as (
       select row_id, contract, scheme, coalesce(scheme, substr(title, 1, instr(title, ':') - 1)) as service, coalesce(title, contract) as title, starts,
              max(ends, coalesce(extension_to, ends)) as ends
       from contracts where scheme is not null or instr(title, ':') > 1),
     gaps as (
       select n.scheme, n.service, n.contract, n.title as next_title, n.starts as next_day, n.row_id as next_row, l.title as last_title, l.ends as last_day,
              l.row_id as last_row, row_number() over (partition by n.row_id order by l.ends desc, l.contract) as place
       from held n join held l on l.service = n.service and l.scheme is n.scheme and l.ends < n.starts
       where not exists (select 1 from held o -- in force on the day before
                         where o.service = n.service and o.scheme is n.scheme and o.row_id <> n.row_id and (o.starts is null or o.starts < n.starts)
                           and (o.ends is null or o.ends >= n.starts or days(o.ends, n.starts) = 1000000)))
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, coalesce(g.scheme, '') as "of", g.contract as finding,
       coalesce(c.title, g.service) as scheme_title, g.last_title as last_title, g.last_day as last_day, g.next_title as next_title, g.next_day as next_day,
       days(g.last_day, g.next_day) - 1000000 as gap, g.last_row as at_contracts__ends, g.next_row as at_contracts__starts
from gaps g left join schemes c on c.scheme = g.scheme
where g.place = 1;
