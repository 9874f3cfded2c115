/** What a site is, in the words of the exports. */
export type SiteKind = "小区" | "店铺" | "系统" | "项目" | "科室" | "网点";

export type Site = {
  id: string;
  name: string;
  kind: SiteKind;
  region: string;
  company: string;
  manager: string;
  /** The trade that `industry_ratings` compares a shop with; empty for all others. */
  category: string;
  maintainedUntil: string;
  /** Share of all tickets, in thousandths; all sites together make 1000. */
  ticketShare: number;
  /** Customers on file at 6000 tickets; grows with the square root of the tickets. */
  customers: number;
  /** First characters of its customers' numbers. Those of communities begin with a zero, as meters' numbers do. */
  customerPrefix: string;
};

type Community = [name: string, region: string, manager: string, ticketShare: number, households: number];

const COMMUNITIES: Community[] = [
  ["金桂苑", "城东片区", "GL001", 72, 20],
  ["锦绣新村", "城东片区", "GL002", 76, 20],
  ["云锦城", "城西片区", "GL003", 84, 24],
  ["望江小区", "城南片区", "GL004", 66, 18],
  ["滨河家园", "城南片区", "GL005", 62, 17],
  ["东风里", "城西片区", "GL006", 54, 14],
  ["翠湖花园", "城东片区", "GL002", 64, 18],
  ["光华里", "城西片区", "GL007", 50, 13],
  ["紫荆苑", "城南片区", "GL005", 58, 16],
  ["育才小区", "城西片区", "GL007", 48, 13],
  ["阳光水岸", "城南片区", "GL003", 80, 22],
  ["和平里", "城东片区", "GL006", 46, 12],
];

const numbered = (index: number): string => String(index + 1).padStart(2, "0");

const shop = { kind: "店铺", region: "线上", company: "清源电商", manager: "GL008", maintainedUntil: "" } as const;
const system = { kind: "系统", region: "信息中心", company: "清源信息", manager: "GL009", category: "" } as const;
const clinicAndCharity = {
  region: "城东片区",
  company: "清源门诊部",
  manager: "GL010",
  category: "",
  maintainedUntil: "",
} as const;

/* prettier-ignore */
const OTHERS: Site[] = [
  { ...shop, id: "DP01", name: "清源净水旗舰店", category: "家用净水", ticketShare: 44, customers: 25, customerPrefix: "M1" },
  { ...shop, id: "DP02", name: "清源家居专营店", category: "家居日用", ticketShare: 40, customers: 25, customerPrefix: "M2" },
  { ...shop, id: "DP03", name: "清源绿植小店", category: "花卉绿植", ticketShare: 26, customers: 15, customerPrefix: "M3" },
  { ...system, id: "XT01", name: "智慧水务平台", maintainedUntil: "2027-03-31", ticketShare: 28, customers: 6, customerPrefix: "Q1" },
  { ...system, id: "XT02", name: "物业收费系统", maintainedUntil: "2026-10-31", ticketShare: 26, customers: 6, customerPrefix: "Q2" },
  { ...system, id: "XT03", name: "门禁改造项目", kind: "项目", maintainedUntil: "2026-12-31", ticketShare: 16, customers: 4, customerPrefix: "Q3" },
  { ...clinicAndCharity, id: "KS01", name: "全科门诊", kind: "科室", ticketShare: 18, customers: 16, customerPrefix: "P1" },
  { ...clinicAndCharity, id: "KS02", name: "中医康复科", kind: "科室", ticketShare: 12, customers: 10, customerPrefix: "P2" },
  { ...clinicAndCharity, id: "KS03", name: "口腔科", kind: "科室", ticketShare: 12, customers: 10, customerPrefix: "P3" },
  { ...clinicAndCharity, id: "GY01", name: "清源公益站", kind: "网点", region: "城南片区", company: "清源公益", ticketShare: 18, customers: 20, customerPrefix: "J1" },
];

