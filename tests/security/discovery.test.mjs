/*
 * discovery.test.mjs -- who tries doors learns nothing about who exists, and soon has to wait
 * (quality, security 11).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Client, World } from "../api/world.mjs";
import { HTML, enter } from "./ways.mjs";
import { setCookies } from "../cookies.mjs";

let w;
before(async () => (w = await World.open({ matters: 2 })), { timeout: 240000 });
after(() => w?.close());

const plain = (text) => text.replace(/value="[^"]*"/g, "");

test("quality security 11 a known and an unknown phone get the same answer, and only one of them a message", async () => {
  const shown = async (phone) => {
    const answer = await new Client(w.base).post("/api/login", { phone });
    return [answer.status, answer.text, setCookies(answer.headers).map((s) => s.replace(/=[^;]*/, "").length), answer.headers.get("location")];
  };
  const sent = () => (w.log.match(/验证码 \d{6}/g) ?? []).length;
  const before = sent();
  assert.deepEqual(await shown("13812345678"), await shown("13812345679"));
  const unknown = await shown("13812345670");
  assert.equal(sent(), before);
  assert.deepEqual(await shown("19010000003"), unknown);
});

test("quality security 11 a known and an unknown login get the same words after the same work", async () => {
  const answers = {};
  for (const login of ["supervisor", "no-such-login"]) {
    const c = new Client(w.base), began = performance.now();
    const answer = await c.post("/api/staff", { login, password: "wrong-password" });
    const page = await c.send("POST", "/staff", new URLSearchParams({ login, password: "wrong-password" }).toString(), { ...HTML, "content-type": "application/x-www-form-urlencoded" });
    answers[login] = { seen: [answer.status, answer.text, page.status, plain(page.text)], ms: performance.now() - began };
  }
  const [known, unknown] = Object.values(answers);
  assert.deepEqual(known.seen, unknown.seen);
  assert.ok(unknown.ms > known.ms / 5, `${unknown.ms} ms against ${known.ms} ms: no hash was made for the unknown one`);
});

test("quality security 11 after ten wrong passwords the right one waits too, and only for that login", async () => {
  for (let i = 0; i < 10; i++) assert.equal((await enter(w, "engineer", "wrong-password")).answer.status, 422);
  assert.equal((await enter(w, "engineer", "anju-demo-2026")).cookie, undefined);
  assert.ok((await enter(w, "manager", "anju-demo-2026")).cookie);
});

test("quality security 11 a code is tried five times, asked for five times, and works for the browser that asked", async () => {
  const phone = "19010000004", asked = w.log.length, c = new Client(w.base);
  const first = await c.post("/api/login", { phone });
  c.cookie = setCookies(first.headers).map((s) => s.split(";")[0]).join("; ");
  const code = async () => {
    for (let i = 0; i < 4000; i++) {
      const found = /验证码 (\d{6})/.exec(w.log.slice(asked));
      if (found) return found[1];
      await c.get("/api/healthz");
    }
    assert.fail("no code was sent");
  };
  const right = await code();
  assert.equal((await new Client(w.base).post("/api/login/code", { code: right })).status, 422, "another browser");
  const wrong = right === "111111" ? "222222" : "111111";
  for (let i = 0; i < 5; i++) assert.equal((await c.post("/api/login/code", { code: wrong })).status, 422);
  assert.equal((await c.post("/api/login/code", { code: right })).status, 422, "a sixth try");
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await new Client(w.base).post("/api/login", { phone })).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 429, 429]);
});

test("quality security 11 the first start is over: nobody makes an administrator by the setup page", async () => {
  const c = new Client(w.base);
  for (const code of ["00000000", "12345678"]) {
    const answer = await c.post("/api/setup", { code, name: "贼", login: "thief", password: "long-enough-password" });
    assert.equal(answer.status, 404, answer.text);
  }
});
