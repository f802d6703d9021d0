// The doors of a real server: first start, staff, owners, what a session may do and how it ends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "./server.mjs";
import { enrol } from "./totp.mjs";
import { setCookies } from "../cookies.mjs";

const server = new Server();
const admin = { login: "王总", password: "Kite-over-the-lake-7" };
let boss, slug, homes, spare; // spare: recovery codes of the administrator

// The password, and a recovery code behind it.
async function enterBoss(b, next = {}) {
  const first = await b.post("/staff", { ...admin, ...next });
  assert.match(first.where, /^\/staff\/second/);
  return b.post("/staff/second", { code: spare.shift(), ...(new URL(first.where, "http://x").searchParams.get("next") ? { next: new URL(first.where, "http://x").searchParams.get("next") } : {}) });
}

const problem = (r) => /class="notice notice--late"[^]*?<\/div><\/div>/.exec(r.text)?.[0];
// What differs from page to page by chance says nothing.
const plain = (r) => r.text.replace(/name="write_key" value="[^"]*"/g, "");

before(async () => {
  const owners =
    "楼栋,单元,房号,业主姓名,联系电话\n5,2,1802,李梅,13900010001/13900010009\n5,2,1803,赵强,13900010002\n";
  assert.equal(server.bring("澜庭", "owners", owners).status, 0);
  assert.equal(server.bring("云上", "owners", "楼栋,单元,房号,业主姓名,联系电话\n1,1,101,孙亮,13900010003\n").status, 0);
  await server.start();
});
after(() => server.stop());

test("S1.2a the front page is public and never sends anybody on", async () => {
  const r = await server.browser().get("/");
  assert.equal(r.status, 200);
  assert.match(r.text, /安居/);
  assert.match(r.text, /href="\/login"/);
  assert.match(r.text, /href="\/staff"/);
  assert.match(r.text, /澜庭/);
});

test("the first start takes the code from the console, no common password, and only once", async () => {
  const b = server.browser();
  const code = await server.setupCode();
  const fields = { code, name: "王总", ...admin };
  assert.equal((await b.post("/setup", { ...fields, code: "00000000x" })).status, 422);
  assert.equal((await b.post("/setup", { ...fields, password: "1234567890" })).status, 422);
  assert.equal((await b.post("/setup", { ...fields, password: "short" })).status, 422);
  assert.equal((await b.get("/admin/people")).where, "/staff?next=%2Fadmin%2Fpeople");
  const made = await b.post("/setup", fields);
  assert.equal(made.status, 303);
  assert.equal(made.where, "/me/second", "an administrator needs a second factor first");
  assert.equal((await b.get("/admin/people")).where, "/me/second");
  assert.equal((await b.get("/p/no-such/homes", { accept: "application/json" })).status, 403);
  spare = (await enrol(b)).codes;
  assert.equal(spare.length, 8);
  assert.equal((await b.get("/admin/people")).status, 200);
  assert.equal((await server.browser().post("/setup", { ...fields, login: "other" })).status, 404);
  assert.equal((await server.browser().get("/setup")).status, 404);
  boss = b;
});

test("staff log in by name in any width and case; the cookie is out of reach of scripts", async () => {
  const b = server.browser();
  const r = await enterBoss(b, { next: "/admin/people" });
  assert.equal(r.status, 303);
  assert.equal(r.where, "/admin/people");
  const cookie = setCookies(r.headers).find((c) => c.startsWith("anju="));
  assert.match(cookie, /HttpOnly/i);
  assert.match(cookie, /SameSite=Lax/i);
  assert.match(cookie, /Max-Age=1209600/i);
  assert.equal((await b.get("/")).status, 200);
  assert.match((await b.get("/")).text, /href="\/start"/);
});

test("a way on that leads out of this site is not taken", async () => {
  for (const next of ["//evil.example/", "https://evil.example/", "/\\evil.example", "evil"]) {
    const r = await enterBoss(server.browser(), { next });
    assert.equal(r.status, 303);
    assert.equal(r.where, "/start", next);
  }
});

