/*
 * intake.test.mjs -- finding the caller and hinting while a call is typed, asked of a running program as
 * programs and browsers ask it.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOREIGN, NAME, PROJECT, World, run } from "../api/world.mjs";

let w, agent, home, code;
const LEAK = [{ place: "master_bath", component: "waterproof", symptom: "leak" }];

before(async () => {
  w = await World.open({ matters: 12 });
  agent = w.clients.agent;
  ({ home, code } = (await find("19000000021")).find((h) => h.person === "陈淑兰"));
}, { timeout: 240000 });
after(() => w?.close());

async function find(typed, client = agent) {
  const answer = await client.get(`/api/call/lookup?${new URLSearchParams({ find: typed })}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json.homes;
}

async function hints(more, client = agent) {
  const answer = await client.get(`/api/call/hints?${new URLSearchParams({ project: PROJECT, ...more })}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const proposed = (h) => Object.fromEntries(h.proposals.map((p) => [p.field, p.code]));

test("S3.2.1b a room is found in every spelling people use", async () => {
  const [b, u, r] = code.split("-"), wide = (s) => s.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0));
  const han = "零一二三四五六七八九"[u];
  const spellings = [`${b}号楼${han}单元${r}室`, `${b}.${u}.${r}`, `${b}—${u}—${r}`, code, `${b}栋${u}单元${r}`, `${b}号楼${u}单元${r}室`, `${b}#${u}单元${r}`, `${b}幢${u}-${r}`, `0${b}-0${u}-${r}`, wide(`${b}-${u}-${r}`), `${wide(b)}栋${wide(u)}单元${wide(r)}室`, ` ${b} 栋 ${u} 单元 ${r} `, `${b}座${u}单元${r}房`];
  for (const s of spellings) assert.ok((await find(s)).some((h) => h.home === home), s);
  for (const s of [`${b}#${r}`, `${b}栋${r}`]) {
    const list = await find(s);
    assert.ok(list.some((h) => h.home === home), s);
    assert.ok(list.every((h) => h.code.startsWith(`${b}-`) && h.code.endsWith(`-${r}`)), s);
  }
  assert.ok((await find(r)).some((h) => h.home === home), "a room alone lists the homes that have it");
});

test("S3.2.1b the caller is found by phone, its last four digits, name, beginning of a name, pinyin initials", async () => {
  for (const typed of ["19000000021", "190 0000 0021", "+86 190-0000-0021", "0021", "陈淑兰", "陈淑", "csl", "CSL", "ｃｓｌ"])
    assert.ok((await find(typed)).some((h) => h.home === home && h.person === "陈淑兰"), typed);
  for (const typed of ["cs", "陈"]) assert.ok((await find(typed)).length > 0, typed);
});

test("S3.5a the list of homes is searched by initials too", async () => {
  const { json } = await agent.get(`/api/p/${PROJECT}/homes?q=csl`);
  assert.ok(json.homes.some((h) => h.id === home), JSON.stringify(json));
});

test("quality security 5 what is found shows masked phones only", async () => {
  for (const typed of ["陈淑兰", "csl", code]) {
    const { text } = await agent.get(`/api/call/lookup?${new URLSearchParams({ find: typed })}`);
    assert.doesNotMatch(text, /19000000021/, typed);
    assert.match(text, /190\D+0021/, typed);
  }
});

test("S3.2.1b what finds nobody answers nobody, whatever it is", async () => {
  for (const typed of ["", " ", "无此人氏", "zzzzzzzz", "99-9-9999", "12345", "%", "_", "'; drop table person;--", "{", "~", "\u{10ffff}", "🙂", "a".repeat(40), "１", "-", "栋单元"])
    assert.deepEqual(await find(typed), [], JSON.stringify(typed));
  assert.equal((await agent.get(`/api/call/lookup?find=${"a".repeat(41)}`)).status, 422);
  assert.equal((await agent.get("/api/call/lookup?find=%ff")).status, 400);
});

test("quality security 3 homes of another project are not found, in no way", async () => {
  for (const typed of ["钱多多", "qdd", "13900001111", "1111", "1-1-101"]) {
    assert.ok((await find(typed)).every((h) => h.project === PROJECT), typed);
  }
  assert.ok((await find("钱多多", w.clients.root)).length > 0, "who may, finds her");
});

test("S3.2.1b people who came by an import are found by their initials too, within a minute", async () => {
  let list = [];
  for (let i = 0; i < 300 && list.length === 0; i++) {
    list = await find("qdd", w.clients.root);
    if (!list.length) await new Promise((r) => setTimeout(r, 200));
  }
  assert.equal(list[0]?.person, "钱多多");
});

test("S3.2.1b free text is proposed kind, place, component, symptom and urgency, each with its words", async () => {
  const h = await hints({ description: "厨房水管爆了，水流得到处都是" });
  assert.deepEqual(proposed(h), { kind: "repair", place: "kitchen", component: "water_supply", symptom: "leak", urgency: "emergency" });
  for (const p of h.proposals) {
    assert.ok(p.reasons.length > 0, p.field);
    assert.equal(p.reasons.reduce((sum, r) => sum + r.weight, 0), p.score);
  }
  assert.match(h.urgency_why, /爆/);
  assert.match(h.care, /总阀|阀门|关/, "what can be read out at once");
  assert.equal((await hints({ description: "你好" })).care, "");
  assert.equal(proposed(await hints({ description: "我要投诉，师傅态度太差" })).kind, "complaint");
  assert.deepEqual((await hints({ description: "" })).proposals, []);
});

test("S3.2.1b an open matter of the same home is a duplicate hint, nearest first; other homes' are none", async () => {
  const made = await w.report({ description: "主卫顶上滴水" });
  const later = await w.report({ description: "书房网口不通", faults: [{ place: "study", component: "weak_current", symptom: "damaged" }] });
  const h = await hints({ home, description: "主卫防水又漏水了" });
  const same = h.open.find((m) => m.no === made.matter.no), other = h.open.find((m) => m.no === later.matter.no);
  assert.ok(same.same_place && same.same_component);
  if (other) assert.ok(h.open.indexOf(same) < h.open.indexOf(other), "the nearest first though it is older");
  assert.equal(h.open[0].same_component, true);
  const [stranger] = (await find("0000")).filter((x) => x.home !== home);
  if (stranger) assert.ok(!(await hints({ home: stranger.home, description: "主卫漏水" })).open.some((m) => m.no === made.matter.no));
  const typedRoom = await hints({ room: code.replace("-", "栋").replace("-", "单元"), place: "master_bath", component: "waterproof" });
  assert.ok(typedRoom.open.some((m) => m.no === made.matter.no && m.same_component), "a typed room and a chosen part do as well");
});

test("S3.2.1b a closed matter of the same home, place and component is a recurrence hint, any other is none", async () => {
  const made = await w.report({ description: "玄关鞋柜门变形", faults: [{ place: "entrance", component: "cabinets", symptom: "damaged" }] });
  const closed = await w.clients.owner.post(`/api/p/${PROJECT}/matters/${made.matter.no}/withdraw`, { reason: "自己修好了" });
  assert.equal(closed.status, 200, closed.text);
  const again = await hints({ home, description: "玄关柜门又变形了" });
  const found = again.recurrences.find((m) => m.no === made.matter.no);
  assert.ok(found, JSON.stringify(again));
  assert.ok(found.closed_at);
  assert.ok(!again.open.some((m) => m.no === made.matter.no));
  assert.ok(!(await hints({ home, place: "entrance", component: "door" })).recurrences.some((m) => m.no === made.matter.no), "another component");
  assert.ok(!(await hints({ home, place: "study", component: "cabinets" })).recurrences.some((m) => m.no === made.matter.no), "another place");
});

test("S3.2.1b a row of the old ledger about the same part is a recurrence hint, one about another part is none", async () => {
  const file = join(w.place, "2021年台账.csv");
  writeFileSync(file, `序号,报修日期,房号,问题描述,施工单位,派单日期,完成日期,验收,回访\n1,3.5,${code},主卫地漏返臭,,,3.9,,\n2,3.6,${code},客厅墙面空鼓,,,3.9,,\n`);
  const done = run("import", "--data", w.data, "--project", NAME, "--kind", "ledger", "--file", file, "--json", "--accept-good-rows");
  assert.ok([0, 1].includes(done.status), done.stdout + done.stderr);
  const h = await hints({ home, description: "主卫下水道又反味了，臭得很" });
  assert.deepEqual(h.ledger.map((r) => r.problem), ["主卫地漏返臭"], JSON.stringify(h));
  assert.equal(h.ledger[0].reported, "2021-03-05");
  assert.deepEqual((await hints({ home, description: "厨房橱柜门坏了" })).ledger, []);
});

test("S3.2.1b a common part that the neighbours reported is a hint too", async () => {
  const building = code.split("-")[0];
  const rows = (await agent.get(`/api/p/${PROJECT}/homes`)).json.homes.filter((h) => h.code.startsWith(`${building}-`) && h.code !== code);
  const neighbour = rows[0] ?? (await find(`${building}-1-101`))[0];
  const made = await agent.post("/api/call", { project: PROJECT, room: neighbour.code, contact_name: "邻居", contact_phone: "19011112222", description: "电梯异响", faults: [{ place: "lift", component: "other", symptom: "noise" }] });
  assert.equal(made.status, 201, made.text);
  const h = await hints({ home, description: "电梯一直有异响" });
  assert.ok(h.open.some((m) => m.no === made.json.matter.no && m.home === neighbour.code), JSON.stringify(h.open));
});

test("quality security 3 hints of another project or home leak nothing, and only those who take calls get them", async () => {
  const foreign = (await find("钱多多", w.clients.root))[0].home;
  const h = await hints({ home: foreign, description: "主卫漏水" });
  assert.deepEqual([h.open, h.recurrences], [[], []]);
  assert.ok([403, 404].includes((await agent.get(`/api/call/hints?project=${FOREIGN}&home=${foreign}`)).status));
  for (const role of ["owner", "contractor", "property", "engineer", "supervisor", "other_owner"])
    for (const path of [`/api/call/hints?project=${PROJECT}&home=${home}`, "/api/call/lookup?find=csl", "/api/desk", "/api/call"])
      assert.ok([403, 404].includes((await w.clients[role].get(path)).status), `${role} ${path}`);
  assert.equal((await w.clients.nobody.get(`/api/call/hints?project=${PROJECT}`)).status, 401);
});

test("S3.2.1b bad hints are refused, odd ones answered", async () => {
  const ask = (q) => agent.get(`/api/call/hints?project=${PROJECT}&${q}`);
  for (const q of ["home=abc", "home=-1", `description=${"a".repeat(2001)}`, "description=%00", "nonsense=1", `room=${"1".repeat(41)}`])
    assert.ok([400, 422].includes((await ask(q)).status), q);
  for (const q of ["home=1", "room=%E6%B2%A1%E6%9C%89", "place=no-such-place&component=no-such", "description=%F0%9F%99%82"])
    assert.equal((await ask(q)).status, 200, q);
  assert.ok([403, 404, 422].includes((await agent.get("/api/call/hints")).status), "no project");
});

test("S3.2.1a the front desk registers by room and name; without a phone the file's is used, and the channel says desk", async () => {
  const made = await agent.post("/api/desk", { project: PROJECT, room: code.replaceAll("-", "－"), contact_name: "陈淑兰", description: "主卧窗户关不严", faults: [{ place: "master_bedroom", component: "window", symptom: "wont_open_close" }] });
  assert.equal(made.status, 201, made.text);
  const { json } = await agent.get(`/api/p/${PROJECT}/matters/${made.json.matter.no}`);
  assert.equal(json.matter.home_id, home);
  assert.equal(json.matter.channel, "desk");
  assert.match(JSON.stringify(json), /0021/);
  assert.ok((await w.clients.owner.get("/api/my")).json.running.concat((await w.clients.owner.get("/api/my")).json.waiting).some((m) => m.no === made.json.matter.no), "the owner follows it");
});

test("S3.2.1a a call with a room of several units, or none, is refused at the room and keeps what was typed", async () => {
  const [b, , r] = code.split("-");
  for (const room of [`${b}#${r}`, "99-9-999", "不知道"]) {
    const units = (await find(`${b}#${r}`)).map((h) => h.home);
    if (room.includes("#") && new Set(units).size < 2) continue;
    const answer = await agent.post("/api/call", { project: PROJECT, room, contact_phone: "19011112222", description: "滴水", faults: LEAK });
    assert.equal(answer.status, 422, room);
    assert.equal(answer.json.field, "room");
  }
});

test("S3.2.1b proposing writes nothing", async () => {
  const count = async () => (await agent.get("/api/matters?view=all")).json.matters.length;
  const n = await count();
  for (const door of ["call", "desk"]) {
    const answer = await agent.post(`/api/${door}/propose`, { project: PROJECT, find: "csl", description: "主卫漏水" });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.homes[0].person, "陈淑兰");
    assert.equal(answer.json.hints.proposals.find((p) => p.field === "place").code, "master_bath");
    assert.ok(answer.json.hints.open.length > 0);
  }
  assert.equal(await count(), n);
});
