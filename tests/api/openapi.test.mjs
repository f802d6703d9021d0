/*
 * openapi.test.mjs -- a program can trust the document: every answer against its schema, and the whole
 * life of a repair over the API, each step allowed and each forbidden one refused, for each role.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { png } from "../png.mjs";
import { PROJECT, World, table } from "./world.mjs";

let w, document;
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
const { flows } = table();
const fault = flows.find((f) => f.name === "fault"), order = flows.find((f) => f.name === "order");

before(async () => {
  w = await World.open();
  document = (await w.clients.nobody.get("/api/openapi.json")).json;
}, { timeout: 240000 });
after(() => w?.close());

/* The answer of a path that the document knows fits its schema. */
function fits(method, template, answer) {
  const operation = document.paths[template]?.[method.toLowerCase()];
  assert.ok(operation, `${method} ${template} is not in the document`);
  const schema =
    answer.status < 300
      ? operation.responses[String(answer.status)]?.content?.["application/json"]?.schema
      : document.components.schemas.problem;
  if (!schema) return;
  const validate = (schema.$compiled ??= { fn: ajv.compile(JSON.parse(JSON.stringify(schema, (k, v) => (k === "$compiled" ? undefined : v)))) }).fn;
  assert.ok(validate(answer.json), `${method} ${template} ${answer.status}: ${JSON.stringify(validate.errors?.slice(0, 3))} in ${answer.text.slice(0, 400)}`);
}

test("S3.2.1a the document itself is sound: version, unique operations, every path parameter declared", () => {
  assert.equal(document.openapi, "3.1.0");
  const ids = [];
  for (const [path, item] of Object.entries(document.paths))
    for (const operation of Object.values(item)) {
      ids.push(operation.operationId);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      assert.deepEqual(operation.parameters.filter((p) => p.in === "path").map((p) => p.name), named, path);
    }
  assert.equal(new Set(ids).size, ids.length);
});

test("S3.2.1a every page that can be asked for as JSON answers as the document says", async () => {
  const list = (await w.clients.agent.get("/api/matters?view=all")).json.matters;
  const orders = (await w.clients.supervisor.get("/api/field")).json.orders;
  const sealed = [];
  for (const m of (await w.clients.agent.get("/api/matters?view=closed")).json.matters) sealed.push(...(await w.clients.agent.get(`/api/p/${PROJECT}/matters/${m.no}`)).json.papers);
  const values = { project: PROJECT, no: list[0].no, kind: "homes", code: "nothing" };
  let seen = 0;
  for (const [path, item] of Object.entries(document.paths)) {
    if (!item.get || /events|template/.test(path)) continue;
    const own = { ...values, id: "1" };
    if (path.includes("/orders/")) own.no = orders[0]?.no ?? "W000101-0001";
    if (path.includes("/homes/{id}") || path.includes("/homes/{id}/edit")) own.id = (await w.clients.agent.get(`/api/p/${PROJECT}/homes`)).json.homes[0].id;
    const address = "/api" + path.replace(/\{(\w+)\}/g, (_, name) => own[name] ?? "1");
    for (const role of ["nobody", "admin", "agent", "contractor", "owner"]) {
      const answer = await w.clients[role].get(address);
      assert.ok(answer.status < 500, `${path}: ${answer.text}`);
      if (!answer.json) continue;
      fits("GET", path, answer);
      seen += answer.status === 200;
    }
  }
  assert.ok(seen > 40, `only ${seen} answers`);
});

/* ---- the life of a repair ---- */