test("a wrong password and an unknown name are answered alike", async () => {
  const b = server.browser();
  const wrong = await b.post("/staff", { login: admin.login, password: "not this one" });
  const unknown = await b.post("/staff", { login: "谁谁", password: "not this one" });
  assert.equal(wrong.status, 422);
  assert.equal(unknown.status, 422);
  assert.equal(plain(wrong).replaceAll(admin.login, "X"), plain(unknown).replaceAll("谁谁", "X"));
  assert.ok(problem(wrong));
  assert.equal(setCookies(wrong.headers).length, 0);
});

test("after ten wrong passwords even the right one waits, with the same answer", async () => {
  const made = await boss.fill("/admin/people", "/admin/people", { name: "周客服", login: "zhou", role: "agent" });
  assert.equal(made.status, 200);
  const password = /id="made"[^]*?<p class="strong num">([^<]+)</.exec(made.text)[1];
  assert.doesNotMatch((await boss.get("/admin/people")).text, new RegExp(password));
  assert.equal((await server.browser().post("/staff", { login: "ＺＨＯＵ", password })).status, 303);
  let last;
  for (let i = 0; i < 10; i++) last = await server.browser().post("/staff", { login: "zhou", password: "wrong" });
  const blocked = await server.browser().post("/staff", { login: "zhou", password });
  assert.equal(blocked.status, 422);
  assert.equal(plain(blocked), plain(last));
});

test("a write without the token of the session, or from another site, is refused", async () => {
  const fields = { name: "吴工", login: "wu", role: "engineer" };
  assert.equal((await boss.post("/admin/people", fields)).status, 403);
  const csrf = await boss.csrf("/admin/people");
  const from = { origin: "https://evil.example" };
  assert.equal((await boss.post("/admin/people", { csrf, ...fields }, from)).status, 403);
  assert.equal((await boss.post("/admin/people", { csrf, ...fields })).status, 200);
});

async function newest(b, kind) {
  return (await b.json("/api/admin/outbox")).value.messages.find((m) => m.kind === kind);
}

async function enter(phone) {
  const b = server.browser();
  const sent = await b.post("/login", { phone });
  assert.equal(sent.status, 303);
  const code = /\d{6}/.exec((await newest(boss, "login_code")).text)[0];
  const ticket = b.cookies.get("anju_code");
  return { b, code, ticket, r: await b.post("/login/code", { code }) };
}

test("S1.3a an owner enters with the code that was sent to her phone, once", async () => {
  const { b, code, r, ticket } = await enter("139 0001 0001");
  assert.equal(r.status, 303);
  assert.equal((await b.get("/start")).where, "/my");
  const second = server.browser();
  second.cookies.set("anju_code", ticket);
  assert.equal((await second.post("/login/code", { code })).status, 422);
  assert.equal(second.cookies.get("anju"), undefined);
  assert.equal((await b.json("/api/my")).status, 200);
  assert.equal((await b.get("/admin/people")).status, 403);
});

test("an unknown phone gets the same answer and no message", async () => {
  const known = await server.browser().post("/login", { phone: "13900010002" });
  const count = (await boss.json("/api/admin/outbox")).value.messages.length;
  const b = server.browser();
  const unknown = await b.post("/login", { phone: "13999990002" });
  assert.equal(unknown.status, known.status);
  assert.equal(unknown.where, known.where);
  assert.equal(setCookies(unknown.headers).length, setCookies(known.headers).length);
  assert.equal((await boss.json("/api/admin/outbox")).value.messages.length, count);
  assert.equal((await b.post("/login/code", { code: "123456" })).status, 422);
});

