/*
 * privacy.test.mjs -- a home that is sold, two records of one person, one-time links, a company's own
 * people, and what a contractor may know (S3.5e, story 7; quality, security 1, 3, 10).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, World, Client } from "../api/world.mjs";
import { HTML, enter, gets, path as pathOf, upload } from "../security/ways.mjs";
import { setCookies } from "../cookies.mjs";
import { png } from "../png.mjs";
import { Acts, SHARES, hour } from "../repair/acts.mjs";

let w;
before(async () => (w = await World.open({ matters: 30 })), { timeout: 240000 });
after(() => w?.close());

const P = `/api/p/${PROJECT}`;
const must = (answer, status = 200) => (assert.equal(answer.status, status, answer.text), answer.json);
const homeOf = async (code) => must(await w.clients.agent.get(`${P}/homes?q=${encodeURIComponent(code)}`)).homes[0].id;
const file = async (home) => must(await w.clients.agent.get(`${P}/homes/${home}`));
const add = async (home, name, phone, relation, more = {}) => must(await w.clients.agent.post(`${P}/homes/${home}/people`, { name, phone, relation, ...more }), 201).id;

/* A repair of the home, brought to an agreed plan. */
async function agreed(owner, home, words) {
  const photo = must(await upload(owner, png()), 201).id;
  const { no } = must(await owner.post(`${P}/matters`, { home, description: words, contact_name: "卖家本名", wished: words, photos: [photo], faults: [{ place: "master_bath", component: "waterproof", symptom: "leak", description: words }] }), 201).matter;
  const at = `${P}/matters/${no}`, acts = new Acts(w);
  await acts.do("agent", no, "acknowledge", {});
  await acts.do("agent", no, "visit", { visit_at: hour(2) });
  await acts.do("engineer", no, "check", { cause: "workmanship", finding: "管根渗水，闭水试验不通过", photos: [await acts.photo("engineer")] });
  await acts.do("engineer", no, "decide", { warranty_code: "wet_room_leak", footing: "warranty", grounds: "现场核查和测量记录", shares: SHARES });
  await acts.do("engineer", no, "plan", { scope: "管根防水重做", method: "凿开、重做、闭水", start_on: day(1), finish_on: day(5) });
  must(await owner.post(`${at}/agree`, {}));
  return { no, photo, at };
}
const day = (n) => new Date(Date.now() + n * 864e5 + 8 * 36e5).toISOString().slice(0, 10);

test("S3.5e ID numbers are kept sealed, shown masked, found by the whole and by the last four, revealed with a reason", async () => {
  const home = await homeOf("5-2-1802"), [{ person_id }] = (await file(home)).people;
  const { agent } = w.clients, at = `${P}/people/${person_id}`;
  const { version, name } = must(await agent.get(at));
  const good = number17("11010119900307001"), off = good.slice(0, 17) + (good[17] === "1" ? "2" : "1");
  for (const wrong of [off, off.slice(0, 17), "1", "身份证", "E1234567890123"]) must(await agent.post(at, { name, id_number: wrong, version }), 422);
  must(await agent.post(at, { name, id_number: good.toLowerCase(), version }));
  must(await agent.post(at, { name, id_number: good, version }), 409);
  const shown = must(await agent.get(at));
  assert.equal(shown.id_number, `110***********${good.slice(-4)}`);
  for (const q of [good, good.slice(-4), good.slice(-4).toLowerCase()]) assert.ok(must(await agent.get(`${P}/homes?q=${q}`)).homes.some((h) => h.code === "5-2-1802"), q);
  assert.ok(!(await agent.get(at, HTML)).text.includes(good));
  must(await agent.post(`${at}/reveal`, { what: "id_number" }), 422);
  assert.equal(must(await agent.post(`${at}/reveal`, { what: "id_number", reason: "核对过户材料" })).revealed, good);
  must(await w.clients.supervisor.post(`${at}/reveal`, { what: "id_number", reason: "核对过户材料" }), 403);
});

function number17(d) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return d + "10X98765432"[[...d].reduce((s, c, i) => s + weights[i] * Number(c), 0) % 11];
}