const day = (n) => new Date(Date.now() + n * 86400000 + 8 * 3600000).toISOString().slice(0, 10);
const bodies = {
  acknowledge: () => ({}),
  visit: () => ({ visit_at: new Date(Date.now() + 3600000).toISOString() }),
  wish: () => ({ wished: "周末全天" }),
  arrive: () => ({}),
  check: () => ({ cause: "workmanship", finding: "管根渗漏" }),
  decide: () => ({ warranty_code: "wet_room_leak", footing: "warranty", grounds: "闭水不合格", shares: [{ party: "contractor", percent: 33.33 }, { party: "other_owner", percent: 66.67 }] }),
  plan: () => ({ scope: "主卫立管", method: "重做防水", start_on: day(1), finish_on: day(3) }),
  agree: () => ({}),
  change: () => ({ reason: "换个日子" }),
  order: (ids) => ({ company: ids.company, scope: "主卫立管防水" }),
  accept: () => ({ signer: "陈淑兰", care: true }),
  refuse: () => ({ reason: "还有一点渗" }),
  close: () => ({}),
  take: () => ({ worker: "吴建国" }),
  decline: () => ({ reason: "人手不够" }),
  start: () => ({}),
  finish: (ids) => ({ work_done: "已重做", cost: 86000, photos: [ids.photo] }),
};
const isOrderAct = (act) => ["take", "decline", "start", "finish"].includes(act);
const staff = ["admin", "manager", "agent", "engineer", "supervisor", "contractor", "property", "owner"];

async function upload(client) {
  const form = new FormData();
  form.append("photo", new Blob([png()], { type: "image/png" }), "a.png");
  const answer = await client.post(`/api/p/${PROJECT}/files`, form);
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}

class Repair {
  static async begin() {
    const r = new Repair();
    const view = await w.report();
    r.no = view.matter.no;
    r.company = (await w.clients.admin.get("/api/admin/companies")).json;
    const companies = JSON.stringify(r.company).match(/"id":"(\d+)","name":"恒基建设工程有限公司"/) ?? JSON.stringify(r.company).match(/\{[^{}]*"name":"恒基建设工程有限公司"[^{}]*\}/);
    r.company = companies[1] ?? JSON.parse(companies[0]).id;
    return r;
  }

  async state() {
    return (await w.clients.agent.get(`/api/p/${PROJECT}/matters/${this.no}`)).json;
  }

  async act(role, act) {
    const ids = { company: this.company };
    if (act === "finish") ids.photo = await upload(w.clients.engineer);
    const client = act === "finish" && role !== "engineer" ? w.clients[role] : w.clients[role];
    const view = await this.state();
    const last = view.orders.at(-1)?.no ?? "W000101-0001";
    const template = isOrderAct(act) ? `/p/{project}/orders/{no}/${act}` : `/p/{project}/matters/{no}/${act}`;
    const answer = await client.post(`/api/p/${PROJECT}/${isOrderAct(act) ? `orders/${last}` : `matters/${this.no}`}/${act}`, bodies[act](ids));
    fits("POST", template, answer);
    return answer;
  }

  /* Everything that must not happen in this state is refused, whoever tries. */
  async refusesAllElse() {
    const view = await this.state();
    const state = view.faults[0].state, orderState = view.orders.at(-1)?.state;
    for (const act of Object.keys(bodies)) {
      const flow = isOrderAct(act) ? order : fault;
      const step = flow.steps.find((s) => s.act === act && s.from === (isOrderAct(act) ? orderState : state));
      for (const role of staff) {
        const may = flow.steps.some((s) => s.act === act && s.roles.includes(role));
        if (step && may) continue;
        if (act === "finish" && role !== "engineer") continue; /* her own photo is needed for the body */
        const { status, text } = await this.act(role, act);
        assert.ok([403, 404, 409].includes(status), `${role} ${act} in ${state}/${orderState}: ${status} ${text.slice(0, 200)}`);
        if (!may) assert.ok([403, 404].includes(status), `${role} ${act}: ${status}`);
      }
    }
    assert.equal((await this.state()).faults[0].state, state, "a refused act changed the state");
  }
}

const line = [
  ["agent", "acknowledge", "acknowledged"], ["agent", "visit", "visit_agreed"], ["engineer", "check", "checked"], ["engineer", "decide", "decided"],
  ["engineer", "plan", "plan_proposed"], ["owner", "change", "change_asked"], ["engineer", "plan", "plan_proposed"], ["owner", "agree", "plan_agreed"],
  ["agent", "order", "ordered"], ["contractor", "decline", "plan_agreed"], ["agent", "order", "ordered"], ["contractor", "take", "ordered"],
  ["contractor", "start", "working"], ["engineer", "finish", "finished"], ["owner", "refuse", "refused"], ["contractor", "start", "working"],
  ["engineer", "finish", "finished"], ["owner", "accept", "accepted"], ["agent", "close", "closed"],
];

