/*
 * idempotency.test.mjs -- a write with a key is done once, however often and by however many at once it
 * is sent; a version seen before another's change changes nothing (quality 2, 3).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, World } from "../api/world.mjs";
import { things } from "./ways.mjs";

let w, t;
before(async () => {
  w = await World.open({ matters: 6 });
  t = await things(w);
}, { timeout: 240000 });
after(() => w?.close());

const body = (description) => ({ home: t.home, description, faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] });
const at = `/api/p/${PROJECT}/matters`;
const mine = async () => (await w.clients.agent.get(`/api/matters?view=all&home=${t.home}`)).json.matters.length;

test("quality 3 sixteen of the same at once make one matter, and all get its number", async () => {
  const before = await mine();
  const headers = { "idempotency-key": "sixteen-at-once" };
  const answers = await Promise.all(Array.from({ length: 16 }, () => w.clients.owner.post(at, body("一起"), headers)));
  assert.deepEqual([...new Set(answers.map((a) => a.status))], [201]);
  assert.equal(new Set(answers.map((a) => a.json.matter.no)).size, 1);
  assert.equal(answers.filter((a) => a.headers.get("idempotency-replayed") !== "true").length, 1);
  assert.equal(await mine(), before + 1);
});

test("quality 3 the key is of one person and one content: reused otherwise it is refused, for another it is new", async () => {
  const headers = { "idempotency-key": "one-key-for-much" };
  const first = await w.clients.owner.post(at, body("第甲件"), headers);
  assert.equal(first.status, 201, first.text);
  for (const [path, other] of [[at, body("第乙件")], [`${at}/${first.json.matter.no}/wish`, { wished: "周末" }]]) {
    const refused = await w.clients.owner.post(path, other, headers);
    assert.equal(refused.status, 409, refused.text);
    assert.equal(refused.json.code, "key_reused");
  }
  const agents = await w.clients.agent.post(at, { ...body("第甲件"), contact_name: "陈淑兰", contact_phone: "19000000021" }, headers);
  assert.equal(agents.status, 201, agents.text);
  assert.notEqual(agents.json.matter.no, first.json.matter.no);
});

test("quality 3 a refused write keeps no answer: corrected under the same key it is done", async () => {
  const headers = { "idempotency-key": "corrected-later" };
  assert.equal((await w.clients.owner.post(at, { ...body("第丙件"), home: "1" }, headers)).status >= 400, true);
  const done = await w.clients.owner.post(at, body("第丙件"), headers);
  assert.equal(done.status, 201, done.text);
  assert.equal(done.headers.get("idempotency-replayed"), null);
});

test("quality 3 a replay is only for who may still do it", async () => {
  const headers = { "idempotency-key": "before-disabled" };
  const agent = w.clients.engineer;
  const first = await agent.post(at, { ...body("第丁件"), contact_name: "陈淑兰", contact_phone: "19000000021" }, headers);
  assert.equal(first.status, 201, first.text);
  w.command("user", "disable", "--data", w.data, "--name", "t-engineer");
  assert.equal((await agent.post(at, { ...body("第丁件"), contact_name: "陈淑兰", contact_phone: "19000000021" }, headers)).status, 401);
});

test("quality 2 of two who saw the same version one writes, the other hears what stands now", async () => {
  const { no } = (await w.clients.owner.post(at, body("第戊件"))).json.matter;
  const one = `${at}/${no}`;
  const etag = (await w.clients.agent.get(one)).headers.get("etag");
  const both = await Promise.all(["agent", "manager"].map((role) => w.clients[role].post(`${one}/acknowledge`, {}, { "if-match": etag })));
  assert.deepEqual(both.map((a) => a.status).sort(), [200, 409]);
  const version = (await w.clients.agent.get(one)).json.matter.version;
  assert.equal((await w.clients.owner.post(`${one}/wish`, { wished: "周末", version: String(version - 1) })).status, 409);
  assert.equal((await w.clients.owner.post(`${one}/wish`, { wished: "周末", version: String(version) })).status, 200);
});
