/*
 * acts.mjs -- the repair's acts by the people who take them, so that a test reads like the day it tells.
 */
import assert from "node:assert/strict";
import { png } from "../png.mjs";
import { PROJECT } from "../api/world.mjs";

export const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
export const hour = (n) => new Date(Date.now() + n * 3600000).toISOString();
export const WITNESSES = { witness_1: "王保安", witness_1_role: "property", witness_2: "李邻居", witness_2_role: "neighbour" };
export const SHARES = [{ party: "contractor", name: "恒基建设", percent: 100, grounds: "施工缺陷", evidence: "闭水试验记录" }];

export class Acts {
  constructor(world) {
    this.w = world;
  }

  who = (role) => this.w.clients[role];
  send = (role, no, act, body = {}) => this.who(role).post(`/api/p/${PROJECT}/matters/${no}/${act}`, body);
  sendOrder = (role, no, act, body = {}) => this.who(role).post(`/api/p/${PROJECT}/orders/${no}/${act}`, body);

  /* An act that has to succeed; answers with what the page would show then. */
  async do(role, no, act, body) {
    const answer = await this.send(role, no, act, body);
    assert.equal(answer.status, 200, `${role} ${act}: ${answer.text}`);
    return answer.json;
  }

  async order(role, no, act, body) {
    const answer = await this.sendOrder(role, no, act, body);
    assert.equal(answer.status, 200, `${role} ${act}: ${answer.text}`);
    return answer.json;
  }

  /* One that has to be refused with this code, and change nothing. */
  async refused(role, no, act, body, code, status) {
    const before = await this.see("admin", no);
    const answer = await this.send(role, no, act, body);
    assert.ok(answer.status >= 400 && answer.status < 500, `${role} ${act}: ${answer.status} ${answer.text.slice(0, 300)}`);
    if (code) assert.equal(answer.json.code ?? answer.json.type, code, answer.text);
    if (status) assert.equal(answer.status, status, answer.text);
    const after = await this.see("admin", no);
    assert.equal(after.matter.version, before.matter.version, `${act} was refused and yet changed it`);
    assert.equal(after.events.length, before.events.length);
    return answer.json;
  }

  async see(role, no) {
    const answer = await this.who(role).get(`/api/p/${PROJECT}/matters/${no}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }

  async photo(role) {
    const form = new FormData();
    form.append("photo", new Blob([png()], { type: "image/png" }), "a.png");
    const answer = await this.who(role).post(`/api/p/${PROJECT}/files`, form);
    assert.equal(answer.status, 201, answer.text);
    return answer.json.id;
  }

  async company(name) {
    const { companies } = (await this.who("admin").get("/api/admin/companies")).json;
    const found = companies.find((c) => c.name.includes(name));
    assert.ok(found, `${name}: ${companies.map((c) => c.name)}`);
    return found.id;
  }

  report = async (more) => (await this.w.report(more)).matter.no;

  /* On to a state by the shortest usual way. */
  async to(state, { no, footing = "warranty", shares = SHARES, urgency } = {}) {
    no ??= await this.report(urgency ? { urgency } : undefined);
    const steps = [
      ["acknowledged", () => this.do("agent", no, "acknowledge", urgency ? { urgency } : {})],
      ["visit_agreed", () => this.do("agent", no, "visit", { visit_at: hour(2) })],
      ["checked", () => this.do("engineer", no, "check", { cause: "workmanship", finding: "管根渗水，闭水试验不通过" })],
      ["decided", () => this.do("engineer", no, "decide", { warranty_code: "wet_room_leak", footing, grounds: "现场核查和测量记录", shares })],
      ["plan_proposed", () => this.do("engineer", no, "plan", { scope: "管根防水重做", method: "凿开、重做、闭水", start_on: day(1), finish_on: day(5) })],
      ["plan_agreed", () => this.do("owner", no, "agree")],
      ["ordered", async () => this.do("agent", no, "order", { company: await this.company("恒基"), trade: "waterproofing", scope: "防水重做" })],
      ["working", async () => {
        const order = await this.open(no);
        await this.order("contractor", order, "take", { worker: "吴建国" });
        await this.order("contractor", order, "start");
      }],
      ["finished", async () => this.finish(no)],
      ["accepted", () => this.do("owner", no, "accept", { signer: "沈雁", care: true })],
      ["closed", () => this.do("agent", no, "close")],
    ];
    for (const [name, step] of steps) {
      if (state === "reported") break;
      await step();
      if (name === state) break;
    }
    return no;
  }

  /* The number of the order that is open. */
  async open(no) {
    return (await this.see("admin", no)).orders.find((o) => ["offered", "taken", "working", "stopped"].includes(o.state)).no;
  }

  async finish(no, more = {}) {
    const order = await this.open(no);
    return this.order("contractor", order, "finish", { work_done: "防水重做，闭水 48 小时不渗", photos: [await this.photo("contractor")], ...more });
  }
}
