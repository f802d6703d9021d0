// The second factor, sessions and their history, at the doors of a real server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "./server.mjs";
import { enrol, totp } from "./totp.mjs";

const server = new Server();
const admin = { login: "boss", password: "Kite-over-the-lake-7" };
let boss, mine;

before(async () => {
  assert.equal(server.bring("澜庭", "owners", "楼栋,单元,房号,业主姓名,联系电话\n5,2,1802,李梅,13900010001\n").status, 0);
  await server.start();
  boss = server.browser();
  await boss.post("/setup", { code: await server.setupCode(), name: "王总", ...admin });
});
after(() => server.stop());

const half = async (fields = admin) => {
  const b = server.browser();
  const r = await b.post("/staff", fields);
  assert.equal(r.where, "/staff/second", r.text);
  return b;
};

test("quality an administrator without a second factor can do nothing but set it up", async () => {
  assert.equal((await boss.get("/start")).where, "/me/second");
  assert.equal((await boss.get("/admin/people")).where, "/me/second");
  assert.equal((await boss.get("/api/admin/people", { accept: "application/json" })).status, 403);
  const csrf = await boss.csrf("/me/second");
  assert.equal((await boss.post("/admin/people", { csrf, name: "甲", login: "jia", role: "admin" })).status, 403);
  assert.equal((await boss.post("/me/second/confirm", { csrf, code: "123456" })).status, 409, "nothing was begun");
  await boss.post("/me/second/begin", { csrf });
  assert.equal((await boss.post("/me/second/confirm", { csrf, code: "000000" })).status, 422);
  const page = (await boss.get("/me/second")).text;
  assert.match(page, /<svg class="qr"[^>]*>/);
  assert.match(page, /id="secret">([A-Z2-7]{4} ){7}[A-Z2-7]{4}</);
  mine = await enrol(boss);
  assert.equal(mine.status, 200);
  assert.equal(new Set(mine.codes).size, 8);
  assert.equal((await boss.get("/admin/people")).status, 200);
  const again = (await boss.get("/me/second")).text;
  for (const c of mine.codes) assert.ok(!again.includes(c), "recovery codes are shown once");
  assert.doesNotMatch(again, /id="secret"/);
});

test("quality security 10 the password alone opens nothing; a code opens once and never again", async () => {
  const b = await half();
  assert.equal(b.cookies.has("anju"), false, "half a login is no session");
  assert.equal((await b.get("/admin/people")).where, "/staff?next=%2Fadmin%2Fpeople");
  assert.equal((await b.post("/staff/second", { code: totp(mine.secret, 0) })).status, 422, "the code that switched it on");
  const code = totp(mine.secret, 1), stale = server.browser();
  for (const [k, v] of b.cookies) stale.cookies.set(k, v);
  assert.equal((await b.post("/staff/second", { code })).status, 303);
  assert.equal((await b.get("/admin/people")).status, 200);
  assert.equal((await (await half()).post("/staff/second", { code })).status, 422, "a replay");
  assert.equal((await stale.post("/staff/second", { code: mine.codes[7] })).status, 422, "the ticket was used");
});

test("quality security 10 a recovery code opens once, however it is typed", async () => {
  const code = mine.codes.pop();
  assert.equal((await (await half()).post("/staff/second", { code: code.replaceAll(" ", "").toLowerCase() })).status, 303);
  assert.equal((await (await half()).post("/staff/second", { code })).status, 422);
});

test("quality security 11 a ticket stands five tries; ten tries in a quarter close the second step", async () => {
  const b = await half();
  let r;
  for (let i = 0; i < 6; i++) r = await b.post("/staff/second", { code: "111111" });
  assert.match(r.text, /重新填密码/);
  const c = await half();
  for (let i = 0; i < 3; i++) r = await c.post("/staff/second", { code: "111111" });
  assert.equal(r.status, 429);
  assert.equal((await c.post("/staff/second", { code: mine.codes[0] })).status, 429, "even a right one waits");
});

