/*
 * register.test.mjs -- the service ledger: filters hold what they say, every figure of the overview is
 * the number of rows behind it, files are whole, guarded and recorded, and rights are kept.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import { World } from "../api/world.mjs";

let w, manager;
before(async () => {
  w = await World.open({ matters: 80 });
  manager = w.clients.manager;
}, { timeout: 240000 });
after(() => w?.close());

async function rows(path, client = manager) {
  const all = [];
  for (let next = path; next; ) {
    const page = await client.get(next);
    assert.equal(page.status, 200, `${next}: ${page.text.slice(0, 300)}`);
    all.push(...page.json.rows);
    next = page.json.next;
  }
  return all;
}

async function file(format, filter = {}, client = manager) {
  const made = await client.post("/api/register/exports", { format, ...filter });
  assert.equal(made.status, 201, made.text);
  const answer = await fetch(w.base + made.json.file, { headers: { authorization: `Bearer ${client.token}` } });
  return { made, status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/* The parts of a zip by its central directory. */
function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6])), parts = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const name = bytes.toString("utf8", at + 46, at + 46 + bytes.readUInt16LE(at + 28));
    const local = bytes.readUInt32LE(at + 42), begin = local + 30 + bytes.readUInt16LE(local + 26);
    const text = inflateRawSync(bytes.subarray(begin, begin + bytes.readUInt32LE(at + 20)));
    assert.equal(text.length, bytes.readUInt32LE(at + 24));
    parts[name] = text.toString("utf8");
    at += 46 + bytes.readUInt16LE(at + 28);
  }
  return parts;
}

test("S1.3a the register pages through all matters without a gap or a double, newest first", async () => {
  const all = await rows("/api/register");
  assert.equal(new Set(all.map((r) => r.no)).size, all.length);
  assert.ok(all.length >= 80);
  const times = all.map((r) => Date.parse(r.received_at));
  assert.deepEqual(times, [...times].sort((a, b) => b - a));
  assert.ok(all.every((r) => /^.\*$|^$/u.test(r.owner)), "owners are masked");
});

test("S5c each figure of the overview is the number of rows behind it", async () => {
  const { json } = await manager.get("/api/overview");
  assert.ok(json.figures.length > 20);
  for (const group of ["now", "age", "week", "month", "state", "building", "component", "company"]) assert.ok(json.figures.some((f) => f.group === group), group);
  for (const f of json.figures) assert.equal((await rows(f.rows)).length, f.n, `${f.group} ${f.name} ${f.rows}`);
  const of = (name) => json.figures.find((f) => f.name === name).n;
  assert.equal(of("等业主") + of("等施工单位") + of("等我们"), of("未关闭"));
  assert.equal(json.figures.filter((f) => f.group === "age").reduce((n, f) => n + f.n, 0), of("未关闭"));
  assert.equal(json.figures.filter((f) => f.group === "state").reduce((n, f) => n + f.n, 0), of("未关闭"));
});

test("S1.3b the filters hold what they say, and together less than each", async () => {
  for (const r of await rows("/api/register?open=1")) assert.equal(r.closed_at, null);
  for (const r of await rows("/api/register?open=0")) assert.notEqual(r.closed_at, null);
  for (const r of await rows("/api/register?overdue=1")) assert.ok(Date.parse(r.due_at) < Date.now());
  for (const r of await rows("/api/register?rounds=2")) assert.ok(r.rounds >= 2);
  for (const r of await rows("/api/register?warranty=in")) assert.ok(["in", "out"].includes(r.warranty));
  const all = await rows("/api/register"), building = all[0].home.split("-")[0];
  const there = await rows(`/api/register?building=${building}`);
  assert.equal(there.length, all.filter((r) => r.home.split("-")[0] === building).length);
  assert.equal((await rows(`/api/register?home=${all[0].home}`)).length, all.filter((r) => r.home === all[0].home).length);
  const day = all[5].received_at.slice(0, 10);
  for (const r of await rows(`/api/register?from=${day}&to=${day}`)) assert.equal(r.received_at.slice(0, 10), day);
});

test("quality security 9 a filter that is none is refused, whatever stands in it", async () => {
  for (const q of ["open=2", "from=2026-02-30", "rounds=x", "company=1%20or%201", "waiting='", "age_from=-1", "cursor=x", "cursor=1.2", "nonsense=1"])
    assert.equal((await manager.get(`/api/register?${q}`)).status, 422, q);
  assert.deepEqual(await rows("/api/register?building=%27%20or%201=1--"), []);
});

test("S3.5e a file holds all rows of the filter, is guarded against formulas, and leaves a record", async () => {
  await w.report({ description: "=cmd|' /C calc'!A0", faults: [{ place: "master_bath", component: "waterproof", symptom: "leak", description: "=1+1" }] });
  const all = await rows("/api/register");
  const csv = await file("csv"), text = csv.bytes.toString("utf8"), lines = text.trim().split("\r\n");
  assert.equal(csv.status, 200);
  assert.match(csv.headers.get("content-disposition"), /attachment.*register-.*\.csv/);
  assert.ok(csv.bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])));
  assert.equal(lines.length, all.length + 1);
  assert.doesNotMatch(text, /(^|,)"?[=@+]/m);
  for (const r of all) assert.ok(text.includes(r.no));
  const book = unzip((await file("xlsx")).bytes), sheet = book["xl/worksheets/sheet1.xml"];
  assert.equal(sheet.split("<row>").length - 1, all.length + 1);
  assert.ok(!/<f>/.test(sheet));
  assert.match(sheet, /<c s="2"><v>\d{5}\.\d+<\/v><\/c>/, "instants are typed");
  const some = await file("csv", { open: "1" });
  assert.equal(some.bytes.toString("utf8").trim().split("\r\n").length, (await rows("/api/register?open=1")).length + 1);
});

test("security 1 who may not read the register or take it away does not, and a file is its maker's alone", async () => {
  for (const role of ["contractor", "property", "owner", "nobody"]) assert.ok([401, 403].includes((await w.clients[role].get("/api/register")).status), role);
  for (const role of ["agent", "engineer", "supervisor"]) assert.equal((await w.clients[role].post("/api/register/exports", { format: "csv" })).status, 403, role);
  const { made } = await file("csv");
  assert.equal((await w.clients.admin.get(made.json.file)).status, 404);
  assert.equal((await manager.get("/api/register?project=p2")).json.rows.length, 0, "a foreign project has no rows for her");
});
