// `anju user` and `anju token`, alone and beside a running server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "./server.mjs";

const server = new Server();
const user = (verb, args, input) => server.run(["user", verb, "--data", server.data, ...args], input);
const token = (verb, args) => server.run(["token", verb, "--data", server.data, ...args]);
const bearer = (key) => ({ accept: "application/json", authorization: `Bearer ${key}` });

before(() => {
  const homes = "楼栋,单元,房号\n5,2,1802\n";
  assert.equal(server.bring("澜庭", "homes", homes).status, 0);
  assert.equal(server.bring("云上", "homes", homes).status, 0);
});
after(() => server.stop());

test("user add makes a password unless one is given, and prints it alone", () => {
  const made = user("add", ["--name", "陈经理", "--role", "manager"]);
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /^\S{10,}\n$/);
  const given = user("add", ["--name", "Boss", "--role", "admin", "--password-stdin"], "Kite-over-the-lake\n");
  assert.equal(given.status, 0, given.stderr);
  assert.equal(given.stdout, "");
});

test("user add refuses with 1 and a sentence, wrong use ends with 2", () => {
  for (const [args, input] of [
    [["--name", "BOSS", "--role", "agent"]],
    [["--name", "new", "--role", "agent", "--project", "没有"]],
    [["--name", "new", "--role", "contractor"]],
    [["--name", "new", "--role", "owner"]],
    [["--name", "new", "--role", "owner", "--phone", "12"]],
    [["--name", "new", "--role", "agent", "--password-stdin"], "1234567890\n"],
    [["--name", "new", "--role", "agent", "--password-stdin"], "short\n"],
  ]) {
    const r = user("add", args, input);
    assert.equal(r.status, 1, args.join(" ") + r.stderr);
    assert.equal(r.stdout, "");
    assert.match(r.stderr, /\S.{8,}\n$/);
  }
  assert.equal(user("add", ["--name", "new", "--role", "king"]).status, 2);
  assert.equal(user("add", ["--role", "agent"]).status, 2);
  assert.equal(user("grow", ["--name", "new"]).status, 2);
  assert.equal(user("add", ["--help"]).status, 0);
  const list = JSON.parse(user("list", ["--json"]).stdout);
  assert.deepEqual(list.map((a) => a.login).sort(), ["boss", "陈经理"]);
});

test("an owner is added by phone, once", () => {
  assert.equal(user("add", ["--name", "李梅", "--role", "owner", "--phone", "139-0001-0001"]).status, 0);
  assert.equal(user("add", ["--name", "李梅", "--role", "owner", "--phone", "13900010001"]).status, 1);
});

test("beside a running server the commands work there, and a token opens the API", async () => {
  await server.start();
  const key = token("create", ["--user", "boss", "--name", "报表"]);
  assert.equal(key.status, 0, key.stderr);
  const b = server.browser();
  assert.equal((await b.get("/api/admin/people", bearer(key.stdout.trim()))).status, 200);
  assert.equal((await b.get("/api/admin/people", bearer("x".repeat(40)))).status, 401);
  assert.equal(token("revoke", ["--name", "报表"]).status, 0);
  assert.equal((await b.get("/api/admin/people", bearer(key.stdout.trim()))).status, 401);
  assert.equal(token("revoke", ["--name", "报表"]).status, 1);
  assert.match(token("list", []).stdout, /boss\t报表\t.*revoked/);
});

test("a token that only reads writes nothing, one of a project sees no other", async () => {
  const b = server.browser();
  const read = token("create", ["--user", "boss", "--name", "只读", "--read-only", "--days", "3"]).stdout.trim();
  const body = JSON.stringify({ name: "x", kind: "supplier" });
  const json = { "content-type": "application/json" };
  const refused = await b.send("POST", "/api/admin/companies", body, { ...bearer(read), ...json });
  assert.equal(refused.status, 403);
  const keys = ["澜庭", "云上"].map((p) => token("create", ["--user", "boss", "--name", p, "--project", p]).stdout.trim());
  const at = [];
  for (const key of keys) at.push((await b.get("/homes", { ...bearer(key), accept: "text/html" })).where);
  assert.notEqual(at[0], at[1]);
  for (const i of [0, 1])
    for (const k of [0, 1]) assert.equal((await b.get(`/api${at[k]}`, bearer(keys[i]))).status, i === k ? 200 : 404);
  assert.equal((await b.get("/api/admin/people", bearer(keys[0]))).status, 403);
  assert.equal(token("create", ["--user", "nobody", "--name", "n"]).status, 1);
  assert.equal(token("create", ["--user", "boss", "--name", "n", "--days", "0"]).status, 2);
  assert.equal(token("create", ["--user", "boss"]).status, 2);
});

test("a disabled account and a new password hold at once; the last administrator stays", async () => {
  assert.equal(user("disable", ["--name", "boss"]).status, 1);
  const fresh = user("password", ["--name", "陈经理"]);
  assert.equal(fresh.status, 0, fresh.stderr);
  const enter = (password) => server.browser().post("/staff", { login: "陈经理", password });
  assert.equal((await enter(fresh.stdout.trim())).status, 303);
  assert.equal(user("disable", ["--name", "陈经理"]).status, 0);
  assert.equal((await enter(fresh.stdout.trim())).status, 422);
  assert.equal(user("password", ["--name", "没有人"]).status, 1);
});