export const SITES: Site[] = [
  ...COMMUNITIES.map(([name, region, manager, ticketShare, customers], index): Site => ({
    id: `XQ${numbered(index)}`,
    name,
    kind: "小区",
    region,
    company: "清源物业",
    manager,
    category: "",
    maintainedUntil: "",
    ticketShare,
    customers,
    customerPrefix: `0${numbered(index)}`,
  })),
  ...OTHERS,
];

/** Where the sites whose ids begin so lie in site_slots, which follow the order of ids. */
export function slotsOf(prefix: string): { first: number; count: number } {
  const share = (sites: Site[]): number => sites.reduce((slots, site) => slots + site.ticketShare, 0);
  return {
    first: share(SITES.filter((site) => site.id < prefix)),
    count: share(SITES.filter((site) => site.id.startsWith(prefix))),
  };
}

/** Who answers for sites; GL002, GL003, GL005, GL006 and GL007 have two communities each. */
const MANAGERS = ["周建国", "李红梅", "赵海燕", "陈志强", "吴桂兰", "孙立新", "何晓东", "刘芳", "王敏", "郑文博"];

/** Teams of the desk: their numbers run from `<prefix>001`, the first is the team's leader. */
export const TEAMS = [
  { prefix: "WX1", team: "维修一班", role: "外勤", size: 6 },
  { prefix: "WX2", team: "维修二班", role: "外勤", size: 6 },
  { prefix: "KF", team: "客服一组", role: "客服", size: 9 },
  { prefix: "DS", team: "电商客服组", role: "客服", size: 5 },
  { prefix: "XX", team: "信息售后组", role: "专员", size: 5 },
  { prefix: "DY", team: "导医组", role: "导医", size: 4 },
  { prefix: "GY", team: "公益服务组", role: "专员", size: 2 },
] as const;

export type Agent = {
  id: string;
  name: string;
  team: string;
  role: string;
  leader: string;
  hiredOn: string;
  leftOn: string;
};

const SURNAMES = [..."张刘杨黄徐马朱胡林郭高罗梁宋谢唐韩冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"];
const GIVEN = [
  "伟",
  "芳",
  "娜",
  "敏",
  "静",
  "丽",
  "强",
  "磊",
  "军",
  "洋",
  "勇",
  "艳",
  "杰",
  "娟",
  "涛",
  "明",
  "超",
  "秀兰",
  "霞",
  "平",
  "桂英",
  "丹",
  "玉梅",
  "建华",
  "志明",
  "海涛",
  "晓燕",
  "国庆",
  "春梅",
  "立军",
  "雪",
  "宇航",
  "子涵",
  "思远",
  "佳怡",
  "浩然",
];

/** The two halves that made-up names are put together from. */
export const NAME_PARTS = { surnames: SURNAMES, given: GIVEN };

export const AGENTS: Agent[] = [
  ...MANAGERS.map((name, index): Agent => ({
    id: `GL0${numbered(index)}`,
    name,
    team: "管理",
    role: "经理",
    leader: "",
    hiredOn: `20${String(12 + (index % 7)).padStart(2, "0")}-03-01`,
    leftOn: "",
  })),
  ...TEAMS.flatMap(({ prefix, team, role, size }, at) =>
    Array.from({ length: size }, (_, index): Agent => ({
      id: `${prefix}0${numbered(index)}`,
      name: `${SURNAMES[(at * 7 + index * 3) % SURNAMES.length]}${GIVEN[(at * 11 + index * 5) % GIVEN.length]}`,
      team,
      role: index === 0 ? "组长" : role,
      leader: index === 0 ? "" : `${prefix}001`,
      hiredOn: `20${17 + ((at + index) % 7)}-0${1 + ((at * 3 + index) % 9)}-15`,
      leftOn: prefix === "KF" && index === size - 1 ? "2026-08-23" : "",
    })),
  ),
];
