/*
 * suggestion.test.mjs -- S2.2b a suggestion is recorded once, passed on, tracked and answered.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, World, table } from "../api/world.mjs";

let w, no;
const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
const at = (n = no) => `/api/p/${PROJECT}/suggestions/${n}`;
const make = (role, more) => w.clients[role].post(`/api/suggestions?project=${PROJECT}`, { text: "地库转角装一面凸面镜，出库看不见行人", ...more });
const act = (role, name, body = {}) => w.clients[role].post(`${at()}/${name}`, body);

before(async () => (w = await World.open()), { timeout: 240000 });
after(() => w?.close());

test("S2.2b an owner's suggestion gets a number of its kind, a receipt and a day by which it is answered", async () => {
  const home = (await w.clients.owner.get("/api/my")).json.homes[0].id;
  const answer = await make("owner", { home });
  assert.equal(answer.status, 201, answer.text);
  ({ no } = answer.json.matter);
  assert.match(no, /^J\d{6}-\d{4}$/);
  assert.equal(answer.json.matter.kind, "suggestion");
  assert.ok(answer.json.matter.due_at);
  assert.deepEqual(answer.json.events.map((e) => e.what), ["suggestion.report"]);
});

test("S2.2b it stands in the one register, and its matter's address leads to it", async () => {
  const { matters } = (await w.clients.agent.get("/api/matters")).json;
  assert.ok(matters.some((m) => m.no === no));
  const page = await w.clients.agent.get(`/p/${PROJECT}/matters/${no}`, { accept: "text/html" });
  assert.deepEqual([page.status, page.headers.get("location")], [303, `/p/${PROJECT}/suggestions/${no}`]);
});

test("S2.2b it is taken, passed on with a day, answered, replied to, answered again and closed", async () => {
  assert.equal((await act("agent", "pass_on", { to_whom: "工程部", due_on: day(7) })).status, 409, "not before it is taken");
  assert.equal((await act("agent", "acknowledge")).status, 200);
  assert.equal((await act("agent", "pass_on", { to_whom: "工程部", due_on: day(-1) })).json.field, "due_on");
  const passed = await act("agent", "pass_on", { to_whom: "工程部", text: "内部：请核价", due_on: day(7) });
  assert.deepEqual([passed.json.matter.state, passed.json.passed_on.length], ["passed_on", 1]);
  const hers = await w.clients.owner.get(at());
  assert.ok(!hers.text.includes("内部：请核价"), "what we say among us is not hers to read");
  assert.equal((await act("agent", "answer", { text: "" })).status, 422);
  const answered = await act("agent", "answer", { text: "已安排 12 月安装" });
  assert.equal(answered.json.passed_on[0].answer, "已安排 12 月安装");
  assert.equal((await act("owner", "reply", { text: "能早一点吗" })).json.matter.state, "acknowledged");
  assert.equal((await act("agent", "answer", { text: "提前到本月底" })).status, 200);
  const closed = await act("agent", "close");
  assert.deepEqual([closed.json.matter.state, closed.json.matter.due_at], ["closed", null]);
  assert.ok(closed.json.matter.closed_at);
  assert.equal((await act("agent", "reopen", { text: "还没装" })).json.matter.state, "acknowledged");
});

test("S1.3c every step of a suggestion is refused to whoever may not, and a stranger finds nothing", async () => {
  const flow = table().flows.find((f) => f.name === "suggestion");
  const bodies = { pass_on: { to_whom: "工程部", due_on: day(3) }, answer: { text: "答复" }, reply: { text: "再说" }, reopen: { text: "重开" } };
  for (const name of new Set(flow.steps.map((s) => s.act)))
    for (const role of ["engineer", "supervisor", "contractor", "property", "owner", "other_owner", "agent"]) {
      const rights = flow.steps.find((s) => s.act === name).roles;
      if (rights.includes(role)) continue;
      const { status, text } = await act(role, name, bodies[name]);
      assert.ok([403, 404].includes(status), `${role} ${name}: ${status} ${text}`);
    }
  assert.equal((await w.clients.other_owner.get(at())).status, 404);
  assert.equal((await w.clients.contractor.get(at())).status, 403);
});

test("S3.2.1a at the desk a suggestion is recorded for a room; what is missing is said beside its field", async () => {
  const desk = await make("agent", { room: "5-2-1802", contact_name: "陈淑兰", contact_phone: "19000000021" });
  assert.equal(desk.status, 201, desk.text);
  assert.equal((await make("agent", { room: "99-9-9999" })).json.field, "room");
  assert.equal((await make("agent", { room: "5-2-1802", text: "" })).json.field, "text");
  const theirs = (await w.clients.other_owner.get("/api/my")).json.homes[0].id;
  assert.equal((await make("owner", { home: theirs })).status, 404);
});
