/*
 * rights.test.mjs -- every route, every role, own and foreign projects and objects; from the route table.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { FOREIGN, PROJECT, ROLES, World, table } from "./world.mjs";
import { png } from "../png.mjs";

let w;
const routes = table().routes;
before(async () => (w = await World.open()), { timeout: 240000 });
after(() => w?.close());

const sample = { no: "R000101-0001", id: "1", relation: "1", code: "nothing", kind: "homes", component: "wall", symptom: "leak" };
const address = (r, project) => "/api" + r.path.replace(/\{(\w+)\}/g, (_, name) => (name === "project" ? project : sample[name] ?? "1"));
const call = (client, r, project) => client.send(r.method.toUpperCase(), address(r, project), r.method === "get" ? undefined : {});
const isOpen = (r) => r.access === "ANYONE";
/* These want an administrator of all projects, which no confined one is. */
const global = new Set(["ACCOUNT_ADMIN", "OUTBOX_READ", "CATALOGUE_EDIT"]);
const skip = (r) => r.path === "/logout";

test("quality security 1 the table covers the program: no route without a right, no path twice", () => {
  assert.ok(routes.length > 70);
  assert.equal(new Set(routes.map((r) => `${r.method} ${r.path}`)).size, routes.length);
  assert.equal(new Set(routes.map((r) => r.name)).size, routes.length);
  for (const r of routes) assert.ok(r.access && r.access !== "ACTION_NONE", r.path);
});

test("quality security 1 nobody gets an answer without logging in, but from the open doors", async () => {
  for (const r of routes) {
    const { status } = await call(w.clients.nobody, r, PROJECT);
    if (isOpen(r)) assert.ok(![401, 403, 500, 503].includes(status), `${r.method} ${r.path}: ${status}`);
    else assert.equal(status, 401, `${r.method} ${r.path}`);
  }
});

for (const role of ROLES)
  test(`quality security 1 ${role}: a route whose right she lacks is refused, one that is hers is not`, async () => {
    for (const r of routes.filter((x) => !skip(x))) {
      const { status, text } = await call(w.clients[role], r, PROJECT);
      const what = `${r.method} ${r.path}: ${status} ${text.slice(0, 200)}`;
      assert.ok(status < 500, what);
      if (isOpen(r) || r.access === "LOGGED_IN") assert.ok(status !== 401, what);
      else if (!r.roles.includes(role)) assert.equal(status, 403, what);
      else if (!global.has(r.access)) assert.ok(![401, 403].includes(status), what);
    }
  });

for (const role of ROLES)
  test(`quality security 2 ${role}: another project answers as if it did not exist`, async () => {
    for (const r of routes.filter((x) => x.path.includes("{project}"))) {
      const { status, text } = await call(w.clients[role], r, FOREIGN);
      assert.equal(status, 404, `${r.method} ${r.path}: ${status} ${text.slice(0, 200)}`);
      const none = await call(w.clients[role], r, "no-such-project");
      assert.equal(none.status, 404);
      assert.equal(none.json.detail, JSON.parse(text).detail, "nobody learns which projects exist");
    }
  });

test("quality security 2 an owner's matter, photo and home are not there for another owner, nor in her list", async () => {
  const form = new FormData();
  form.append("photo", new Blob([png()], { type: "image/png" }), "a.png");
  const photo = await w.clients.owner.post(`/api/p/${PROJECT}/files`, form);
  assert.equal(photo.status, 201, photo.text);
  const report = await w.report({ photos: [photo.json.id] });
  const { no } = report.matter;
  const paths = [`/p/${PROJECT}/matters/${no}`, `/my/${PROJECT}/${no}`, `/p/${PROJECT}/matters/${no}/preview`, `/p/${PROJECT}/files/${photo.json.id}`, `/p/${PROJECT}/homes/${report.matter.home_id}`];
  for (const path of paths) {
    assert.equal((await w.clients.owner.get(`/api${path}`)).status, 200, path);
    for (const stranger of ["other_owner", "contractor", "property"]) assert.ok([403, 404].includes((await w.clients[stranger].get(`/api${path}`)).status), `${stranger} ${path}`);
  }
  for (const act of ["wish", "agree", "change", "accept", "refuse"]) {
    const body = { wished: "周末", reason: "换个日子", signer: "某人", care: true };
    const allowed = { wish: ["wished"], change: ["reason"], refuse: ["reason"], accept: ["signer", "care"], agree: [] }[act];
    const answer = await w.clients.other_owner.post(`/api/p/${PROJECT}/matters/${no}/${act}`, Object.fromEntries(allowed.map((k) => [k, body[k]])));
    assert.equal(answer.status, 404, `${act}: ${answer.text}`);
  }
  const mine = (await w.clients.other_owner.get("/api/my")).text;
  assert.ok(!mine.includes(no));
});

test("quality security 2 an order is its company's: another contractor finds nothing", async () => {
  const { orders } = (await w.clients.contractor.get("/api/field")).json;
  assert.ok(orders.length > 0);
  assert.deepEqual([...new Set(orders.map((o) => o.company))], ["恒基建设工程有限公司"]);
  for (const o of orders) {
    const own = await w.clients.contractor.get(`/api/p/${PROJECT}/orders/${o.no}`);
    assert.equal(own.status, 200);
    assert.deepEqual(Object.keys(own.json).sort(), ["fault", "matter", "may_see_phone", "order", "phone", "photos"]);
    assert.ok(!/shares|verdict|grounds/.test(own.text), "who pays is not the contractor's to read");
    assert.equal((await w.clients.contractor.get(`/api/p/${PROJECT}/matters/${own.json.matter.no}`)).status, 403);
    assert.equal((await w.clients.other_contractor.get(`/api/p/${PROJECT}/orders/${o.no}`)).status, 404);
    assert.equal((await w.clients.other_contractor.post(`/api/p/${PROJECT}/orders/${o.no}/decline`, { reason: "不是我的" })).status, 404);
  }
});

test("quality security 7 no answer shows a whole phone but the reveal, which leaves its reason", async () => {
  const { no } = (await w.report()).matter;
  for (const role of ["agent", "engineer", "manager", "admin", "supervisor"]) {
    for (const path of [`/api/p/${PROJECT}/matters/${no}`, "/api/matters", `/api/p/${PROJECT}/homes?q=5-2-1802`, "/api/call/lookup?contact_phone=19000000021"]) {
      const { status, text } = await w.clients[role].get(path);
      if (status === 200) assert.ok(!text.includes("19000000021"), `${role} ${path}`);
    }
  }
  const lookup = (await w.clients.agent.get(`/api/p/${PROJECT}/homes?q=5-2-1802`)).json.homes[0];
  const home = (await w.clients.agent.get(`/api/p/${PROJECT}/homes/${lookup.id}`)).json;
  const path = `/api/p/${PROJECT}/people/${home.people[0].person_id}/reveal`;
  assert.equal((await w.clients.agent.post(path, { what: "phone" })).status, 422);
  assert.equal((await w.clients.supervisor.post(path, { what: "phone", reason: "核对回访" })).status, 403);
  const revealed = await w.clients.agent.post(path, { what: "phone", reason: "回访核对号码" });
  assert.equal(revealed.status, 200, revealed.text);
  assert.match(revealed.text, /19000000021/);
});
