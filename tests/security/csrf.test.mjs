/*
 * csrf.test.mjs -- a page of another site can make nobody's browser write here (quality, security 13).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "../api/world.mjs";
import { FORM, HTML, enter, gets, path, things, writes } from "./ways.mjs";

let w, t, admin;
before(async () => {
  w = await World.open({ matters: 6 });
  t = await things(w);
  admin = await enter(w, "admin", "anju-demo-2026");
  assert.ok(admin.csrf, admin.answer.text);
}, { timeout: 240000 });
after(() => w?.close());

const open = new Set(["/staff", "/staff/second", "/k/{token}", "/invite/{token}", "/login", "/login/code", "/setup"]);
const guarded = writes.filter((r) => !open.has(r.path));

const events = async () => JSON.stringify((await w.clients.root.get(`/api/p/lanting/matters/${t.matter}`)).json.events);

test("quality security 13 every write by a session wants the token of that session, in form and JSON", async () => {
  assert.ok(guarded.length > 35);
  const before = await events();
  for (const who of [admin, w.clients.owner])
    for (const csrf of [null, "x".repeat(32), who === admin ? w.clients.owner.csrf : admin.csrf])
      for (const r of guarded) {
        if (!r.roles.includes(who === admin ? "admin" : "owner") || r.path === "/logout") continue;
        const own = who.csrf;
        who.csrf = csrf;
        const json = await who.post(`/api${path(r, t)}`, {});
        const form = await who.send("POST", path(r, t), new URLSearchParams(csrf ? { csrf } : {}).toString(), { ...FORM, ...HTML });
        who.csrf = own;
        assert.deepEqual([json.status, form.status], [403, 403], `${r.path} ${json.text.slice(0, 200)}`);
        assert.equal(json.json.code, "csrf", r.path);
      }
  assert.equal(await events(), before);
});

test("quality security 13 the token alone is not enough for a page of another origin", async () => {
  const strangers = [{ origin: "https://evil.example" }, { origin: "null" }, { origin: w.base.replace("http:", "http://evil.") }, { origin: `${w.base}.evil.example` }, { "sec-fetch-site": "cross-site" }];
  for (const headers of strangers)
    for (const r of writes) {
      if (!r.roles.includes("admin") && r.access !== "ANYONE") continue;
      const answer = await admin.post(`/api${path(r, t)}`, {}, headers);
      assert.equal(answer.status, 403, `${r.path} ${JSON.stringify(headers)}: ${answer.text.slice(0, 200)}`);
    }
  assert.equal((await admin.get("/api/matters")).status, 200, "and she is still logged in");
});

test("quality security 13 the own origin passes: what is refused above is refused for its origin", async () => {
  const answer = await admin.post(`/api/p/lanting/matters/${t.matter}/note`, { text: "来自本站" }, { origin: w.base, "sec-fetch-site": "same-origin" });
  assert.notEqual(answer.status, 403, answer.text);
});

test("quality security 13 no write is done by GET, and no form of a page leaves out the token", async () => {
  const before = await events();
  for (const r of guarded) {
    const { status } = await admin.get(path(r, t), HTML);
    if (!gets.some((g) => g.path === r.path || g.path.replace(/\{\w+\}/g, "{}") === r.path.replace(/\{\w+\}/g, "{}"))) assert.ok([404, 405].includes(status), `${r.path}: ${status}`);
  }
  assert.equal(await events(), before);
  let seen = 0;
  for (const r of gets) {
    const { text, status } = await admin.get(path(r, t), HTML);
    if (status !== 200) continue;
    for (const form of text.match(/<form[^]*?<\/form>/g) ?? []) {
      if (!/method="post"/i.test(form)) continue;
      assert.match(form, /name="csrf" value="[^"]{16,}"/, `${r.path}: ${form.slice(0, 200)}`);
      seen++;
    }
  }
  assert.ok(seen > 10, `${seen} forms`);
});
