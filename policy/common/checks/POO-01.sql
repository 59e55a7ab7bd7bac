-- id: POO-01
-- title: A pooled fund has no host or no pool manager
-- about: completeness
-- severity: error
-- basis: published
-- applies: all
-- needs: agreements
-- rule: Every pooled fund has a host, which keeps its accounts, and a pool manager (contents of section 75 agreements; operating guidance on hosts).
-- message: {agreement_title} names no {missing}.
-- fix: Enter the host and the pool manager.
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, a.agreement as finding, coalesce(a.title, a.agreement) as agreement_title,
       iif(a.host is null, 'host', '') || iif(a.host is null and a.pool_manager is null, ' and no ', '') || iif(a.pool_manager is null, 'pool manager', '') as missing,
       iif(a.host is null, a.row_id, null) as at_agreements__host, iif(a.pool_manager is null, a.row_id, null) as at_agreements__pool_manager
from agreements a where a.kind = 's75' and (a.host is null or a.pool_manager is null);
