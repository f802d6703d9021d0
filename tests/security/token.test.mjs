/*
 * token.test.mjs -- a key for a program opens what it was made for: reading, one project, while it is
 * valid (quality, security 18).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Client, FOREIGN, NAME, World } from "../api/world.mjs";
import { gets, path, things, writes } from "./ways.mjs";

let w, t;
before(async () => {
  w = await World.open({ matters: 6 });
  t = await things(w);
}, { timeout: 240000 });
after(() => w?.close());

test("quality security 18 a reading token is refused every write that wants a right, and reads what its account reads", async () => {
  const reader = new Client(w.base, w.token("admin", "reader", "--read-only"));
  const before = (await w.clients.root.get(`/api/p/lanting/matters/${t.matter}`)).json.matter.version;
  for (const r of writes.filter((x) => x.access !== "ANYONE")) {
    const { status, text } = await reader.post(`/api${path(r, t)}`, {});
    assert.equal(status, 403, `${r.path}: ${text.slice(0, 200)}`);
  }
  for (const r of gets) assert.equal((await reader.get(`/api${path(r, t)}`)).status, (await w.clients.root.get(`/api${path(r, t)}`)).status, r.path);
  assert.equal((await w.clients.root.get(`/api/p/lanting/matters/${t.matter}`)).json.matter.version, before);
});

test("quality security 18 a token of one project does not find another, though its account may", async () => {
  const one = new Client(w.base, w.token("admin", "one", "--project", NAME));
  assert.equal((await w.clients.root.get(`/api/p/${FOREIGN}/homes`)).status, 200);
  for (const r of [...gets, ...writes].filter((x) => x.scope === "project")) {
    const own = await one.send(r.method.toUpperCase(), `/api${path(r, t)}`, r.method === "get" ? undefined : {});
    const foreign = await one.send(r.method.toUpperCase(), `/api${path(r, t, { project: FOREIGN })}`, r.method === "get" ? undefined : {});
    if (r.roles.includes("admin")) assert.notEqual(own.status, 403, r.path);
    assert.ok(foreign.status === 404, `${r.path}: ${foreign.status} ${foreign.text.slice(0, 200)}`);
  }
  for (const r of gets.filter((x) => x.scope === "global")) {
    const { text } = await one.get(`/api${path(r, t)}`);
    assert.ok(!/13900001111|钱多多/.test(text), r.path);
  }
});

test("quality security 18 what is no token opens nothing: forms of it, a cookie as one, one as a cookie, a revoked one", async () => {
  const good = w.token("t-agent", "good");
  const works = async (headers) => (await new Client(w.base).get("/api/matters", headers)).status;
  assert.equal(await works({ authorization: `Bearer ${good}` }), 200);
  for (const authorization of ["Bearer", "Bearer ", `Bearer ${good}x`, `Bearer ${good.slice(0, -1)}`, `Bearer  ${good}`, `Basic ${btoa(`t-agent:${good}`)}`, good, `Token ${good}`, "Bearer null", "Bearer %", "Bearer '", `Bearer ${w.clients.owner.cookie.slice(5)}`])
    assert.equal(await works({ authorization }), 401, authorization);
  assert.equal(await works({ cookie: `anju=${good}` }), 401);
  assert.equal((await new Client(w.base).get(`/api/matters?access_token=${good}&token=${good}`)).status, 401);
  w.command("token", "revoke", "--data", w.data, "--name", "good");
  assert.equal(await works({ authorization: `Bearer ${good}` }), 401);
  assert.doesNotMatch(w.command("token", "list", "--data", w.data), new RegExp(good));
});