test("S1.3c in every state each allowed step leads where the table says, and every other one is refused for each role", async () => {
  const r = await Repair.begin();
  await r.refusesAllElse();
  for (const [role, act, to] of line) {
    const answer = await r.act(role, act);
    assert.equal(answer.status, 200, `${role} ${act}: ${answer.text}`);
    assert.equal((await r.state()).faults[0].state, to, `${act} leads to ${to}`);
    await r.refusesAllElse();
  }
  const end = await r.state();
  assert.equal(end.matter.state, "closed");
  assert.deepEqual(end.faults[0].rounds.map((x) => [x.round, x.passed]), [[1, false], [2, true]]);
  assert.equal(end.faults[0].shares.reduce((sum, s) => sum + s.percent_hundredths, 0), 10000);
});

test("S3.2.4b the actions that the API offers are those that it takes", async () => {
  const r = await Repair.begin();
  for (const [role, act] of line.slice(0, 9)) {
    const { actions } = (await w.clients[role].get(`/api/p/${PROJECT}/matters/${r.no}`)).json;
    assert.ok(actions.some((a) => a.act === act && a.href.endsWith(`/${act}`)), `${role} is offered ${act}: ${JSON.stringify(actions)}`);
    assert.equal((await r.act(role, act)).status, 200);
  }
});

test("quality 12 a write with the same key answers the same and is done once; with other content it is refused", async () => {
  const home = (await w.clients.owner.get("/api/my")).json.homes[0].id;
  const body = { home, description: "同一个编号", faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] };
  const headers = { "idempotency-key": "0123456789abcdef" };
  const path = `/api/p/${PROJECT}/matters`;
  const [first, second] = [await w.clients.owner.post(path, body, headers), await w.clients.owner.post(path, body, headers)];
  assert.equal(first.status, 201);
  assert.equal(second.status, 201);
  assert.equal(second.json.matter.no, first.json.matter.no);
  assert.equal(second.headers.get("idempotency-replayed"), "true");
  assert.equal((await w.clients.owner.post(path, { ...body, description: "别的内容" }, headers)).status, 409);
});

test("quality 13 a stale version is refused with what stands now, by If-Match and by the form's version", async () => {
  const r = await Repair.begin();
  const path = `/api/p/${PROJECT}/matters/${r.no}`;
  const etag = (await w.clients.agent.get(path)).headers.get("etag");
  assert.match(etag, /^"\d+"$/);
  assert.equal((await w.clients.agent.post(`${path}/acknowledge`, {}, { "if-match": '"1"' })).status, 409);
  assert.equal((await w.clients.agent.post(`${path}/acknowledge`, { version: "1" })).status, 409);
  assert.equal((await w.clients.agent.post(`${path}/acknowledge`, {}, { "if-match": etag })).status, 200);
});

