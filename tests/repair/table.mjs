/*
 * table.mjs -- the repair's transition table as the program prints it, and what each act needs to be taken.
 *
 * The walkers know no list of states or acts of their own: they read the table.  Only the bodies stand
 * here; an act without one fails the test that counts them.
 */
import { PROJECT, table } from "../api/world.mjs";
import { Acts, SHARES, WITNESSES, day, hour } from "./acts.mjs";

const printed = table();
export const fault = printed.flows.find((f) => f.name === "fault");
export const order = printed.flows.find((f) => f.name === "order");
export const routes = printed.routes;
export const ROLES = ["admin", "manager", "agent", "engineer", "supervisor", "contractor", "other_contractor", "property", "owner", "other_owner", "nobody"];
/* Acts on orders have addresses of their own, also where the fault has a row of the same name. */
export const orderActs = new Set(order.steps.map((s) => s.act).filter((a) => a !== "no_access"));
export const faultActs = [...new Set(fault.steps.map((s) => s.act))].filter((a) => !orderActs.has(a));
export const roleOf = (who) => (who === "other_contractor" ? "contractor" : who === "other_owner" ? "owner" : who);

const HERS = [{ party: "owner", percent: 100, grounds: "装修改动" }];
const reason = (text) => () => ({ reason: text });
/* (ids) → body; ids: photo, property, contractor, other, trade, paid */
export const bodies = {
  acknowledge: () => ({}),
  visit: () => ({ visit_at: hour(2) }),
  offer: () => ({ visit_at: hour(20) }),
  agree_visit: () => ({}),
  wish: () => ({ wished: "周末全天" }),
  arrive: () => ({}),
  check: () => ({ cause: "workmanship", finding: "管根渗漏，闭水不合格" }),
  decide: (i) => ({ warranty_code: "wet_room_leak", footing: i.paid ? "paid" : "warranty", grounds: "闭水不合格", shares: i.paid ? HERS : SHARES }),
  plan: () => ({ scope: "主卫立管", method: "重做防水", start_on: day(1), finish_on: day(3) }),
  agree: () => ({}),
  change: reason("换个日子"),
  order: (i) => ({ company: i.contractor, trade: i.trade, scope: "主卫立管防水" }),
  accept: () => ({ signer: "陈淑兰", care: true }),
  refuse: reason("还有一点渗"),
  close: () => ({ note: "已回访" }),
  contact: () => ({ way: "phone", result: "no_answer", purpose: "visit" }),
  miss: () => ({ who: "owner", reason: "等了二十分钟" }),
  no_access: (i) => ({ text: "敲门三次无人应答", photos: [i.photo] }),
  triage: () => ({ kind: "emergency", reason: "水流到电表" }),
  make_safe: () => ({ text: "关阀排水" }),
  enter_absent: (i) => ({ text: "入户关阀并清点", notice: "短信和门贴", ...WITNESSES, photos: [i.photo] }),
  object: reason("我没有动过"),
  uphold: reason("维持原认定"),
  overturn: reason("重新核查"),
  scope: reason("装修改动，不在范围"),
  sign_reason: () => ({ signer: "陈淑兰" }),
  want_paid: () => ({}),
  quote: () => ({ valid_until_on: day(30), warranty_months: 12, lines: [{ words: "防水", amount: 480000 }] }),
  accept_quote: () => ({}),
  decline_quote: reason("太贵"),
  pay: () => ({ amount: 100, way: "cash", receipt: "SJ-01" }),
  refuse_to_sign: (i) => ({ reason: "先谈赔偿", ...WITNESSES, photos: [i.photo] }),
  joint: () => ({ at: hour(48), text: "请监理一起闭水" }),
  settle: reason("协商一致"),
  withdraw: reason("不修了"),
  duplicate: (i) => ({ other: i.other, reason: "同一件" }),
  advise: reason("更换垫圈即可"),
  hand: (i) => ({ company: i.property, reason: "公共管道", due_on: day(3) }),
  answer: () => ({ text: "已更换公共阀门" }),
  take_back: reason("查明是户内"),
  close_handed: () => ({}),
  reopen: reason("又渗了"),
  take: () => ({ worker: "吴建国" }),
  decline: reason("人手不够"),
  start: () => ({}),
  finish: (i) => ({ work_done: "重做完毕", photos: [i.photo] }),
  appoint: () => ({ at: hour(5) }),
  supervise: () => ({ kind: "quality", text: "基层含水率偏高" }),
  stop: () => ({ kind: "safety", text: "未断电施工" }),
  resume: () => ({ text: "已断电复查" }),
  cancel: reason("换一家"),
};
const needsPhoto = new Set(["no_access", "enter_absent", "refuse_to_sign", "finish"]);
/* The one who usually takes an act, of those whom the table lets. */
const usual = ["agent", "engineer", "manager", "contractor", "supervisor", "property", "owner", "admin"];
export const actorOf = (step) => (["uphold", "overturn", "settle"].includes(step.act) ? "manager" : step.roles.includes("contractor") ? "contractor" : step.act === "check" || step.act === "decide" ? "engineer" : usual.find((r) => step.roles.includes(r)));

/* The shortest way of the table to a state, by steps that move; `paid`: over a quote. */
export function way(to, paid) {
  const avoid = (s) => ["reopen", "take_back", "cancel", "decline", "miss", "no_access"].includes(s.act) || (paid ? s.act === "plan" && s.from === "decided" : ["scope", "quote"].includes(s.act));
  const seen = new Map([[fault.states[0], []]]);
  for (const state of seen.keys())
    for (const s of fault.steps.filter((x) => x.from === state && x.to && !avoid(x)))
      if (!seen.has(s.to)) seen.set(s.to, [...seen.get(state), s]);
  return seen.get(to);
}

export class Walker extends Acts {
  static async open(world) {
    const k = new Walker(world);
    k.ids = { property: await k.company("澜庭物业"), contractor: await k.company("恒基"), trade: "waterproofing" };
    return k;
  }

  path(no, act, order) {
    if (order) return `/api/p/${PROJECT}/orders/${order}/${act}`;
    return `/api/p/${PROJECT}/${act === "answer" ? "handed" : "matters"}/${no}/${act}`;
  }

  /* Tries an act; the order is the newest one that has a row for it. */
  async try(role, no, act, { paid, other, trade, headers, isOrder = orderActs.has(act) } = {}) {
    const ids = { ...this.ids, paid, other, trade: trade ?? this.ids.trade };
    if (needsPhoto.has(act)) ids.photo = await this.photo(["nobody", "property", "supervisor"].includes(role) ? "agent" : role);
    const on = isOrder ? await this.orderFor(no, act) : undefined;
    return this.who(role).post(this.path(no, act, on), bodies[act](ids), headers);
  }

  async orderFor(no, act) {
    const { orders } = await this.see("admin", no);
    const fits = orders.filter((o) => order.steps.some((s) => s.act === act && s.from === o.state));
    return (fits.at(-1) ?? orders.at(-1))?.no ?? "W000101-0001";
  }

  /* Drives a fresh matter to a state of the table. */
  async drive(to, paid = false) {
    const no = await this.report();
    for (const s of way(to, paid)) {
      if (s.act === "start") await this.must("contractor", no, "take");
      await this.must(actorOf(s), no, s.act, { paid });
    }
    return no;
  }

  async must(role, no, act, more) {
    const answer = await this.try(role, no, act, more);
    if (answer.status !== 200) throw new Error(`${role} ${act} on ${no}: ${answer.status} ${answer.text}`);
    return answer.json;
  }
}
