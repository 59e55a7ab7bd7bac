-- id: MET-18
-- title: A measure of local choice is not chosen
-- about: completeness
-- severity: warning
-- basis: paper
-- applies: 2015-16..2016-17
-- rule: Beside the common measures each board chooses a local metric and a measure of patient or service user experience (Dorset CCG, 20 January 2016, 4.16; that 2016-17 still asks for experience is not confirmed by a published source).
-- message: No {choice_words} has been chosen.
-- fix: Enter the measure that was chosen, with what is planned for it.
select s.area, s.period, k.choice as finding,
       iif(k.choice = 'local', 'local metric', 'measure of patient or service user experience') as choice_words,
       json_object('area', s.area, 'metric', (select min(m.metric) from policy_metrics m where m.choice = k.choice), 'breakdown', '',
                   'period', s.period, 'kind', 'plan', 'as_at', '') as at_observations__metric
from scope s join (select distinct choice from policy_metrics where choice in ('local', 'experience')) k
where s.area <> '*'
  and not exists (select 1 from observations o join policy_metrics m on m.metric = o.metric
                  where m.choice = k.choice and o.area in (s.area, '*') and o.kind = 'plan'
                    and starts(o.period) >= starts(s.period) and starts(o.period) <= ends(s.period))
  and not exists (select 1 from ambitions a join policy_metrics m on m.metric = a.metric
                  where m.choice = k.choice and a.area in (s.area, '*') and a.period = s.period);