test("quality 17 unknown, missing, overlong, wrong and absurd values are named beside their field, and nothing is written", async () => {
  const home = (await w.clients.owner.get("/api/my")).json.homes[0].id;
  const good = { home, description: "主卫滴水", faults: [{ place: "master_bath", component: "waterproof", symptom: "leak" }] };
  const bad = [
    [{ ...good, hello: 1 }, "hello"], [{ ...good, description: undefined }, "description"], [{ ...good, description: "长".repeat(2001) }, "description"],
    [{ ...good, home: "abc" }, "home"], [{ ...good, home: "-1" }, "home"], [{ ...good, contact_phone: "123" }, "contact_phone"],
    [{ ...good, description: "有\u0000零" }, undefined], [{ ...good, description: "控制\u0007字符" }, "description"],
    [{ ...good, faults: [] }, "faults[0].place"], [{ ...good, faults: [{ place: "moon", component: "wall", symptom: "leak" }] }, "faults[0].place"],
    [{ ...good, faults: [{ place: "kitchen", symptom: "leak" }] }, "faults[0].component"], [{ ...good, urgency: "very" }, "urgency"],
    [{ ...good, photos: ["999999"] }, undefined], [{ ...good, faults: Array(11).fill(good.faults[0]) }, "faults"],
  ];
  const count = async () => (await w.clients.owner.get("/api/my")).json;
  const before = JSON.stringify(await count());
  for (const [body, field] of bad) {
    const answer = await w.clients.owner.post(`/api/p/${PROJECT}/matters`, body);
    assert.ok([422, 400].includes(answer.status), `${JSON.stringify(body).slice(0, 120)}: ${answer.status} ${answer.text.slice(0, 200)}`);
    if (field) assert.ok(answer.json.field === field || answer.json.errors?.some((e) => e.field === field), `${field}: ${answer.text}`);
    fits("POST", "/p/{project}/matters", answer);
  }
  for (const raw of ["{", "[]", '{"a":1,"a":2}', '"text"', "{\"description\":\"\\ud800\"}", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])])
    assert.ok([400, 422].includes((await w.clients.owner.send("POST", `/api/p/${PROJECT}/matters`, raw.toString("latin1"), { "content-type": "application/json" })).status));
  assert.equal(JSON.stringify(await count()), before);
});

test("quality security 4 markup in every text comes back as text, on the page and in the API", async () => {
  const evil = `<img src=x onerror=alert(1)>"'&<script>alert(2)</script>`;
  const view = await w.report({ description: evil, contact_name: evil.slice(0, 40), wished: evil });
  const path = `/p/${PROJECT}/matters/${view.matter.no}`;
  assert.equal((await w.clients.agent.get(`/api${path}`)).json.matter.description, evil);
  for (const [role, page] of [["agent", path], ["agent", "/matters"], ["owner", `/my/${PROJECT}/${view.matter.no}`]]) {
    const { text, headers } = await w.clients[role].get(page, { accept: "text/html" });
    assert.ok(!text.includes("<img src=x") && !text.includes("<script>alert"), page);
    assert.match(headers.get("content-security-policy"), /default-src 'none'/);
    assert.ok(!/<script(?![^>]*src=)/.test(text) && !/ on\w+="/.test(text) && !/ style="/.test(text), page);
  }
});

test("quality security 9 a token reads only what it may, and a revoked or project token no more", async () => {
  const { Client } = await import("./world.mjs");
  const reader = new Client(w.base, w.token("t-agent", "reader", "--read-only"));
  const no = (await w.report()).matter.no;
  assert.equal((await reader.get(`/api/p/${PROJECT}/matters/${no}`)).status, 200);
  assert.equal((await reader.post(`/api/p/${PROJECT}/matters/${no}/acknowledge`)).status, 403);
  w.command("token", "revoke", "--data", w.data, "--name", "reader");
  assert.equal((await reader.get(`/api/p/${PROJECT}/matters/${no}`)).status, 401);
  w.command("user", "disable", "--data", w.data, "--name", "t-supervisor");
  assert.equal((await w.clients.supervisor.get("/api/matters")).status, 401);
});

test("quality security 10 a write from another site, or without the page's token, is refused", async () => {
  const { no } = (await w.report()).matter;
  const path = `/p/${PROJECT}/matters/${no}/wish`;
  const form = (csrf) => new URLSearchParams({ wished: "周末", ...(csrf ? { csrf } : {}) }).toString();
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const { csrf } = w.clients.owner;
  w.clients.owner.csrf = null;
  assert.equal((await w.clients.owner.send("POST", path, form(), type)).status, 403);
  assert.equal((await w.clients.owner.send("POST", path, form("x".repeat(32)), type)).status, 403);
  assert.equal((await w.clients.owner.send("POST", path, form(csrf), { ...type, origin: "https://evil.example" })).status, 403);
  assert.equal((await w.clients.owner.send("POST", path, form(csrf), { ...type, "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await w.clients.owner.send("POST", path, form(csrf), { ...type, accept: "text/html" })).status, 303);
  w.clients.owner.csrf = csrf;
});
