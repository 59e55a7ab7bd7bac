-- id: P4P-03
-- title: The price of an admission is not the default, and its basis is not recorded
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- rule: Payment for performance is reckoned at £1,490 for each admission unless another price was agreed locally, and then the plan records what that price rests on (pan-Dorset 2016/17, which prints the original price of £1,490 and the local one of £755).
-- message: Payment for performance is reckoned at {actual:GBP} for each admission; the default is {expected:GBP}, and what the local price rests on is not recorded.
-- fix: Enter what the local price rests on in the share's basis, or use the default.
select s.area, s.period, s.share as "of", s.price as actual, 149000 as expected, 'GBP' as unit,
       s.row_id as at_shares__price, s.row_id as at_shares__basis
from shares s where s.kind = 'performance' and s.price <> 149000 and s.basis is null;