test("S3.5e phones of a file are added and dropped; whoever had only the dropped one stands for her no more", async () => {
  const home = await homeOf("5-1-0101".replace("0101", "101")), id = await add(home, "换号的人", "19033330001", "family");
  const old = await w.owner("19033330001"), { agent } = w.clients, at = `${P}/people/${id}`;
  assert.equal(must(await old.get("/api/my")).homes.length, 1);
  must(await agent.post(`${at}/phones/0/drop`, {}), 409);
  must(await agent.post(at, { name: "换号的人", phone: "19033330002" }));
  must(await agent.post(`${at}/phones/0/drop`, {}));
  must(await agent.post(`${at}/phones/0/drop`, {}), 404);
  assert.notEqual((await old.get(`${P}/homes/${home}`)).status, 200);
  const fresh = await w.owner("19033330002");
  assert.equal(must(await fresh.get("/api/my")).homes.length, 1);
});

test("story 7 two who share a phone: neither's login takes the other's home away", async () => {
  const home = await homeOf("5-1-201");
  await add(home, "合用丈夫", "19044440001", "co_owner");
  const wife = await add(home, "合用妻子", "19044440001", "co_owner");
  must(await w.clients.agent.post(`${P}/people/${wife}`, { name: "合用妻子", phone: "19044440002" }));
  const his = await w.owner("19044440001"), hers = await w.owner("19044440002");
  const again = await w.owner("19044440001");
  for (const c of [his, hers, again]) assert.equal((await c.get(`${P}/homes/${home}`)).status, 200);
});

test("S3.2.4b family and tenants report and follow; only owners, and a proxy with proof, consent", async () => {
  const home = await homeOf("5-1-301");
  await add(home, "主人三", "19055550001", "owner");
  await add(home, "租客三", "19055550002", "tenant");
  await add(home, "代理三", "19055550003", "proxy");
  const owner = await w.owner("19055550001"), tenant = await w.owner("19055550002"), proxy = await w.owner("19055550003");
  const { no } = await agreedUntilPlan(tenant, home);
  const at = `${P}/matters/${no}`;
  must(await tenant.get(`/api/my/${PROJECT}/${no}`));
  must(await tenant.post(`${at}/agree`, {}), 403);
  must(await proxy.post(`${at}/agree`, {}), 403);
  assert.ok(!must(await tenant.get(`/api/my/${PROJECT}/${no}`)).actions.some((a) => a.act === "agree"));
  const relation = (await file(home)).people.find((p) => p.person === "代理三");
  assert.equal(relation.proof, "");
  await add(home, "代理三", "19055550003", "proxy", { proof: "公证委托书 2026-88" });
  assert.ok(must(await proxy.get(`/api/my/${PROJECT}/${no}`)).actions.some((a) => a.act === "agree"));
  must(await proxy.post(`${at}/agree`, {}));
  assert.ok(owner);
});

async function agreedUntilPlan(owner, home) {
  const { no } = must(await owner.post(`${P}/matters`, { home, description: "租客说漏水", faults: [{ place: "master_bath", component: "waterproof", symptom: "leak" }] }), 201).matter;
  await new Acts(w).to("plan_proposed", { no });
  return { no };
}

