-- id: CMP-05
-- title: A word is not in its list
-- about: validity
-- severity: error
-- basis: paper
-- applies: all
-- rule: Columns with a closed list hold words of that list, or they cannot be counted.
-- message: "{word}" in {tbl}, column {col}, is not in the list of that column.
-- fix: Choose a word from the list.
select (select iif(count(distinct area) = 1, min(area), '*') from scope) as area, u.tbl || '.' || u.col || '=' || u.value as finding, u.value as word, u.tbl as tbl, u.col as col,
       iif(u.tbl = 'plan' and u.col = 'status', u.row_id, null) as at_plan__status,
       iif(u.tbl = 'authorities' and u.col = 'tier', u.row_id, null) as at_authorities__tier,
       iif(u.tbl = 'organisations' and u.col = 'kind', u.row_id, null) as at_organisations__kind,
       iif(u.tbl = 'population' and u.col = 'ages', u.row_id, null) as at_population__ages,
       iif(u.tbl = 'bodies' and u.col = 'kind', u.row_id, null) as at_bodies__kind,
       iif(u.tbl = 'bodies' and u.col = 'may', u.row_id, null) as at_bodies__may,
       iif(u.tbl = 'requirements' and u.col = 'measure', u.row_id, null) as at_requirements__measure,
       iif(u.tbl = 'income' and u.col = 'source', u.row_id, null) as at_income__source,
       iif(u.tbl = 'income' and u.col = 'certainty', u.row_id, null) as at_income__certainty,
       iif(u.tbl = 'income' and u.col = 'recurrence', u.row_id, null) as at_income__recurrence,
       iif(u.tbl = 'passported' and u.col = 'source', u.row_id, null) as at_passported__source,
       iif(u.tbl = 'schemes' and u.col = 'type', u.row_id, null) as at_schemes__type,
       iif(u.tbl = 'schemes' and u.col = 'pooling', u.row_id, null) as at_schemes__pooling,
       iif(u.tbl = 'spend' and u.col = 'source', u.row_id, null) as at_spend__source,
       iif(u.tbl = 'spend' and u.col = 'nature', u.row_id, null) as at_spend__nature,
       iif(u.tbl = 'spend' and u.col = 'recurrence', u.row_id, null) as at_spend__recurrence,
       iif(u.tbl = 'spend' and u.col = 'status', u.row_id, null) as at_spend__status,
       iif(u.tbl = 'activity' and u.col = 'unit', u.row_id, null) as at_activity__unit,
       iif(u.tbl = 'agreements' and u.col = 'kind', u.row_id, null) as at_agreements__kind,
       iif(u.tbl = 'shares' and u.col = 'kind', u.row_id, null) as at_shares__kind,
       iif(u.tbl = 'postings' and u.col = 'source', u.row_id, null) as at_postings__source,
       iif(u.tbl = 'forecasts' and u.col = 'source', u.row_id, null) as at_forecasts__source,
       iif(u.tbl = 'conditions' and u.col = 'condition', u.row_id, null) as at_conditions__condition,
       iif(u.tbl = 'conditions' and u.col = 'answer', u.row_id, null) as at_conditions__answer,
       iif(u.tbl = 'planning_requirements' and u.col = 'met', u.row_id, null) as at_planning_requirements__met,
       iif(u.tbl = 'observations' and u.col = 'kind', u.row_id, null) as at_observations__kind,
       iif(u.tbl = 'ambitions' and u.col = 'intent', u.row_id, null) as at_ambitions__intent,
       iif(u.tbl = 'ambitions' and u.col = 'each', u.row_id, null) as at_ambitions__each,
       iif(u.tbl = 'benefits' and u.col = 'cashable', u.row_id, null) as at_benefits__cashable,
       iif(u.tbl = 'evaluations' and u.col = 'recommendation', u.row_id, null) as at_evaluations__recommendation,
       iif(u.tbl = 'maturity' and u.col = 'change', u.row_id, null) as at_maturity__change,
       iif(u.tbl = 'maturity' and u.col = 'current', u.row_id, null) as at_maturity__current,
       iif(u.tbl = 'maturity' and u.col = 'planned', u.row_id, null) as at_maturity__planned,
       iif(u.tbl = 'documents' and u.col = 'status', u.row_id, null) as at_documents__status,
       iif(u.tbl = 'signoffs' and u.col = 'decision', u.row_id, null) as at_signoffs__decision,
       iif(u.tbl = 'stated' and u.col = 'qualifier', u.row_id, null) as at_stated__qualifier,
       iif(u.tbl = 'stated_parts' and u.col = 'how', u.row_id, null) as at_stated_parts__how,
       iif(u.tbl = 'coverage' and u.col = 'extent', u.row_id, null) as at_coverage__extent
from (select tbl, row_id, col, value from unlisted union all select tbl, row_id, col, value from dangling where target like 'policy_%') u
where u.col <> 'metric' and not (u.tbl = 'spend' and u.col in ('type', 'area_of_spend', 'commissioner', 'provider_kind'));
