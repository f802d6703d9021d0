/*
 * import_cli.test.mjs -- `anju import` on the files of real offices: rows, refusals and exit codes
 * exactly as the files beside them say.
 */
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const anju = process.env.ANJU;
const data = process.env.TEST_DATA;
const files = readdirSync(data).filter((f) => f.endsWith(".expect.json"));

// A folder of its own for each test; gone afterwards.
function folder(t) {
  const dir = mkdtempSync(join(tmpdir(), "anju-cli-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function run(dir, kind, file, ...flags) {
  const args = ["import", "--data", join(dir, "data"), "--project", "澜庭", "--kind", kind, "--file", file];
  return spawnSync(anju, [...args, ...flags], { encoding: "utf8" });
}

// Standard output is one JSON object and nothing else.
function object(out) {
  assert.equal(out.stdout.trim().split("\n").length, 1, out.stdout.slice(0, 300));
  return JSON.parse(out.stdout);
}

function given(name) {
  const expect = JSON.parse(readFileSync(join(data, name), "utf8"));
  const base = name.replace(".expect.json", "");
  const file = readdirSync(data).find((f) => f.startsWith(`${base}.`) && f !== name);
  return { expect, file: join(data, file), kind: base.split("-")[0] };
}

function same(report, expect) {
  assert.equal(report.rows, expect.rows);
  assert.equal(report.homes, expect.homes);
  if ("owners" in expect) assert.equal(report.owners, expect.owners);
  assert.deepEqual(
    report.errors.map((e) => [e.row, e.field, e.home]),
    expect.errors,
  );
  assert.ok(report.errors.every((e) => e.message.length > 0));
}

test("there are files to import", () => assert.ok(files.length >= 2));

for (const name of files) {
  const { expect, file, kind } = given(name);
  const some = expect.errors.length > 0 ? 3 : 0;

  test(`${kind}: a dry run counts as ${name} says and writes nothing`, (t) => {
    const dir = folder(t);
    const out = run(dir, kind, file, "--dry-run", "--json");
    assert.equal(out.status, some, out.stderr);
    same(object(out), expect);
    const sheet = join(dir, "companies.csv");
    writeFileSync(sheet, "单位名称,单位类别\n安装公司,施工单位\n");
    const companies = run(dir, "companies", sheet, "--json");
    assert.equal(companies.status, 1, "the project must not be there yet");
    assert.match(companies.stdout, /no_project/);
  });

  test(`${kind}: good rows are taken when that is asked for, and a second time changes nothing`, (t) => {
    const dir = folder(t);
    for (let i = 0; i < 2; i++) {
      const out = run(dir, kind, file, "--accept-good-rows", "--json");
      assert.equal(out.status, some, out.stderr);
      same(object(out), expect);
    }
  });

  if (some)
    test(`${kind}: with refused rows nothing is written unless that is asked for`, (t) => {
      const out = run(folder(t), kind, file, "--json");
      assert.equal(out.status, 1);
      assert.deepEqual(
        object(out).errors.map((e) => [e.row, e.field, e.home]),
        expect.errors,
      );
    });
}

test("a clean file is taken whole", (t) => {
  const dir = folder(t);
  const sheet = join(dir, "homes.csv");
  writeFileSync(sheet, "房号,户型,建筑面积\n3-2-1802,三室两厅,118.33\n3-2-1803,三室两厅,118.33\n");
  const out = run(dir, "homes", sheet, "--json");
  assert.equal(out.status, 0, out.stdout + out.stderr);
  assert.deepEqual(object(out), { rows: 2, homes: 2, owners: 0, errors: [] });
});

test("a file that is no table is refused with a reason", (t) => {
  const dir = folder(t);
  const sheet = join(dir, "homes.xlsx");
  writeFileSync(sheet, "this is no workbook");
  const out = run(dir, "homes", sheet, "--json");
  assert.equal(out.status, 1);
  const report = object(out);
  assert.equal(report.rows, 0);
  assert.equal(report.errors.length, 1);
});

test("wrong use says how it is used", (t) => {
  const out = run(folder(t), "castles", "nothing.csv");
  assert.equal(out.status, 2);
  assert.equal(out.stdout, "");
  assert.match(out.stderr, /--kind/);
});