test("story 7 the house is sold: the seller is out, the buyer sees the home's history without his words and is asked again", async () => {
  const home = await homeOf("5-2-1502"), { agent, manager } = w.clients, words = "卖家私事金丝雀";
  const sellers = (await file(home)).people.find((p) => p.relation === "owner");
  await add(home, "卖家本名", "19066660001", "co_owner");
  await add(home, "老租客", "19066660009", "tenant");
  const seller = await w.owner("19066660001"), tenant = await w.owner("19066660009");
  const { no, photo, at } = await agreed(seller, home, words);
  const link = must(await agent.post(`${P}/homes/${home}/people/${(await file(home)).people.find((p) => p.person === "卖家本名").id}/link`, {}));
  const buyer = { name: "买家新人", phone: "19066660002", on: day(0), proof: "浙(2026)不动产权第 88 号" };
  const change = (more, who = agent) => who.post(`${P}/homes/${home}/owner`, { ...buyer, ...more });
  must(await change({ on: day(1) }), 422);
  must(await change({ on: "2001-01-01" }), 422);
  must(await change({ proof: "" }), 422);
  must(await change({ id_number: "123" }), 422);
  must(await change({}, w.clients.engineer), 403);
  must(await change({}, seller), 403);
  assert.ok(sellers);
  must(await change({}, manager), 201);
  must(await change({}), 422); /* she is the owner already */

  assert.equal((await seller.get("/api/my")).status, 401, "the seller's browser is out");
  assert.equal((await fetch(`${w.base}/k/${link.url.split("/k/")[1]}`)).status, 404, "and so is the link");
  const late = await w.owner("19066660001").catch(() => null);
  if (late) for (const p of [`/api/my/${PROJECT}/${no}`, `${P}/homes/${home}`, `${P}/files/${photo}`]) assert.notEqual((await late.get(p)).status, 200, p);
  assert.equal((await tenant.get(`${P}/homes/${home}`)).status, 200, "a tenant stays");

  const hers = await w.owner("19066660002");
  const seen = must(await hers.get(`/api/my/${PROJECT}/${no}`));
  assert.equal(seen.matter.state, "plan_proposed", "consent is asked again");
  assert.match(JSON.stringify(seen), /管根渗水/, "what was found goes with the home");
  for (const p of [`/my/${PROJECT}/${no}`, "/my", `/p/${PROJECT}/homes/${home}`])
    for (const answer of [await hers.get(p, HTML), await hers.get(`/api${p}`)])
      for (const word of [words, "卖家本名", "190****0001"]) assert.ok(!answer.text.includes(word), `${p} says ${word}`);
  assert.equal((await hers.get(`${P}/files/${photo}`)).status, 404, "his picture");
  assert.equal((await hers.get(`${P}/files/${photo}?thumb=1`)).status, 404);
  const check = seen.photos.find((x) => x.purpose === "check");
  assert.equal((await hers.get(`${P}/files/${check.id}`)).status, 200, "the engineer's");
  const staff = must(await agent.get(`${P}/matters/${no}`));
  assert.match(JSON.stringify(staff), new RegExp(words), "the office keeps all of it");
  assert.equal(staff.matter.contact_name, "买家新人", "and calls the buyer from now on");
  must(await hers.post(`${at}/agree`, {}));
  assert.equal(must(await agent.get(`${P}/matters/${no}`)).matter.state, "plan_agreed");
  const own = must(await hers.post(`${P}/matters`, { home, description: "买家自己说的", faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] }), 201).matter.no;
  assert.match((await hers.get(`/api/my/${PROJECT}/${own}`)).text, /买家自己说的/);
});

test("story 7 two records of one person become one; never a person and herself, her proxy, or another's number", async () => {
  const home = await homeOf("5-2-1301"), { manager, agent } = w.clients;
  const one = await add(home, "重名人", "19077770001", "co_owner");
  const two = await add(home, "重名人", "19077770002", "family");
  const proxy = await add(home, "重名人", "19077770003", "proxy", { proof: "委托书" });
  const merge = (keep, other, who = manager) => who.post(`${P}/people/${keep}/merge`, { other });
  must(await merge(one, one), 409);
  must(await merge(one, proxy), 409);
  must(await merge(proxy, one), 409);
  must(await merge(one, "1"), 404);
  must(await merge(one, two, agent), 403);
  for (const [id, number] of [[one, number17("11010119800101001")], [two, number17("11010119800101002")]]) must(await agent.post(`${P}/people/${id}`, { name: "重名人", id_number: number }));
  assert.equal((await merge(one, two)).json.code, "two_people");
  must(await agent.post(`${P}/people/${two}`, { name: "重名人", id_number: number17("11010119800101001") }));
  assert.deepEqual(must(await manager.get(`${P}/people/${one}`)).alike.map((t) => t.id).sort(), [two, proxy].sort());
  const before = await w.owner("19077770002");
  must(await merge(one, two));
  const kept = must(await manager.get(`${P}/people/${one}`));
  assert.equal(kept.phones.length, 2);
  assert.deepEqual(kept.homes.map((h) => h.relation).sort(), ["co_owner", "family"]);
  assert.equal(must(await manager.get(`${P}/people/${two}`)).merged_into, one);
  assert.equal((await before.get(`${P}/homes/${home}`)).status, 200, "her way in stays");
  must(await merge(one, two), 409);
  must(await merge(two, one), 409);
  must(await agent.post(`${P}/people/${two}`, { name: "不该改" }), 409);
});

