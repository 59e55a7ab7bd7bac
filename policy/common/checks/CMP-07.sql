-- id: CMP-07
-- title: A waiver is not complete
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: waivers
-- rule: A waiver says which finding is accepted, why, by whom and until when; one that does not is not in force.
-- message: The waiver of {waived} has no {missing}, so it is not in force.
-- fix: Record it with bcf waive, which asks for all of it.
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, finding as finding, finding as waived,
       substr(iif(reason is null, ', reason', '') || iif(agreed_by is null, ', name of who agreed', '') || iif(until is null, ', end', ''), 3) as missing,
       row_id as at_waivers__until
from waivers where reason is null or agreed_by is null or until is null;
