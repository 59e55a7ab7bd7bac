-- id: STA-05
-- title: A printed figure cannot be read or compared
-- about: validity
-- severity: warning
-- basis: paper
-- applies: all
-- speaks-of: stated
-- rule: A printed figure has one unit and can be read as one number (NAR-13 of the reference; pan-Dorset 2016/17 prints £0.220mm).
-- message: "{printed_as}" cannot be compared: it {problem}.
-- fix: Write the figure as one number with one unit, a range as two statements, or name the figure that it is.
select s.area, s.period, s.statement as finding, s.row_id as at_stated__printed, x.printed as printed_as, s.problem as problem
from statements s join stated x on x.statement = s.statement
where s.problem is not null and s.problem <> '';