test("quality security 10 a one-time link: reading uses nothing, one confirmation opens, then it is gone", async () => {
  const home = await homeOf("5-2-1102"), { agent } = w.clients;
  const relation = (await file(home)).people[0];
  const make = (more = {}) => agent.post(`${P}/homes/${home}/people/${relation.id}/link`, more);
  const first = must(await make()).url, { url } = must(await make({ days: 3 }));
  must(await make({ days: 0 }), 422);
  must(await make({ days: 91 }), 422);
  must(await w.clients.contractor.post(`${P}/homes/${home}/people/${relation.id}/link`, {}), 403);
  must(await agent.post(`${P}/homes/${home}/people/1/link`, {}), 404);
  const at = new URL(url).pathname, c = new Client(w.base);
  assert.match(at, /^\/k\/[A-Za-z0-9_-]{32}$/);
  for (let i = 0; i < 3; i++) {
    const page = await c.get(at, HTML);
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes(relation.person), "the page tells no name");
  }
  assert.equal((await c.get(new URL(first).pathname, HTML)).status, 404, "a newer one ends the older");
  const cross = await c.post(at, {}, { origin: "https://evil.example" });
  assert.equal(cross.status, 403, "nobody is logged in from elsewhere");
  const inside = await c.post(at, {});
  assert.equal(inside.status, 200, inside.text);
  c.cookie = setCookies(inside.headers).find((s) => s.startsWith("anju=")).split(";")[0];
  assert.deepEqual(must(await c.get("/api/my")).homes.map((h) => h.id), [home]);
  assert.equal((await new Client(w.base).post(at, {})).status, 404);
  assert.equal((await new Client(w.base).get(at, HTML)).status, 404);
  assert.equal((await new Client(w.base).post(`/k/${"A".repeat(32)}`, {})).status, 404);
  assert.equal(must(await c.get("/api/me/sessions")).history[0].way, "link");
  /* When she leaves the home, an open link ends with it. */
  const id = await add(home, "临走的人", "19088880001", "family");
  const hers = (await file(home)).people.find((p) => p.person_id === id).id;
  const open = new URL(must(await agent.post(`${P}/homes/${home}/people/${hers}/link`, {})).url).pathname;
  must(await agent.post(`${P}/homes/${home}/people/${hers}/end`, {}));
  assert.equal((await new Client(w.base).post(open, {})).status, 404);
});

test("quality security 17 a company brings its own people: into its own orders and no further; who is let go is out at once", async () => {
  const lead = await enter(w, "contractor", "anju-demo-2026");
  const mine = must(await lead.get("/api/company/people"));
  assert.ok(mine.people.some((p) => p.lead));
  const made = must(await lead.post("/api/company/people/invite", { name: "小吴", phone: "19099990001" }));
  must(await lead.post("/api/company/people/invite", { name: "小吴", phone: "19099990001", role: "admin" }), 422);
  const at = new URL(made.url).pathname, c = new Client(w.base);
  assert.equal((await c.get(at, HTML)).status, 200);
  must(await c.post(`/api${at}`, { login: "xiaowu", password: "1234567890" }), 422);
  must(await c.post(`/api${at}`, { login: "admin", password: "Builds-the-house-1" }), 422);
  must(await c.post(`/api${at}`, { login: "xiaowu", password: "Builds-the-house-1" }));
  must(await c.post(`/api${at}`, { login: "xiaowu2", password: "Builds-the-house-1" }), 404);
  const colleague = await enter(w, "xiaowu", "Builds-the-house-1");
  const key = new Client(w.base, w.token("xiaowu", "wu"));
  const orders = must(await colleague.get("/api/field")).orders;
  assert.deepEqual([...new Set(orders.map((o) => o.company))], ["恒基建设工程有限公司"]);
  assert.equal((await colleague.get("/api/matters")).status, 403);
  must(await colleague.post("/api/company/people/invite", { name: "小王", phone: "19099990002" }), 403);
  assert.deepEqual(must(await colleague.get("/api/company/people")).invitations, []);
  const { id } = must(await lead.get("/api/company/people")).people.find((p) => p.login === "xiaowu");
  const boss = must(await lead.get("/api/company/people")).people.find((p) => p.lead).id;
  must(await lead.post(`/api/company/people/${boss}/dismiss`, {}), 409);
  must(await w.clients.other_contractor.post(`/api/company/people/${id}/dismiss`, {}), 404);
  must(await lead.post(`/api/company/people/${id}/dismiss`, {}));
  assert.equal((await colleague.get("/api/field")).status, 401, "out at once");
  assert.notEqual((await key.get("/api/field")).status, 200, "and her keys with her");
  /* Limits, and an invitation that is taken back. */
  const second = must(await lead.post("/api/company/people/invite", { name: "小李", phone: "19099990003" }));
  const open = must(await lead.get("/api/company/people")).invitations[0];
  assert.equal(open.phone, "190****0003");
  must(await w.clients.other_contractor.post(`/api/company/people/invite/${open.id}/end`, {}), 404);
  must(await lead.post(`/api/company/people/invite/${open.id}/end`, {}));
  assert.equal((await new Client(w.base).get(new URL(second.url).pathname, HTML)).status, 404);
  let last;
  for (let i = 0; i < 10; i++) last = await lead.post("/api/company/people/invite", { name: "多人", phone: `1909999010${i}` });
  assert.equal(last.status, 429);
});