test("a code can be tried five times, and asked for five times in ten minutes", async () => {
  const b = server.browser();
  await b.post("/login", { phone: "13900010003" });
  const code = /\d{6}/.exec((await newest(boss, "login_code")).text)[0];
  const other = code === "000000" ? "000001" : "000000";
  for (let i = 0; i < 5; i++) assert.equal((await b.post("/login/code", { code: other })).status, 422);
  assert.equal((await b.post("/login/code", { code })).status, 422);
  for (let i = 0; i < 4; i++) assert.equal((await b.post("/login", { phone: "13900010003" })).status, 303);
  assert.equal((await b.post("/login", { phone: "13900010003" })).status, 429);
});

test("the second phone of a person opens the same account", async () => {
  const first = await enter("13900010001");
  const second = await enter("13900010009");
  const name = async (b) => (await b.json("/api/my")).text;
  assert.equal(second.r.status, 303);
  assert.equal(await name(second.b), await name(first.b));
});

test("S3.5a homes are found by room code, name, phone and last four digits", async () => {
  const start = await boss.get("/homes");
  slug = /\/p\/([^/]+)\/homes/.exec(start.where)[1];
  for (const q of ["5-2-1802", "李梅", "13900010001", "0001", "0009"]) {
    const found = (await boss.json(`/api/p/${slug}/homes?q=${encodeURIComponent(q)}`)).value.homes;
    assert.deepEqual([found.length, found[0]?.code, found[0]?.owner], [1, "5-2-1802", "李梅"], q);
    assert.doesNotMatch(JSON.stringify(found), /13900010001/);
  }
  homes = (await boss.json(`/api/p/${slug}/homes`)).value.homes;
  assert.equal(homes.length, 2);
});

test("S3.5e a whole number is shown once, after a reason that is kept", async () => {
  const home = (await boss.json(`/api/p/${slug}/homes/${homes[0].id}`)).value;
  const at = `/p/${slug}/people/${home.people[0].person_id}`;
  const page = await boss.get(at);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /13900010001/);
  assert.match(page.text, /139\*{4}0001/);
  assert.equal((await boss.fill(at, `${at}/reveal`, { what: "phone", reason: "嗯" })).status, 422);
  const shown = await boss.fill(at, `${at}/reveal`, { what: "phone", reason: "业主来电核对号码" });
  assert.equal(shown.status, 200);
  assert.match(shown.text, /13900010001/);
  assert.doesNotMatch((await boss.get(at)).text, /13900010001/);
});

test("a person is added to a home and leaves it; the same person twice is one", async () => {
  const at = `/p/${slug}/homes/${homes[1].id}`;
  const fields = { name: "钱租客", phone: "13900010005", relation: "tenant" };
  assert.equal((await boss.fill(at, `${at}/people`, fields)).status, 303);
  assert.equal((await boss.fill(at, `${at}/people`, fields)).status, 303);
  const people = (await boss.json(`/api${at}`)).value.people.filter((p) => p.person === "钱租客");
  assert.equal(people.length, 1);
  const tenant = await enter("13900010005");
  assert.equal((await tenant.b.get(at)).status, 200);
  const end = `${at}/people/${people[0].id}/end`;
  const elsewhere = `/p/${slug}/homes/${homes[0].id}/people/${people[0].id}/end`;
  assert.equal((await boss.fill(at, elsewhere, {})).status, 404);
  assert.equal((await boss.fill(at, end, {})).status, 303);
  assert.equal((await boss.fill(at, end, {})).status, 404);
  assert.equal((await tenant.b.get(at)).status, 404);
});

test("an owner sees her own home without the others' data, and no other home", async () => {
  const { b } = await enter("13900010001");
  const own = homes.find((h) => h.code === "5-2-1802");
  const other = homes.find((h) => h.code === "5-2-1803");
  assert.equal((await b.get(`/p/${slug}/homes/${own.id}`)).status, 200);
  assert.deepEqual((await b.json(`/api/p/${slug}/homes/${own.id}`)).value.people, []);
  assert.equal((await b.get(`/p/${slug}/homes/${other.id}`)).status, 404);
  assert.equal((await b.get(`/p/${slug}/homes`)).status, 403);
});

