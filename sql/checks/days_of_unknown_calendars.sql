/*
title: 日历不存在的特殊日期 | Days of calendars that have no hours
severity: warn
*/
select days.calendar_id, days.date, days.kind
from sources.calendar_days as days
anti join sources.calendars as calendars using (calendar_id)
where days.calendar_id <> '*'
