/*
title: 找不到投诉的回访 | Surveys whose complaint is not there
severity: warn
*/
select surveys.survey_id, surveys.complaint_id, surveys.visited_at
from sources.surveys as surveys
anti join sources.complaints as complaints using (complaint_id)
where surveys.complaint_id is not null