let linSpare;
test("a foreign project does not exist, and its administrator has no business with accounts", async () => {
  const run = server.run(
    ["user", "add", "--data", server.data, "--name", "lin", "--role", "admin", "--project", "云上", "--password-stdin"],
    "Only-the-other-house\n",
  );
  assert.equal(run.status, 0, run.stderr);
  const lin = server.browser();
  assert.equal((await lin.post("/staff", { login: "lin", password: "Only-the-other-house" })).where, "/me/second");
  linSpare = (await enrol(lin)).codes;
  assert.equal((await lin.get(`/p/${slug}/homes`)).status, 404);
  assert.equal((await lin.get(`/p/${slug}/homes/${homes[0].id}`)).status, 404);
  assert.equal((await lin.get("/admin/people")).status, 403);
  assert.equal((await lin.get("/admin/outbox")).status, 403);
  const csrf = await lin.csrf("/homes");
  const more = { csrf: csrf ?? "", name: "别人", login: "sneaky", role: "admin", password: "A-good-password-9" };
  assert.equal((await lin.post("/admin/people", more)).status, 403);
});

test("companies and their contracts are kept by the page", async () => {
  const added = await boss.fill("/admin/companies", "/admin/companies", {
    name: "安装公司", kind: "contractor", contact: "郑工", phone: "13900010006",
  });
  assert.equal(added.status, 303);
  const page = await boss.get("/admin/companies");
  assert.match(page.text, /安装公司/);
  assert.doesNotMatch(page.text, /13900010006/);
  const id = (await boss.json("/api/admin/companies")).value.companies[0].id;
  const trade = /name="trades\[0\]\.code"[^]*?<option value="([a-z_]+)"/.exec(page.text)[1];
  const contract = { company: id, no: "HT-1", "trades[0].code": trade, settlement: "860000.00" };
  const path = `/p/${slug}/contracts`;
  assert.equal((await boss.fill("/admin/companies", path, { ...contract, "trades[0].code": "magic" })).status, 422);
  assert.equal((await boss.fill("/admin/companies", path, contract)).status, 303);
  const kept = (await boss.json("/api/admin/companies")).value.companies[0].contracts;
  assert.equal(kept.length, 1);
  assert.equal(kept[0].no, "HT-1");
});

test("a new password, a disabled account and a log-out end sessions at once", async () => {
  const people = (await boss.json("/api/admin/people")).value.accounts;
  const lin = people.find((a) => a.login === "lin");
  const b = server.browser();
  await b.post("/staff", { login: "lin", password: "Only-the-other-house" });
  assert.equal((await b.post("/staff/second", { code: linSpare.shift() })).status, 303);
  assert.equal((await b.get("/start")).where, "/overview");
  const at = "/admin/people";
  assert.equal((await boss.fill(at, `${at}/${lin.id}/password`, { password: "Another-house-again" })).status, 303);
  assert.equal((await b.get("/start")).where, "/staff?next=%2Fstart");
  await b.post("/staff", { login: "lin", password: "Another-house-again" });
  await b.post("/staff/second", { code: linSpare.shift() });
  assert.equal((await boss.fill(at, `${at}/${lin.id}/disable`, {})).status, 303);
  assert.equal((await b.get("/start")).where, "/staff?next=%2Fstart");
  assert.equal((await b.post("/staff", { login: "lin", password: "Another-house-again" })).status, 422);
  const me = people.find((a) => a.login === admin.login);
  assert.equal((await boss.fill(at, `${at}/${me.id}/disable`, {})).status, 409);
  assert.equal((await boss.fill(at, `${at}/${me.id}/leave`, { membership: me.memberships[0] })).status, 409);
  const kept = boss.cookies.get("anju");
  assert.equal((await boss.fill("/", "/logout", { csrf: await boss.csrf(at) })).where, "/");
  boss.cookies.set("anju", kept);
  assert.equal((await boss.get(at)).status, 303);
});
