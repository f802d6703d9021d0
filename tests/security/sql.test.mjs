/*
 * sql.test.mjs -- no text of a query, a path or a field is ever a piece of a statement
 * (quality, security 9).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "../api/world.mjs";
import { gets, path, things, writes } from "./ways.mjs";

let w, t;
before(async () => {
  w = await World.open({ matters: 6 });
  t = await things(w);
}, { timeout: 240000 });
after(() => w?.close());

const pieces = ["'", "''", "\"", "1' or '1'='1", "1 or 1=1", "'; drop table matter; --", "%", "_", "%%%", "\\", "x' union select 1,2,3,4,5,6,7 --", "1)", "$1", "?", "*", "\"*\"", "a NEAR b", "-", "0", "-1", "99999999999999999999", "id desc", "(", "单元'", "\u200b", "", "{}", "a".repeat(3000)];
const count = async () => (await w.clients.root.get("/api/matters?view=all")).text;

test("quality security 9 every query value of every page takes pieces of statements as text or refuses them", async () => {
  const before = await count();
  for (const r of gets) {
    const names = new Set([...r.fields.map((f) => f.name), "q", "view", "cursor", "sort", "order", "project", "lang", "home"]);
    for (const name of names)
      for (const piece of pieces) {
        const at = path(r, t);
        const { status, text } = await w.clients.root.get(`/api${at}${at.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(piece)}`);
        assert.ok(status < 500 && !/sqlite|syntax error|near "/i.test(text), `${r.path} ${name}=${piece.slice(0, 40)}: ${status} ${text.slice(0, 200)}`);
      }
  }
  assert.equal(await count(), before);
});

test("quality security 9 every part of every path does too", async () => {
  for (const r of [...gets, ...writes].filter((x) => x.path.includes("{") && x.path !== "/logout"))
    for (const name of [...r.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))
      for (const piece of pieces.filter((p) => p && p.length < 200)) {
        const answer = await w.clients.root.send(r.method.toUpperCase(), `/api${path(r, t, { [name]: encodeURIComponent(piece) })}`, r.method === "get" ? undefined : {});
        assert.ok(answer.status < 500, `${r.path} ${name}=${piece}: ${answer.status} ${answer.text.slice(0, 200)}`);
        if (name === "project") assert.ok([400, 404].includes(answer.status), `${r.path} ${piece}`);
      }
});

test("quality security 9 a search for what matches everything matches nothing more than the text", async () => {
  for (const q of ["%", "_", "' or 1=1 --", "*"]) {
    const { json } = await w.clients.agent.get(`/api/p/lanting/homes?q=${encodeURIComponent(q)}`);
    assert.deepEqual(json.homes, [], q);
  }
  assert.ok((await w.clients.agent.get("/api/p/lanting/homes?q=5-2-1802")).json.homes.length === 1);
});
