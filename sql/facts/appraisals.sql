-- grain: one row per mark of one person in one month and facet, 0 to 100
select
    appraisals.appraisal_id,
    appraisals.agent_id,
    appraisals.month,
    appraisals.facet,
    appraisals.score
from sources.appraisals as appraisals