test("S3.5e a contractor knows of an owner her name, a masked phone, the place, the time and the work: nothing else on any route", async () => {
  const { contractor } = w.clients;
  const { orders } = must(await contractor.get("/api/field"));
  const order = orders.find((o) => o.state !== "closed");
  const seen = must(await contractor.get(`${P}/orders/${order.no}`));
  assert.deepEqual(Object.keys(seen.matter).sort(), ["address", "contact_name", "contact_phone", "no", "project", "title", "urgency", "wished"]);
  const [home] = must(await w.clients.agent.get(`${P}/homes?q=5-2-1802`)).homes.map((h) => h.id);
  assert.equal((await contractor.get(`${P}/homes/${home}`)).status, 403);
  const t = { home, person: "1", matter: seen.matter.no, order: order.no, photo: "1", relation: "1", paper: "1", building: "1" };
  for (const r of gets)
    for (const answer of [await contractor.get(`/api${pathOf(r, t)}`), await contractor.get(pathOf(r, t), HTML)])
      assert.ok(!/(?<![\d.])1[3-9]\d{9}(?!\d)/.test(answer.text) || !/html|json/.test(answer.headers.get("content-type")), `${r.path} shows a number`);
});

test("S3.5e the contact's number is shown once to whoever took the order, with a row that says so; never before, never to another company", async () => {
  const acts = new Acts(w), { contractor, other_contractor, agent } = w.clients;
  const no = await acts.report({ contact_phone: "19012340099", contact_name: "联系人甲" });
  await acts.to("plan_agreed", { no });
  const company = await acts.company("恒基");
  must(await agent.post(`${P}/matters/${no}/order`, { company, scope: "管根防水", due_on: day(6), trade: "waterproofing" }));
  const order = must(await agent.get(`${P}/matters/${no}`)).orders[0].no, at = `${P}/orders/${order}`;
  assert.equal((await contractor.post(`${at}/phone`, {})).json.code, "not_taken");
  must(await contractor.post(`${at}/take`, {}));
  assert.equal(must(await contractor.get(at)).may_see_phone, true);
  for (const who of ["other_contractor", "owner", "property"]) assert.ok([403, 404].includes((await w.clients[who].post(`${at}/phone`, {})).status), who);
  assert.ok(!(await contractor.get(at)).text.includes("19012340099"));
  assert.equal(must(await contractor.post(`${at}/phone`, {})).phone, "19012340099");
  assert.equal((await contractor.post(`${at}/phone`, {})).json.code, "seen_already");
  const after = must(await contractor.get(at));
  assert.deepEqual([after.may_see_phone, after.phone], [false, null]);
  assert.ok(other_contractor);
});

test("quality security 1 photos and papers obey the rights of their matter: signatures and sheets are not for companies, nothing is for strangers", async () => {
  const acts = new Acts(w), no = await acts.report();
  await acts.to("accepted", { no });
  const seen = must(await w.clients.agent.get(`${P}/matters/${no}`));
  const order = seen.orders[0].no, holder = must(await w.clients.contractor.get(`${P}/orders/${order}`));
  const allowed = new Set(holder.photos.map((p) => p.id));
  for (const photo of seen.photos) {
    assert.equal((await w.clients.owner.get(`${P}/files/${photo.id}`)).status, 200);
    assert.equal((await w.clients.contractor.get(`${P}/files/${photo.id}`)).status, allowed.has(photo.id) ? 200 : 404, photo.purpose);
    for (const who of ["other_owner", "other_contractor", "property"]) assert.equal((await w.clients[who].get(`${P}/files/${photo.id}`)).status, 404, `${who} ${photo.purpose}`);
    assert.equal((await w.clients.nobody.get(`${P}/files/${photo.id}`)).status, 401);
  }
  for (const paper of seen.papers) {
    const at = `${P}/papers/${paper.no}`;
    for (const who of ["other_owner", "contractor", "other_contractor", "property"]) assert.equal((await w.clients[who].get(at)).status, 404, who);
    assert.notEqual((await w.clients.owner.get(at)).status, 404);
  }
  assert.ok(seen.papers.length && seen.photos.length);
});
