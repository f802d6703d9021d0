/*
 * post.test.mjs -- S2.1a departments and posts of staff; S3.2.3c certificates with the day they end.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "../api/world.mjs";

let w, id;
const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
const at = (rest = "") => `/api/admin/people/${id}/post${rest}`;
before(async () => {
  w = await World.open();
  id = (await w.clients.root.get("/api/admin/people")).json.accounts.find((a) => a.login === "t-engineer").id;
}, { timeout: 240000 });
after(() => w?.close());

test("S2.1a an administrator gives a department and a post, which is recorded; a stale save is refused", async () => {
  const was = (await w.clients.root.get(at())).json;
  const answer = await w.clients.root.post(at(), { department: "售后服务部", post: "维修工程师（土建）" });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.department, answer.json.post], ["售后服务部", "维修工程师（土建）"]);
  const stale = await w.clients.root.post(at(), { department: "别的部门", post: "" }, { "if-match": `"${was.version}"` });
  assert.equal(stale.status, 409, stale.text);
  assert.equal((await w.clients.root.get(at())).json.department, "售后服务部");
});

test("S3.2.3c certificates are kept with number and end; one that has ended is refused, one removed counts no more", async () => {
  assert.equal((await w.clients.root.post(at("/certificates"), { name: "安全员", until_on: day(-1) })).json.field, "until_on");
  const added = await w.clients.root.post(at("/certificates"), { name: "防水工岗位证", no: "FS-2024-88", until_on: day(400) });
  assert.equal(added.status, 200, added.text);
  const [one] = added.json.certificates;
  assert.deepEqual([one.name, one.no, one.over], ["防水工岗位证", "FS-2024-88", false]);
  const ended = await w.clients.root.post(at("/certificates/end"), { certificate: one.id });
  assert.equal(ended.json.certificates.length, 0);
  assert.equal((await w.clients.root.post(at("/certificates/end"), { certificate: one.id })).status, 404);
});

test("S2.1a nobody but an administrator of all projects may, and an owner's account has no post", async () => {
  for (const role of ["admin", "manager", "agent", "engineer", "owner"]) assert.equal((await w.clients[role].post(at(), { department: "x", post: "y" })).status, 403, role);
  assert.equal((await w.clients.root.get("/api/admin/people/1/post")).status, 404);
});
