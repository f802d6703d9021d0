/*
 * session.test.mjs -- a session begins with a secret nobody could know before, and ends when it must
 * (quality, security 10, 12); what opens a door lies nowhere in the clear.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { Client, World } from "../api/world.mjs";
import { enter, walk } from "./ways.mjs";
import { setCookies } from "../cookies.mjs";

let w;
const password = "anju-demo-2026";
before(async () => (w = await World.open({ matters: 2 })), { timeout: 240000 });
after(() => w?.close());

const works = async (c) => (await c.get("/api/matters")).status === 200;

test("quality security 12 the cookie is out of reach of scripts and of other sites, and long enough", async () => {
  const c = await enter(w, "agent", password);
  assert.match(c.flags, /; HttpOnly/i);
  assert.match(c.flags, /; SameSite=(Lax|Strict)/i);
  assert.match(c.flags, /; Path=\//i);
  assert.doesNotMatch(c.flags, /; Domain/i);
  assert.ok(c.cookie.length >= "anju=".length + 22, "128 bits");
  for (const set of setCookies((await new Client(w.base).post("/api/login", { phone: "19000000021" })).headers)) assert.match(set, /; HttpOnly/i);
});

test("quality security 12 a cookie brought along is not the session that begins, and each log-in has its own", async () => {
  const planted = `anju=${"A".repeat(43)}`;
  const c = await enter(w, "agent", password, { cookie: planted });
  assert.notEqual(c.cookie, planted);
  c.cookie = planted;
  assert.equal(await works(c), false);
  const [one, two] = [await enter(w, "agent", password), await enter(w, "agent", password)];
  assert.notEqual(one.cookie, two.cookie);
  assert.notEqual(one.csrf, two.csrf);
});

test("quality security 12 after logging out the old cookie opens nothing", async () => {
  const c = await enter(w, "agent", password), other = await enter(w, "agent", password);
  const kept = c.cookie;
  assert.equal(await works(c), true);
  assert.equal((await c.post("/api/logout", {})).status, 200);
  c.cookie = kept;
  assert.equal(await works(c), false);
  assert.equal(await works(other), true, "her other browser stays");
});

test("quality security 12 sessions and tokens end with the account, and with its old password", async () => {
  const made = w.command("user", "add", "--data", w.data, "--name", "leaver", "--role", "agent", "--project", "Lanting 澜庭");
  const first = made.match(/\S{10,}/g).find((s) => /^[A-Za-z0-9_-]{12,}$/.test(s)) ?? made.split(/\s+/).at(-1);
  const before = await enter(w, "leaver", first);
  assert.ok(before.cookie, before.answer.text);
  assert.equal(await works(before), true);
  const again = w.command("user", "password", "--data", w.data, "--name", "leaver");
  const second = again.match(/\S{10,}/g).find((s) => /^[A-Za-z0-9_-]{12,}$/.test(s)) ?? again.split(/\s+/).at(-1);
  assert.equal(await works(before), false, "a session outlived the password");
  assert.equal((await enter(w, "leaver", first)).cookie, undefined, "the old password");
  const now = await enter(w, "leaver", second), token = new Client(w.base, w.token("leaver", "leaver"));
  assert.deepEqual([await works(now), await works(token)], [true, true]);
  w.command("user", "disable", "--data", w.data, "--name", "leaver");
  assert.deepEqual([await works(now), await works(token)], [false, false]);
  assert.equal((await enter(w, "leaver", second)).cookie, undefined);
});

test("quality security 10 cookies, tokens, passwords and whole numbers lie hashed or sealed in the folder, and in no log", async () => {
  const c = await enter(w, "manager", password);
  const token = w.token("t-agent", "hidden");
  assert.equal(await works(new Client(w.base, token)), true);
  const secrets = [c.cookie.slice(5), c.csrf, token, password, w.clients.owner.cookie.slice(5)];
  const files = walk(w.data).filter((f) => statSync(f).isFile());
  assert.ok(files.some((f) => /db/.test(f)));
  for (const f of files) {
    const bytes = readFileSync(f);
    for (const s of secrets) if (s !== c.csrf) assert.ok(!bytes.includes(s), `${f.slice(w.data.length)} holds ${s.slice(0, 4)}…`);
    assert.ok(!bytes.includes("19000000021"), `${f.slice(w.data.length)} holds a whole number`);
  }
  for (const s of secrets) assert.ok(!w.log.includes(s), `the log holds ${s.slice(0, 4)}…`);
});