test("quality security 12 sessions are listed, ended by oneself and by an administrator; history tells of tries", async () => {
  const add = await boss.fill("/admin/people", "/admin/people", { name: "周客服", login: "zhou", role: "agent", password: "Only-for-the-desk-1" });
  assert.equal(add.status, 303, add.text);
  const agent = { login: "zhou", password: "Only-for-the-desk-1" };
  const one = server.browser(), two = server.browser();
  await one.post("/staff", agent, { "user-agent": "Mozilla/5.0 (iPhone) Safari/604" });
  await two.post("/staff", agent, { "user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0" });
  await server.browser().post("/staff", { ...agent, password: "wrong-wrong" });
  const seen = (await one.json("/api/me/sessions")).value;
  assert.deepEqual(seen.sessions.map((s) => [s.device, s.this]).sort(), [["Firefox · Windows", false], ["Safari · iPhone", true]]);
  assert.deepEqual(seen.history.map((h) => h.result), ["wrong", "in", "in"]);
  const other = seen.sessions.find((s) => !s.this).id;
  assert.equal((await boss.fill("/me/sessions", `/me/sessions/${other}/end`, {})).status, 404, "another's is not one's own to end");
  assert.equal((await one.fill("/me/sessions", `/me/sessions/${other}/end`, {})).status, 303);
  assert.equal((await two.get("/homes")).where, "/staff?next=%2Fhomes");
  assert.equal((await one.get("/me/sessions")).status, 200);
  const { id } = (await boss.json("/api/admin/people")).value.accounts.find((a) => a.login === "zhou");
  assert.equal((await one.get(`/admin/people/${id}/sessions`)).status, 403);
  assert.equal((await boss.fill(`/admin/people/${id}/sessions`, `/admin/people/${id}/sessions/end_all`, {})).status, 303);
  assert.equal((await one.get("/homes")).where, "/staff?next=%2Fhomes");
});

test("quality a project may ask for it or not; who is asked is asked with the next click", async () => {
  await boss.fill("/admin/people", "/admin/people", { name: "林经理", login: "lin", role: "manager", password: "Manages-the-house-1" });
  let lin = server.browser();
  const login = { login: "lin", password: "Manages-the-house-1" };
  assert.equal((await lin.post("/staff", login)).where, "/me/second");
  const [project] = (await boss.json("/api/admin/security")).value.projects;
  assert.equal(project.second_factor, "default");
  const put = (second_factor) => boss.fill("/admin/security", "/admin/security", { project_id: project.id, second_factor });
  assert.equal((await put("off")).status, 303);
  lin = server.browser();
  assert.equal((await lin.post("/staff", login)).where, "/start");
  assert.equal((await lin.get("/homes")).status, 303);
  assert.doesNotMatch((await lin.get("/homes")).where, /second/);
  assert.equal((await put("on")).status, 303);
  assert.equal((await lin.get("/homes")).where, "/me/second");
  const hers = await enrol(lin);
  assert.doesNotMatch((await lin.get("/homes")).where, /second/);
  const { id } = (await boss.json("/api/admin/people")).value.accounts.find((a) => a.login === "lin");
  assert.equal((await boss.fill(`/admin/people/${id}/sessions`, `/admin/people/${id}/second/reset`, {})).status, 303, "her telephone is lost");
  assert.match((await lin.get("/homes")).where, /^\/staff/);
  assert.equal((await server.browser().post("/staff", login)).where, "/me/second");
  assert.ok(hers.codes.length);
  const me = (await boss.json("/api/admin/people")).value.accounts.find((a) => a.login === "boss");
  assert.equal((await boss.fill("/admin/people", `/admin/people/${me.id}/second/reset`, {})).status, 403, "one's own takes a code");
});

test("quality security 10 owners have no second factor to set up, keys for programs neither", async () => {
  const key = server.run(["token", "create", "--data", server.data, "--user", "boss", "--name", "k"]).stdout.trim();
  const r = await fetch(`${server.url}/api/me/second/begin`, { method: "POST", headers: { authorization: `Bearer ${key}` } });
  assert.equal(r.status, 403);
  const page = await fetch(`${server.url}/api/admin/people`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(page.status, 200, "a key stands for itself");
});

test("quality from the console: a lost telephone is forgotten, and a one-time link is made for an owner", async () => {
  const reset = server.run(["user", "second-reset", "--data", server.data, "--name", "boss"]);
  assert.equal(reset.status, 0, reset.stderr);
  assert.match((await boss.get("/admin/people")).where, /^\/staff/, "her sessions end with it");
  assert.equal((await server.browser().post("/staff", admin)).where, "/me/second");
  assert.equal(server.run(["user", "second-reset", "--data", server.data, "--name", "nobody"]).status, 1);
  const link = (...more) => server.run(["link", "--data", server.data, "--project", "澜庭", ...more]);
  const made = link("--home", "5-2-1802");
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /\/k\/[A-Za-z0-9_-]{32}\n$/);
  const b = server.browser(), at = /\/k\/\S+/.exec(made.stdout)[0];
  assert.equal((await b.get(at)).status, 200);
  assert.equal((await b.post(at, {})).where, "/my");
  assert.equal((await b.get("/my")).status, 200);
  assert.equal((await server.browser().post(at, {})).status, 404);
  assert.equal(link("--home", "9-9-999").status, 1);
  assert.equal(link("--home", "5-2-1802", "--person", "没有这人").status, 1);
  assert.equal(link("--home", "5-2-1802", "--days", "91").status, 2);
  assert.equal(server.run(["link", "--data", server.data, "--project", "没有", "--home", "5-2-1802"]).status, 1);
});
