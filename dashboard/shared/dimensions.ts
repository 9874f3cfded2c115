import type { Words } from "./words.ts";

/** What the areas of the catalogue are called, in the order of the overview. */
export const AREAS: { id: string; title: Words }[] = [
  { id: "receivables", title: { zh: "收费", en: "Receivables" } },
  { id: "service", title: { zh: "时效与工单", en: "Response and tickets" } },
  { id: "complaints", title: { zh: "投诉", en: "Complaints" } },
  { id: "satisfaction", title: { zh: "满意度与回访", en: "Satisfaction" } },
  { id: "shops", title: { zh: "店铺", en: "Shops" } },
  { id: "calls", title: { zh: "电话与在线", en: "Calls and online" } },
  { id: "inspections", title: { zh: "巡查与外勤", en: "Inspections" } },
  { id: "projects", title: { zh: "事务与项目", en: "Projects and tasks" } },
  { id: "customers", title: { zh: "客户经营", en: "Customers" } },
  { id: "people", title: { zh: "人员考核", en: "Appraisal" } },
  { id: "data", title: { zh: "数据", en: "Data" } },
];

/** What dimensions are called where no contract's column names them. */
export const DIMENSION_TITLES: Record<string, Words> = {
  site: { zh: "小区/店铺", en: "Site" },
  agent: { zh: "处理人", en: "Agent" },
  collector: { zh: "责任人", en: "Collector" },
  campaign: { zh: "回访类型", en: "Campaign" },
  method: { zh: "回访方式", en: "Method" },
  tier: { zh: "客户等级", en: "Customer tier" },
  channel: { zh: "渠道", en: "Channel" },
  kind: { zh: "类型", en: "Kind" },
  category: { zh: "分类", en: "Category" },
  priority: { zh: "优先级", en: "Priority" },
  hour: { zh: "时段", en: "Hour" },
  weekday: { zh: "星期", en: "Weekday" },
  department: { zh: "责任部门", en: "Department" },
  cause: { zh: "原因", en: "Cause" },
  severity: { zh: "等级", en: "Severity" },
  facet: { zh: "评分项", en: "Facet" },
  fee_kind: { zh: "费项", en: "Fee" },
  age_bucket: { zh: "账龄（天）", en: "Age in days" },
  region: { zh: "区域", en: "Region" },
  company: { zh: "公司", en: "Company" },
  team: { zh: "班组", en: "Team" },
  leader: { zh: "组长", en: "Leader" },
  inspector: { zh: "巡检人", en: "Inspector" },
  owner: { zh: "责任人", en: "Owner" },
  manager: { zh: "负责人", en: "Manager" },
  credit: { zh: "信用等级", en: "Credit" },
  segment: { zh: "客户分类", en: "Segment" },
  tenure: { zh: "年限（年）", en: "Tenure in years" },
  escalation: { zh: "上报级别", en: "Escalation" },
  queue: { zh: "线路", en: "Line" },
  slot: { zh: "时段", en: "Slot" },
  board: { zh: "版块", en: "Board" },
  batch: { zh: "批次", en: "Batch" },
  exception: { zh: "异常类型", en: "Exception" },
  return_kind: { zh: "售后类型", en: "Kind of return" },
  return_reason: { zh: "退换原因", en: "Reason of return" },
  rule: { zh: "规则", en: "Rule" },
  source: { zh: "来源", en: "Source" },
  uploader: { zh: "上传人", en: "Uploaded by" },
};

/** Members that no contract names. */
export const MEMBER_LABELS: Record<string, Record<string, Words>> = {
  slot: {
    morning: { zh: "上午", en: "Morning" },
    afternoon: { zh: "下午", en: "Afternoon" },
    evening: { zh: "晚间", en: "Evening" },
  },
  weekday: {
    "1": { zh: "周一", en: "Mon" },
    "2": { zh: "周二", en: "Tue" },
    "3": { zh: "周三", en: "Wed" },
    "4": { zh: "周四", en: "Thu" },
    "5": { zh: "周五", en: "Fri" },
    "6": { zh: "周六", en: "Sat" },
    "7": { zh: "周日", en: "Sun" },
  },
};
