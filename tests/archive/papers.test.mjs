/*
 * papers.test.mjs -- papers through the API: issued, read by whom they are for, printed again, verified.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT, World } from "../api/world.mjs";
import { Acts, WITNESSES, day, hour } from "../repair/acts.mjs";

let w, a;
before(async () => {
  w = await World.open();
  a = new Acts(w);
}, { timeout: 240000 });
after(() => w?.close());

const issue = (role, no, body) => w.clients[role].post(`/api/p/${PROJECT}/matters/${no}/papers`, body);
const pdf = (role, no) => w.clients[role].get(`/api/p/${PROJECT}/papers/${no}`);

/* The job seals at once; this asks until it has. */
async function sealed(no) {
  for (let i = 0; i < 400; i++) {
    const answer = await pdf("admin", no);
    if (answer.status === 200) return answer;
    assert.match(answer.text, /not_sealed/);
    await new Promise((done) => setImmediate(done));
  }
  assert.fail(`${no} was not sealed`);
}

async function bytes(role, path) {
  const c = w.clients[role], headers = c.token ? { authorization: `Bearer ${c.token}` } : { cookie: c.cookie };
  const answer = await fetch(w.base + path, { headers });
  assert.equal(answer.status, 200, path);
  return Buffer.from(await answer.arrayBuffer());
}

