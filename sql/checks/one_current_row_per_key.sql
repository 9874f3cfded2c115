/*
title: 每个编号只有一行 | One row per key
severity: stop
*/
select 'tickets' as source, ticket_id as key from facts.tickets group by ticket_id having count(*) > 1
union all
select 'complaints' as source, complaint_id as key from facts.complaints group by complaint_id having count(*) > 1
union all
select 'surveys' as source, survey_id as key from facts.surveys group by survey_id having count(*) > 1
union all
select 'bills' as source, bill_id as key from facts.bills group by bill_id having count(*) > 1
union all
select 'ratings' as source, rating_id as key from facts.ratings group by rating_id having count(*) > 1
