/*
 * pages.test.mjs -- the estate's pages and their API against a real server: what a manager of the
 * estate does on a day, from an uploaded sheet to the date that counts as a handover.
 */
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const anju = process.env.ANJU;
const data = process.env.TEST_DATA;
const expect = JSON.parse(readFileSync(join(data, "homes-export.expect.json"), "utf8"));

let dir, server, origin, admin, manager;

function command(...args) {
  const out = spawnSync(anju, [...args, "--data", dir], { encoding: "utf8" });
  assert.equal(out.status, 0, `${args.join(" ")}: ${out.stderr}${out.stdout}`);
  return out.stdout.trim();
}

// A key of an account of this role; of one project when that is told.
function key(name, role, ...project) {
  command("user", "add", "--name", name, "--role", role, ...project);
  return command("token", "create", "--user", name, "--name", "test").split(/\s+/).pop();
}

async function serve() {
  server = spawn(anju, ["serve", "--data", dir, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  server.stderr.on("data", (d) => (out += d));
  server.stdout.on("data", (d) => (out += d));
  while (!/http:\/\/\S+/.test(out)) {
    await Promise.race([once(server.stdout, "data"), once(server.stderr, "data"), once(server, "exit")]);
    if (server.exitCode !== null) throw new Error(`the server ended: ${out}`);
  }
  return out.match(/http:\/\/[0-9.]+:\d+/)[0];
}

before(async () => {
  dir = mkdtempSync(join(tmpdir(), "anju-estate-"));
  admin = key("root", "admin");
  origin = await serve();
});

after(async () => {
  if (server?.exitCode === null) {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
  rmSync(dir, { recursive: true, force: true });
});

// One request; body: an object is sent as JSON, a FormData as it is.
async function ask(path, { body, headers = {}, as = admin, json = true } = {}) {
  const is_form = body instanceof FormData || body instanceof URLSearchParams;
  const answer = await fetch(origin + (json ? "/api" : "") + path, {
    method: body ? "POST" : "GET",
    redirect: "manual",
    headers: {
      Authorization: `Bearer ${as}`,
      ...(body && !is_form ? { "Content-Type": "application/json" } : {}),
      ...headers,
    },
    body: body && !is_form ? JSON.stringify(body) : body,
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, is: json && text ? JSON.parse(text) : null };
}

async function made(path, body) {
  const answer = await ask(path, { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.is;
}

// Asks until the job has brought the import into one of these states.
async function until(id, states) {
  const end = Date.now() + 60000;
  while (Date.now() < end) {
    const { is } = await ask(`/admin/import/${id}`);
    if (states.includes(is.import.state)) return is;
    assert.notEqual(is.import.state, "failed", is.import.fault);
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error(`import ${id} is still not ${states}`);
}

/* ---- projects, buildings, homes ---- */

test("a project is created with a short name, edited, and two people don't overwrite each other", async () => {
  const project = await made("/admin/estate", { name: "澜庭 North Bay", city: "长沙", hotline: "4008000000" });
  assert.equal(project.project, "north-bay");
  const at = "/p/north-bay/estate/edit";
  const seen = await ask(at);
  assert.equal(seen.headers.get("etag"), `"${project.version}"`);
  const whole = { name: project.name, city: "长沙", hotline: "4008000001", waterproof_promise: "8y" };
  const first = await ask(at, { body: whole, headers: { "If-Match": `"${project.version}"` } });
  assert.equal(first.status, 200, first.text);
  assert.equal(first.is.hotline, "4008000001");
  const late = await ask(at, { body: whole, headers: { "If-Match": `"${project.version}"` } });
  assert.equal(late.status, 409);
  assert.equal(late.is.code, "stale");
});

test("a project refuses a name that is taken, a promise that is no period and a field that it doesn't know", async () => {
  assert.equal((await ask("/admin/estate", { body: { name: "澜庭 North Bay" } })).is.code, "name_taken");
  const promise = await ask("/admin/estate", { body: { name: "云栖", waterproof_promise: "很久" } });
  assert.equal(promise.is.field, "waterproof_promise");
  assert.equal((await ask("/admin/estate", { body: { name: "云栖", colour: "red" } })).status, 422);
  assert.equal((await ask("/p/yunqi/estate")).status, 404);
});

test("buildings and homes are added, and the choice of the date moves the handover", async () => {
  const building = await made("/p/north-bay/buildings", { code: "5栋", completion_on: "2024-06-30" });
  assert.equal(building.name, "5栋");
  assert.equal(building.design_life_y, 50);
  const home = await made("/p/north-bay/homes", {
    building_id: building.id,
    unit: "1单元",
    room: "0302",
    area: "118.33",
    notice_on: "2024-07-01",
    keys_on: "2024-07-15",
    handover_by: "notice",
  });
  assert.equal(home.code, "5-1-302");
  assert.equal(home.words, "5栋1单元302");
  assert.equal(home.area_cm2, 1183300);
  assert.equal(home.handover_on, "2024-07-01");
  const at = `/p/north-bay/homes/${home.id}/edit`;
  const whole = { area: "118.33", notice_on: "2024-07-01", keys_on: "2024-07-15", handover_by: "keys" };
  const moved = await ask(at, { body: whole });
  assert.equal(moved.is.handover_on, "2024-07-15");
  assert.equal(moved.is.version, 2);
  const missing = await ask(at, { body: { ...whole, handover_by: "signed" } });
  assert.equal(missing.is.code, "handover_date_missing");
  const early = await ask(at, { body: { ...whole, keys_on: "2024-06-01" } });
  assert.equal(early.is.code, "handover_before_completion");
  const twice = await ask("/p/north-bay/homes", { body: { building_id: building.id, unit: "1", room: "302" } });
  assert.equal(twice.is.code, "home_taken");
  const { is } = await ask(`/p/north-bay/buildings/${building.id}`);
  assert.equal(is.building.home_n, 1);
  assert.equal(is.building.handed_over_n, 1);
  assert.equal(is.homes[0].code, "5-1-302");
});

test("a refused form comes again with what was typed and the words beside the field", async () => {
  const { is } = await ask("/p/north-bay/estate");
  const body = new URLSearchParams({ building_id: is.buildings[0].id, unit: "1", room: "１８０２", area: "很大" });
  const answer = await ask("/p/north-bay/homes", { body, json: false });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /name="area"[^>]*value="很大"/);
  assert.match(answer.text, /面积请写成 118\.33/);
  body.set("area", "118.33");
  const good = await ask("/p/north-bay/homes", { body, json: false });
  assert.equal(good.status, 303, good.text);
  assert.equal(good.headers.get("location"), `/p/north-bay/buildings/${is.buildings[0].id}`);
});

test("every page of the estate opens in Chinese and in English", async () => {
  const { is } = await ask("/p/north-bay/estate");
  const building = is.buildings[0].id;
  const home = (await ask(`/p/north-bay/buildings/${building}`)).is.homes[0].id;
  const pages = {
    "/admin/estate": ["项目", "Projects and homes"],
    "/p/north-bay/estate": ["添加楼栋", "Add a building"],
    "/p/north-bay/estate/edit": ["保存项目资料", "Save the project"],
    [`/p/north-bay/buildings/${building}`]: ["保存楼栋资料", "Save the building"],
    [`/p/north-bay/homes/${home}/edit`]: ["保存房屋资料", "Save the home"],
    [`/p/north-bay/homes/new?building_id=${building}`]: ["添加房屋", "Add a home"],
    "/admin/catalogues?kind=component": ["构件", "Component"],
    "/admin/catalogues/place/master_bath": ["主卫", "Master bathroom"],
    "/admin/catalogues/rules?component=gas": ["常见判断", "What faults usually mean"],
    "/admin/catalogues/rules/gas/any": ["保修项目", "Part of the warranty"],
    "/admin/import": ["上传", "Upload"],
  };
  for (const [path, [zh, en]] of Object.entries(pages))
    for (const [lang, words] of [["zh-CN", zh], ["en", en]]) {
      const answer = await ask(path, { json: false, headers: { "Accept-Language": lang } });
      assert.equal(answer.status, 200, path);
      assert.ok(answer.text.includes(words), `${path} in ${lang}: no “${words}”`);
    }
});

/* ---- the import by way of its page ---- */

test("a sheet is uploaded, checked, accepted, and the estate counts as the sheet does", async () => {
  const form = new FormData();
  form.set("project", "云栖");
  form.set("kind", "homes");
  form.set("file", new Blob([readFileSync(join(data, "homes-export.csv"))]), "homes-export.csv");
  const sent = await ask("/admin/import", { body: form });
  assert.equal(sent.status, 201, sent.text);
  const checked = await until(sent.is.id, ["checked"]);
  assert.equal(checked.import.rows, expect.rows);
  assert.equal(checked.import.refused, expect.errors.length);
  assert.deepEqual(
    checked.errors.map((e) => [e.row, e.field, e.home]),
    expect.errors,
  );
  const before_it = await ask("/admin/estate");
  assert.ok(!before_it.is.projects.some((p) => p.name === "云栖"), "a check writes nothing");
  const refused = await ask(`/admin/import/${sent.is.id}/apply`, { body: {} });
  assert.equal(refused.status, 409, "refused rows must be accepted in so many words");
  const taken = await ask(`/admin/import/${sent.is.id}/apply`, { body: { accept_good: true } });
  assert.equal(taken.status, 200, taken.text);
  await until(sent.is.id, ["done"]);
  const project = (await ask("/admin/estate")).is.projects.find((p) => p.name === "云栖");
  assert.equal(project.home_n, expect.homes);
  const { is } = await ask(`/p/${project.project}/estate`);
  assert.equal(
    is.buildings.reduce((n, b) => n + b.home_n, 0),
    expect.homes,
  );
});

/* ---- catalogues ---- */

test("words and rules of the catalogues are edited, retired and never lost", async () => {
  const { is } = await ask("/admin/catalogues?kind=place");
  assert.ok(is.items.length >= 22);
  const garden = is.items.find((i) => i.code === "garden");
  const edited = await ask("/admin/catalogues/place/garden", {
    body: { zh: "庭院", en: "Yard", pos: garden.pos, retired: true, reason: "一期没有花园" },
  });
  assert.deepEqual([edited.is.zh, edited.is.retired, edited.is.version], ["庭院", true, 2]);
  const rule = { warranty_code: "equipment", trade: "hvac", urgency: "complex", care_zh: "", care_en: "", reason: "单独规定" };
  const own = await ask("/admin/catalogues/rules/gas/noise", { body: rule });
  assert.equal(own.is.version, 1);
  const odd = await ask("/admin/catalogues/rules/gas/noise", { body: { ...rule, warranty_code: "luck" } });
  assert.equal(odd.is.field, "warranty_code");
});

/* ---- rights ---- */

test("who manages one project sees that one, edits it, and creates none", async () => {
  manager = key("lin", "manager", "--project", "澜庭 North Bay");
  const { is } = await ask("/admin/estate", { as: manager });
  assert.deepEqual(
    is.projects.map((p) => p.project),
    ["north-bay"],
  );
  assert.equal((await ask("/admin/estate", { as: manager, body: { name: "第三个" } })).status, 403);
  const foreign = (await ask("/admin/estate")).is.projects.find((p) => p.name === "云栖").project;
  assert.equal((await ask(`/p/${foreign}/estate`, { as: manager })).status, 404);
  assert.equal((await ask("/p/north-bay/estate", { as: manager })).status, 200);
  assert.equal((await ask("/admin/catalogues", { as: manager })).status, 200);
  assert.equal((await ask("/admin/catalogues/place/garden", { as: manager })).status, 403);
  assert.equal((await ask("/admin/estate", { as: "nobody" })).status, 401);
});
