/*
 * hostile.test.mjs -- a stranger owner, a dismissed contractor, a curious agent, a forged link, a seller who is gone:
 * what each of them tries, and finds nothing.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Client, FOREIGN, PROJECT, World } from "../api/world.mjs";
import { Acts, day } from "../repair/acts.mjs";
import { bodies } from "../repair/table.mjs";

let w, a;
before(async () => {
  w = await World.open();
  a = new Acts(w);
}, { timeout: 240000 });
after(() => w?.close());

const GONE = [401, 403, 404];

test("hostile: a stranger owner who knows every address and number finds nothing and changes nothing", async () => {
  const no = await a.to("finished"), seen = await a.see("admin", no), [photo] = (await a.see("admin", no)).photos;
  const order = seen.orders[0].no, stranger = w.clients.other_owner;
  const paths = [`/p/${PROJECT}/matters/${no}`, `/my/${PROJECT}/${no}`, `/p/${PROJECT}/matters/${no}/preview`, `/p/${PROJECT}/orders/${order}`, `/p/${PROJECT}/files/${photo.id}`, `/p/${PROJECT}/files/${photo.id}?thumb=1`, `/p/${PROJECT}/handed/${no}`, `/p/${PROJECT}/suggestions/${no}`, `/p/${PROJECT}/homes/${seen.matter.home_id}`, `/matters?q=${no}`, `/p/${PROJECT}/audit?no=${no}`, `/call/hints?project=${PROJECT}&home=${seen.matter.home_id}`];
  for (const path of paths) {
    const answer = await stranger.get(`/api${path}`);
    assert.ok(GONE.includes(answer.status), `${path}: ${answer.status}`);
    assert.ok(!answer.text.includes("滴水") && !answer.text.includes(seen.matter.contact_name), path);
  }
  for (const act of Object.keys(bodies)) {
    const answer = await stranger.post(`/api/p/${PROJECT}/matters/${no}/${act}`, {});
    assert.ok([...GONE, 422].includes(answer.status), `${act}: ${answer.status}`);
    assert.ok(!answer.text.includes("滴水"));
  }
  assert.equal((await a.see("admin", no)).matter.version, seen.matter.version);
});

test("hostile: a dismissed contractor loses session, orders, photos and pages at once, in the middle of a job", async () => {
  const no = await a.to("working"), order = await a.open(no), photo = await a.photo("contractor");
  const contractor = w.clients.contractor;
  assert.equal((await contractor.get(`/api/p/${PROJECT}/orders/${order}`)).status, 200);
  w.command("user", "disable", "--data", w.data, "--name", "t-contractor");
  for (const [method, path, body] of [["GET", "/api/field"], ["GET", `/api/p/${PROJECT}/orders/${order}`], ["GET", `/api/p/${PROJECT}/files/${photo}`], ["POST", `/api/p/${PROJECT}/orders/${order}/finish`, { work_done: "走之前交工", photos: [photo] }], ["POST", `/api/p/${PROJECT}/orders/${order}/no_access`, { text: "敲不开门试试", photos: [photo] }]]) {
    const answer = await contractor.send(method, path, body);
    assert.equal(answer.status, 401, `${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
  assert.equal((await a.see("admin", no)).orders[0].state, "working");
  w.command("user", "add", "--data", w.data, "--name", "t-contractor-2", "--role", "contractor", "--project", "Lanting 澜庭", "--company", "恒基建设工程有限公司");
  w.clients.contractor = new Client(w.base, w.token("t-contractor-2", "next"));
  assert.equal((await a.finish(no)).order.state, "finished", "a colleague takes the job over");
});

test("hostile: a curious agent of another project sees no row, count, hint, photo or export of this one", async () => {
  w.command("user", "add", "--data", w.data, "--name", "curious", "--role", "agent", "--project", "别处");
  const curious = new Client(w.base, w.token("curious", "c"));
  const no = await a.report(), { matter } = await a.see("admin", no), photo = await a.photo("agent");
  const { matters } = (await curious.get("/api/matters")).json;
  assert.equal(matters.filter((m) => m.project !== FOREIGN).length, 0);
  for (const q of [no, "滴水", "5-2-1802", "0021", matter.contact_name]) assert.ok(!(await curious.get(`/api/matters?q=${encodeURIComponent(q)}`)).text.includes(no), q);
  for (const path of [`/p/${PROJECT}/matters/${no}`, `/p/${PROJECT}/homes?q=5-2-1802`, `/p/${PROJECT}/files/${photo}`, `/call/hints?project=${PROJECT}&room=5-2-1802`, `/p/${PROJECT}/audit`, `/p/${PROJECT}/suggestions/${no}`]) assert.ok(GONE.includes((await curious.get(`/api${path}`)).status), path);
  const looked = await curious.get("/api/call/lookup?contact_phone=19000000021");
  assert.ok(!looked.text.includes(matter.contact_name) && !looked.text.includes("5-2-1802"), looked.text.slice(0, 300));
  for (const [path, body] of [[`/p/${PROJECT}/matters/${no}/acknowledge`, {}], ["/call", { project: PROJECT, room: "5-2-1802", contact_phone: "19000000021", description: "x", faults: [{ place: "kitchen", component: "wall", symptom: "hollow" }] }], [`/p/${PROJECT}/matters/${no}/link`, { kind: "parent", other: no }], [`/suggestions?project=${PROJECT}`, { room: "5-2-1802", text: "偷偷写一条" }]]) assert.ok(GONE.includes((await curious.post(`/api${path}`, body)).status), path);
  assert.equal((await a.see("admin", no)).matter.version, matter.version);
});

test("hostile: forged, used and replaced one-time links let nobody in, and opening one changes nothing", async () => {
  const { json: home } = await w.clients.agent.get(`/api/p/${PROJECT}/homes/${(await a.see("admin", await a.report())).matter.home_id}`);
  const path = `/api/p/${PROJECT}/homes/${home.id ?? home.home?.id}/people/${home.people[0].id}/link`;
  const make = async () => JSON.stringify((await w.clients.agent.post(path, { days: 7 })).json).match(/\/k\/([A-Za-z0-9_-]{20,})/)[1];
  const first = await make(), second = await make(), anyone = new Client(w.base);
  for (const forged of [first, `${second.slice(0, -1)}${second.endsWith("A") ? "B" : "A"}`, "0".repeat(32), "..%2f..", `${second}x`]) {
    assert.ok([400, 404, 410].includes((await anyone.get(`/api/k/${forged}`)).status), forged);
    assert.ok([400, 404, 410, 422].includes((await anyone.post(`/api/k/${forged}`, {})).status), forged);
  }
  for (let i = 0; i < 2; i++) assert.equal((await anyone.get(`/api/k/${second}`)).status, 200, "opening it changes nothing");
  const used = await anyone.post(`/api/k/${second}`, {});
  assert.ok(used.status < 400, used.text);
  assert.ok([404, 410].includes((await new Client(w.base).post(`/api/k/${second}`, {})).status), "used once");
});

test("story 7 the house is sold while an order is open: work waits for the buyer's word, the seller is out, the history stays", async () => {
  const seller = await w.owner("19000000021"), was = w.clients.owner;
  const no = await a.to("working"), before = await a.see("admin", no);
  const answer = await w.clients.agent.post(`/api/p/${PROJECT}/homes/${before.matter.home_id}/owner`, { name: "新业主", phone: "19055556666", on: day(0), proof: "不动产权证 浙(2026)0001" });
  assert.ok(answer.status < 300, answer.text);
  for (const client of [seller, was]) assert.ok(GONE.includes((await client.get(`/api/my/${PROJECT}/${no}`)).status), "the seller's access ended");
  let seen = await a.see("admin", no);
  assert.deepEqual([seen.faults[0].state, seen.orders[0].state, seen.matter.first_report_at], ["plan_proposed", "stopped", before.matter.first_report_at]);
  const contractor = await a.sendOrder("contractor", seen.orders[0].no, "finish", { work_done: "照旧做完", photos: [await a.photo("contractor")] });
  assert.equal(contractor.status, 409, "work waits for the new owner's word");
  const buyer = await w.owner("19055556666"), hers = await buyer.get(`/api/my/${PROJECT}/${no}`);
  assert.equal(hers.status, 200, hers.text);
  for (const secret of ["陈淑兰", "190****0021"]) assert.ok(!hers.text.includes(secret), `${secret} is the seller's`);
  w.clients.owner = buyer;
  await a.do("owner", no, "agree");
  seen = await a.see("admin", no);
  assert.equal(seen.faults[0].state, "working");
  await a.order("supervisor", seen.orders[0].no, "resume", { text: "新业主已确认方案，复工" });
  await a.finish(no);
  await a.do("owner", no, "accept", { signer: "新业主", care: true });
});
