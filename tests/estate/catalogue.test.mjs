/*
 * catalogue.test.mjs -- versions of the catalogues over the API: who may, what is compared, what is
 * refused, and that nobody overwrites anybody.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, ROLES, World } from "../api/world.mjs";

const at = (book, more = "") => `/api/admin/catalogues/versions/${book}${more}`;
let w, admin, manager;
before(async () => {
  w = await World.open({ matters: 8 });
  admin = w.clients.root;
  manager = w.clients.manager;
}, { timeout: 240000 });
after(() => w?.close());

const good = (answer, status = 200) => (assert.equal(answer.status, status, answer.text), answer.json);
const newest = async (book) => good(await admin.get(at(book))).newest;
const places = async () => Object.fromEntries(good(await admin.get("/api/admin/catalogues?kind=place")).items.map((i) => [i.code, i]));

async function upload(book, csv, by = admin) {
  const form = new FormData();
  form.set("file", new Blob([csv]), `${book}.csv`);
  return by.post(at(book, "/imports"), form);
}

test("records, catalogues: the demo has versions with who, when and why; the first is what was shipped", async () => {
  const { versions, newest } = good(await admin.get(at("place")));
  assert.equal(newest, 4);
  assert.deepEqual(versions.map((v) => [v.no, v.how, v.back_to]), [[4, "rollback", 2], [3, "edit", 0], [2, "edit", 0], [1, "start", 0]]);
  assert.equal(versions[0].who, "何管理");
  assert.match(versions[1].reason, /叫法/);
  assert.ok(versions[0].at > versions[1].at);
  assert.equal(versions[3].at, null);
});

test("records, catalogues: any two versions are compared entry by entry, field by field, in words", async () => {
  const there = good(await admin.get(at("place", "/compare?from=1&to=3")));
  assert.deepEqual(there.changes.map((c) => [c.change, c.entry, c.words]), [["added", "cloakroom", "衣帽间"], ["changed", "garden", "庭院"]]);
  assert.deepEqual(there.changes[1].fields.map((f) => [f.field, f.words, f.was_words, f.is_words]), [["zh", "中文", "花园", "庭院"], ["en", "英文", "Garden", "Courtyard"]]);
  const back = good(await admin.get(at("place", "/compare?from=3&to=1")));
  assert.deepEqual(back.changes.map((c) => [c.change, c.entry]), [["removed", "cloakroom"], ["changed", "garden"]]);
  assert.deepEqual(good(await admin.get(at("place", "/compare?from=2&to=4"))).changes, []);
  const english = await admin.get(at("rule", "/2"), { "accept-language": "en" });
  const [hollow] = good(english).changes;
  assert.equal(hollow.words, "Tile or stone · Hollow");
  assert.ok(hollow.fields.some((f) => f.field === "care_zh" && /不要敲打/.test(f.is)));
});

test("records, catalogues: a number that is no version, and a catalogue that is none, are not found", async () => {
  for (const path of [at("place", "/99"), at("place", "/0"), at("place", "/x"), at("place", "/compare?from=1&to=99"), at("place", "/file?no=99"), at("moon"), at("moon", "/1"), at("place", "/imports/1")])
    assert.equal((await admin.get(path)).status, 404, path);
  assert.equal((await admin.get(at("place", "/compare?from=0"))).status, 422);
  assert.equal((await admin.post(at("place", "/99/rollback"), { reason: "没有这一版" })).status, 404);
  assert.equal((await admin.post(at("place", "/imports/1/accept"), { reason: "没有" })).status, 404);
});

test("records, catalogues: every change needs a reason and makes the next version; no change makes none", async () => {
  const { kitchen } = await places();
  const before = await newest("place"), body = { zh: "厨房间", en: kitchen.en, pos: kitchen.pos };
  assert.equal((await admin.post("/api/admin/catalogues/place/kitchen", body)).json.field, "reason");
  good(await admin.post("/api/admin/catalogues/place/kitchen", { ...body, reason: "图纸上的名称" }));
  assert.equal(await newest("place"), before + 1);
  good(await admin.post("/api/admin/catalogues/place/kitchen", { ...body, reason: "再点一次" }));
  assert.equal(await newest("place"), before + 1);
  const { version, changes } = good(await admin.get(at("place", `/${before + 1}`)));
  assert.deepEqual([version.reason, version.who, version.entries], ["图纸上的名称", "何管理", 1]);
  assert.deepEqual(changes.map((c) => [c.change, c.entry, c.fields.length]), [["changed", "kitchen", 1]]);
});

test("records, catalogues: going back makes a new version that equals the old one, and takes nothing away", async () => {
  const before = await newest("place");
  const seen = await admin.get(at("place", "/1"));
  assert.equal(seen.headers.get("etag"), `"${before}"`);
  assert.deepEqual(seen.json.back.map((c) => [c.change, c.entry]), [["retired", "cloakroom"], ["changed", "kitchen"]]);
  good(await admin.post(at("place", "/1/rollback"), { reason: "从头来" }, { "if-match": `"${before}"` }));
  const now = await places();
  assert.equal(now.kitchen.zh, "厨房");
  assert.equal(now.cloakroom.retired, true);
  assert.equal(await newest("place"), before + 1);
  assert.equal(good(await admin.get(at("place"))).versions.length, before + 1, "nothing is lost");
  assert.equal((await admin.post(at("place", "/1/rollback"), { reason: "再来" })).json.code, "nothing_changes");
  assert.equal((await admin.post(at("place", "/2/rollback"), {})).json.field, "reason");
});

test("records, catalogues: who goes back without having seen the newest version is told so", async () => {
  const before = await newest("place");
  const late = await admin.post(at("place", "/2/rollback"), { reason: "晚了" }, { "if-match": `"${before - 1}"` });
  assert.deepEqual([late.status, late.json.code], [409, "stale"]);
  assert.equal(await newest("place"), before);
  good(await admin.post(at("place", "/2/rollback"), { reason: "看过了" }, { "if-match": `"${before}"` }));
  assert.equal((await places()).cloakroom.retired, false);
});

test("records, catalogues: a file is only compared until somebody accepts it, with a reason", async () => {
  const exported = await admin.get(at("trade", "/file"));
  assert.match(exported.headers.get("content-disposition"), /anju-trade-1\.csv/);
  assert.match(exported.text, /代码","中文","英文","次序","停用"/);
  const csv = exported.text.replace('"电梯"', '"电梯安装"') + '"glass","玻璃","=Glass","",""\r\n';
  const draft = good(await upload("trade", csv), 201);
  assert.deepEqual(draft.changes.map((c) => [c.change, c.entry]), [["added", "glass"], ["changed", "lift"]]);
  assert.deepEqual([draft.acceptable, draft.base, await newest("trade")], [true, 1, 1]);
  assert.equal((await admin.post(at("trade", `/imports/${draft.id}/accept`))).json.field, "reason");
  const late = good(await upload("trade", "code,zh\nlift,升降机\n"), 201);
  const taken = good(await admin.post(at("trade", `/imports/${draft.id}/accept`), { reason: "新的专业分包" }));
  assert.deepEqual([taken.no, taken.how, taken.reason, taken.entries], [2, "import", "新的专业分包", 2]);
  assert.equal((await admin.get(at("trade", `/imports/${draft.id}`))).status, 404);
  const refused = await admin.post(at("trade", `/imports/${late.id}/accept`), { reason: "晚了" });
  assert.deepEqual([refused.status, refused.json.code], [409, "stale"]);
  assert.equal(await newest("trade"), 2);
  assert.match((await admin.get(at("trade", "/file"))).text, /"'=Glass"/, "no spreadsheet runs it");
  assert.doesNotMatch((await admin.get(at("trade", "/file?no=1"))).text, /glass/);
});

test("records, catalogues: files that are none, and rows that are wrong, are told why and change nothing", async () => {
  const wrong = good(await upload("rule", "构件代码,现象代码,紧急程度\nwall,leak,马上\nmoon,leak,complex\n"), 201);
  assert.deepEqual(wrong.errors.map((e) => e.row), [2, 3]);
  assert.match(wrong.errors[0].message, /马上/);
  assert.equal((await admin.post(at("rule", `/imports/${wrong.id}/accept`), { reason: "试试" })).status, 409);
  const many = "代码\n" + Array.from({ length: 5001 }, (_, i) => `a${i}`).join("\n");
  for (const [bytes, status] of [["", 422], ["代码,中文\n", 422], ['代码,"中文\n', 422], ["%PDF-1.7", 422], [many, 413], ["x".repeat(3 << 20), 413]]) {
    const answer = await upload("place", bytes);
    assert.ok([status, 415, 422].includes(answer.status), `${bytes.slice(0, 20)}: ${answer.status} ${answer.text}`);
  }
  assert.equal((await upload("moon", "代码\nx\n")).status, 404);
  assert.equal((await admin.post(at("place", "/imports"), {})).status, 422);
});

test("records, catalogues: managers look, administrators change, nobody else sees anything", async () => {
  const draft = good(await upload("cause", "code,zh\nuse,使用\n"), 201);
  for (const path of ["/api/admin/catalogues", "/api/admin/catalogues/rules", "/api/admin/catalogues/rules/gas/leak", at("place"), at("place", "/1"), at("place", "/compare"), at("place", "/file")])
    for (const role of ROLES)
      assert.equal((await w.clients[role].get(path)).status, ["admin", "manager"].includes(role) ? 200 : 403, `${role} ${path}`);
  for (const [path, body] of [[at("place", "/1/rollback"), { reason: "不该" }], [at("cause", `/imports/${draft.id}/accept`), { reason: "不该" }], ["/api/admin/catalogues/place/kitchen", { zh: "灶", en: "K", pos: 1, reason: "不该" }]])
    for (const role of ROLES.filter((r) => r !== "admin")) assert.equal((await w.clients[role].post(path, body)).status, 403, `${role} ${path}`);
  assert.equal((await upload("cause", "code,zh\nuse,使用\n", manager)).status, 403);
  const page = (await manager.get("/admin/catalogues/versions/place/1", { accept: "text/html" })).text;
  assert.match(page, /回退到这一版会改什么/);
  assert.doesNotMatch(page, /name="reason"/);
});

test("records, catalogues: a matter keeps the words under which it was written", async () => {
  const { matter } = await w.report(), { master_bath } = await places();
  const page = async (no) => (await w.clients.admin.get(`/p/${PROJECT}/matters/${no}`, { accept: "text/html" })).text;
  assert.match(await page(matter.no), /主卫/);
  good(await admin.post("/api/admin/catalogues/place/master_bath", { zh: "主卧卫生间", en: "Ensuite", pos: master_bath.pos, reason: "改名" }));
  const old = (await page(matter.no)).replace(/<select.*?<\/select>/gs, "");
  assert.match(old, /主卫/);
  assert.doesNotMatch(old, /主卧卫生间/);
  const { matter: later } = await w.report();
  assert.match(await page(later.no), /主卧卫生间/);
});

test("records, estate: a type of home has its own places; without a list it has those of the catalogue", async () => {
  const base = `/api/p/${PROJECT}/home-types`, one = `${base}/edit?type=A2`;
  const { types } = good(await manager.get(base));
  assert.deepEqual(types.map((t) => [t.type, t.places]), [["A1", 10], ["A2", 12]]);
  const first = await manager.get(one);
  const set = (places, version) => manager.post(base, { type: "A2", places }, version === undefined ? {} : { "if-match": `"${version}"` });
  const put = good(await set(["kitchen", "garden", "kitchen"], first.json.type.version));
  assert.deepEqual([put.places.sort(), put.type.places], [["garden", "kitchen"], 2]);
  assert.equal((await set(["kitchen"], first.json.type.version)).json.code, "stale");
  for (const wrong of ["lobby", "moon", "other"]) assert.equal((await set([wrong])).json.code, "place", wrong);
  assert.equal((await manager.post(base, { type: "无此户型", places: ["kitchen"] })).status, 404);
  const page = async () => /<select[^>]*name="faults\[0\]\.place".*?<\/select>/s.exec((await w.clients.owner.get(`/my/${PROJECT}/report`, { accept: "text/html" })).text)[0];
  const offered = async () => [...(await page()).matchAll(/value="([a-z_]+)"/g)].map((m) => m[1]);
  const few = await offered();
  assert.deepEqual(few.filter((p) => !["facade", "lobby", "corridor", "lift", "pipe_shaft", "landscape", "other"].includes(p)), ["kitchen", "garden"]);
  assert.ok(few.includes("other") && few.includes("lift"), "common parts and another place always");
  good(await set([]));
  const all = await offered();
  assert.ok(all.length > 20 && all.includes("study"));
  for (const role of ROLES) assert.equal((await w.clients[role].get(base)).status, ["admin", "manager"].includes(role) ? 200 : 403, role);
  for (const role of ROLES.filter((r) => !["admin", "manager"].includes(r))) assert.equal((await w.clients[role].post(base, { type: "A2", places: [] })).status, 403, role);
});