function text(pdf) {
  const path = join(w.place, "paper.pdf");
  writeFileSync(path, pdf);
  const done = spawnSync("pdftotext", ["-raw", path, "-"], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.replace(/\s/g, "");
}

async function paper(role, no, body) {
  const answer = await issue(role, no, body);
  assert.equal(answer.status, 201, answer.text);
  const made = answer.json.papers[0];
  await sealed(made.no);
  return made;
}

test("S8b each step has its paper, and none before it", async () => {
  const no = await a.report();
  assert.equal((await paper("agent", no, { kind: "slip" })).title, "报修单");
  for (const kind of ["check", "decision", "plan", "quote", "order", "refusal"]) {
    const answer = await issue("engineer", no, { kind, fault: 1 });
    assert.equal(answer.status, 409, `${kind}: ${answer.text}`);
    assert.equal(answer.json.code ?? answer.json.type, "not_yet");
  }
  await a.to("plan_proposed", { no });
  for (const kind of ["check", "decision", "plan"]) await paper("engineer", no, { kind, fault: 1 });
  const mine = (await w.clients.owner.get(`/api/p/${PROJECT}/matters/${no}`)).json.papers.map((p) => p.kind).sort();
  assert.deepEqual(mine, ["check", "decision", "plan", "slip"]);
});

test("S8b a second version replaces the first, and the page behind its QR says by which", async () => {
  const no = await a.to("plan_proposed");
  const first = await paper("engineer", no, { kind: "plan" });
  const same = await issue("engineer", no, { kind: "plan" });
  assert.equal(same.json.code ?? same.json.type, "same", same.text);
  await a.do("owner", no, "agree");
  const second = await paper("engineer", no, { kind: "plan" });
  const page = await w.clients.nobody.get(`/api${first.verify}`);
  assert.equal(page.json.replaced_by, second.no);
  assert.equal(page.json.genuine, true);
  assert.equal((await w.clients.nobody.get(`/api${second.verify}`)).json.signer.slice(1), "**");
  assert.match(text(await bytes("owner", `/p/${PROJECT}/papers/${second.no}`)), /确认同意/);
});

test("security 1: a work order is its company's paper, the others are the owner's", async () => {
  const no = await a.to("ordered");
  const order = await paper("agent", no, { kind: "order", fault: 1 });
  const check = await paper("agent", no, { kind: "check", fault: 1 });
  const want = {
    [order.no]: { admin: 200, engineer: 200, supervisor: 200, contractor: 200, other_contractor: 404, property: 404, owner: 404, other_owner: 404 },
    [check.no]: { admin: 200, engineer: 200, supervisor: 200, contractor: 404, other_contractor: 404, property: 404, owner: 200, other_owner: 404 },
  };
  for (const [paper, roles] of Object.entries(want))
    for (const [role, status] of Object.entries(roles)) {
      assert.equal((await pdf(role, paper)).status, status, `${role} ${paper}`);
      assert.equal((await w.clients[role].post(`/api/p/${PROJECT}/papers/${paper}/print`)).status, status === 200 ? 201 : 404, `${role} prints ${paper}`);
      assert.equal((await w.clients[role].get(`/api/p/${PROJECT}/papers/${paper}/copies/1`)).status, status, `${role} reprint ${paper}`);
    }
  for (const role of ["contractor", "owner", "property", "supervisor"]) {
    const answer = await issue(role, no, { kind: "check", fault: 1 });
    assert.ok([403, 404].includes(answer.status), `${role}: ${answer.status}`);
  }
  const said = text(await bytes("contractor", `/p/${PROJECT}/papers/${order.no}`));
  assert.match(said, /190\*\*\*\*0021/);
  assert.doesNotMatch(said, /19000000021/);
});

test("S1.3d a reprint says which one it is, by whom and when; the sealed file stays byte for byte", async () => {
  const no = await a.to("checked");
  const made = await paper("agent", no, { kind: "check" });
  const first = await bytes("admin", `/p/${PROJECT}/papers/${made.no}`);
  for (const n of [1, 2]) {
    const copy = await w.clients.engineer.post(`/api/p/${PROJECT}/papers/${made.no}/print`);
    assert.equal(copy.json.n, n, copy.text);
    assert.match(text(await bytes("engineer", copy.json.href)), new RegExp(`再次打印第${n}次`));
  }
  assert.deepEqual(await bytes("admin", `/p/${PROJECT}/papers/${made.no}`), first);
  assert.equal((await w.clients.admin.get(`/api/p/${PROJECT}/papers/${made.no}/copies/9`)).status, 404);
  const line = (await a.see("admin", no)).papers[0];
  assert.equal(line.reprints, 2);
  assert.equal((await a.see("admin", no)).events.filter((e) => e.what === "paper.reprinted").length, 2);
});

test("S3.2.5b a refusal to sign has its record with both witnesses", async () => {
  const no = await a.to("finished");
  await a.do("engineer", no, "refuse_to_sign", { reason: "先谈误工补偿", ...WITNESSES, photos: [await a.photo("engineer")] });
  const made = await paper("engineer", no, { kind: "refusal" });
  const said = text(await bytes("owner", `/p/${PROJECT}/papers/${made.no}`));
  for (const words of ["拒签记录", "王保安", "物业人员", "李邻居", "先谈误工补偿", "不表示维修已经验收合格"]) assert.ok(said.includes(words), words);
});

test("S7d a quote prints its lines, its sum and its own warranty", async () => {
  const no = await a.to("decided", { footing: "paid" });
  await a.do("engineer", no, "quote", { "lines": [{ words: "拆除", amount: 120000 }, { words: "恢复", amount: 168050 }], valid_until_on: day(30), warranty_months: 24, text: "含清运" });
  const made = await paper("engineer", no, { kind: "quote" });
  const said = text(await bytes("owner", `/p/${PROJECT}/papers/${made.no}`));
  for (const words of ["1,200.00元", "2,880.50元", "24个月", "含清运"]) assert.ok(said.includes(words), words);
});

const NOTICE = () => ({ kind: "water", from_at: hour(2), to_at: hour(8), reason: "更换给水立管阀门", contact: "客服 400-000-0000" });

async function building() {
  const { buildings } = (await w.clients.agent.get(`/api/p/${PROJECT}/notices/new`)).json;
  return buildings;
}

test("S8b a notice is issued, posted with a photo, shown to who lives there, changed and cancelled", async () => {
  const list = await building(), home = (await w.clients.owner.get("/api/my")).json.homes[0];
  const hers = list.find((b) => home.words?.includes(b.name) || home.said?.includes(b.name)) ?? list[0];
  const made = await w.clients.agent.post(`/api/p/${PROJECT}/notices`, { building: hers.id, ...NOTICE() });
  assert.equal(made.status, 201, made.text);
  const n = made.json.notice, at = `/api/p/${PROJECT}/notices/${n.id}`;
  await sealed(n.paper);
  const said = text(await bytes("agent", `/p/${PROJECT}/papers/${n.paper}`));
  for (const words of ["停水通知", hers.name, "更换给水立管阀门", "第三条"]) assert.ok(said.includes(words), words);
  assert.equal((await w.clients.agent.post(`${at}/post`, { where: "门厅" })).json.code, "photo_needed");
  const foreign = await a.photo("engineer");
  assert.equal((await w.clients.agent.post(`${at}/post`, { where: "门厅", photos: [foreign] })).status, 422);
  const posted = await w.clients.agent.post(`${at}/post`, { where: "门厅", photos: [await a.photo("agent")] });
  assert.equal(posted.status, 200, posted.text);
  assert.equal(posted.json.notice.posted_where, "门厅");
  const changed = await w.clients.agent.post(`${at}/change`, { ...NOTICE(), to_at: hour(10) });
  assert.equal(changed.status, 200, changed.text);
  assert.notEqual(changed.json.notice.paper, n.paper);
  assert.equal(changed.json.notice.posted_at, null);
  const cancelled = await w.clients.agent.post(`${at}/cancel`, { reason: "提前修好" });
  assert.equal(cancelled.json.notice.state, "cancelled");
  assert.equal((await w.clients.agent.post(`${at}/cancel`, { reason: "再来一次" })).status, 409);
});

test("security 1: a notice is for staff and for its building; others are told there is none", async () => {
  const home = (await w.clients.owner.get("/api/my")).json, mine = home.homes[0];
  const list = await building();
  const made = [];
  for (const b of list) made.push((await w.clients.agent.post(`/api/p/${PROJECT}/notices`, { building: b.id, ...NOTICE() })).json.notice);
  const statuses = [];
  for (const n of made) statuses.push((await w.clients.owner.get(`/api/p/${PROJECT}/notices/${n.id}`)).status);
  assert.equal(statuses.filter((s) => s === 200).length, 1, `${statuses} ${JSON.stringify(mine)}`);
  assert.equal((await w.clients.owner.get("/api/my")).json.notices.filter((n) => made.some((m) => m.id === n.id)).length, 1);
  const hers = made[statuses.indexOf(200)];
  assert.equal((await w.clients.owner.get(`/api/p/${PROJECT}/papers/${hers.paper}`)).status !== 404, true);
  for (const role of ["contractor", "property", "nobody"]) {
    const answer = await w.clients[role].get(`/api/p/${PROJECT}/notices/${hers.id}`);
    assert.ok([401, 403, 404].includes(answer.status), `${role} ${answer.status}`);
  }
  for (const role of ["engineer", "supervisor", "owner", "contractor"]) {
    const answer = await w.clients[role].post(`/api/p/${PROJECT}/notices`, { building: list[0].id, ...NOTICE() });
    assert.ok([403, 404].includes(answer.status), `${role} ${answer.status}`);
  }
});

test("bad input: a notice with wrong times, and papers with unknown words are refused", async () => {
  const [b] = await building(), post = (more) => w.clients.agent.post(`/api/p/${PROJECT}/notices`, { building: b.id, ...NOTICE(), ...more });
  for (const more of [{ to_at: hour(1) }, { to_at: hour(24 * 60) }, { from_at: hour(-9), to_at: hour(-8) }, { reason: "" }, { reason: "长".repeat(201) }, { kind: "air" }, { building: "1" }, { contact: "" }, { unknown: 1 }])
    assert.equal(Math.floor((await post(more)).status / 100), 4, JSON.stringify(more).slice(0, 80));
  const no = await a.report();
  for (const body of [{}, { kind: "acceptance" }, { kind: "notice" }, { kind: "check", fault: 0 }, { kind: "check", fault: 99 }, { kind: "order", order: "W000000-0000" }])
    assert.equal(Math.floor((await issue("agent", no, body)).status / 100), 4, JSON.stringify(body));
  assert.equal((await issue("agent", "R000000-0001", { kind: "slip" })).status, 404);
});

test("S1.3d anju verify finds nothing wrong with all these papers", () => {
  const done = w.command("verify", "--data", w.data, "--json");
  const said = JSON.parse(done);
  assert.equal(said.good, true);
  assert.ok(said.papers >= 12);
});
