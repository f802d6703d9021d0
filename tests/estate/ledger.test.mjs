/*
 * ledger.test.mjs -- years of repairs out of a spreadsheet: every row is history of its home or listed
 * with its reason, and the counts add up.
 */
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const anju = process.env.ANJU;
const book = join(import.meta.dirname, "..", "data", "old-repair-ledger.xlsx");
const HOMES = "楼栋,单元,房号\n3,1,1801\n3,1,1802\n3,2,1801\n3,2,1802\n5,1,101\n";
const HEAD = "序号,报修日期,房号,报修内容,责任单位,派单时间,完成时间,是否合格,回访\n";

function folder(t) {
  const dir = mkdtempSync(join(tmpdir(), "anju-ledger-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, "homes.csv"), HOMES);
  assert.equal(run(dir, "homes", join(dir, "homes.csv")).status, 0);
  return dir;
}

function run(dir, kind, file, ...flags) {
  const out = spawnSync(anju, ["import", "--data", join(dir, "data"), "--project", "澜庭", "--kind", kind, "--file", file, "--json", ...flags], { encoding: "utf8" });
  return { status: out.status, err: out.stderr, json: out.stdout ? JSON.parse(out.stdout) : null };
}

function ledger(dir, lines, name = "2021年台账.csv") {
  writeFileSync(join(dir, name), HEAD + lines);
  return join(dir, name);
}

const adds_up = (r) => {
  assert.equal(r.rows, r.taken + r.refused + r.blank);
  assert.equal(r.errors.length, r.refused);
  for (const key of ["rows", "taken", "refused", "blank"]) assert.equal(r[key], r.sheets.reduce((n, s) => n + s[key], 0), key);
};

test("S1.3d five years of a ledger are accounted for row by row, a sheet a year", (t) => {
  const { status, json } = run(folder(t), "ledger", book, "--accept-good-rows");
  assert.equal(status, 3);
  adds_up(json);
  assert.equal(json.rows, 1706);
  assert.ok(json.taken > 0 && json.new === json.taken);
  assert.deepEqual(json.sheets.map((s) => s.year), [2021, 2022, 2023, 2024, 2025]);
  assert.ok(json.errors.every((e) => e.sheet && e.row > 2 && e.message));
});

test("quality 3 the same ledger a second time doubles nothing", (t) => {
  const dir = folder(t);
  const first = run(dir, "ledger", book, "--accept-good-rows").json;
  const second = run(dir, "ledger", book, "--accept-good-rows").json;
  assert.equal(second.taken, first.taken);
  assert.equal(second.new, 0);
});

test("two equal rows of one file are two repairs, and stay two", (t) => {
  const dir = folder(t), file = ledger(dir, "1,2.15,3-1-1801,渗水,,,,,\n2,2.15,3-1-1801,渗水,,,,,\n");
  assert.equal(run(dir, "ledger", file).json.new, 2);
  assert.equal(run(dir, "ledger", file).json.new, 0);
});

test("room codes in the spellings people use find their home", (t) => {
  const dir = folder(t);
  const lines = ["3-2-1802", "3栋2单元1802", "3#2-1802", "３－２－１８０２", "3号楼2单元1802室"].map((c, i) => `${i},2.${i + 1},${c},渗水,,,,,`);
  const { json } = run(dir, "ledger", ledger(dir, `${lines.join("\n")}\n`));
  assert.deepEqual([json.taken, json.refused], [5, 0], JSON.stringify(json.errors));
});

test("what can't be history is listed with its reason: no home, no room, no day, no year, nothing wrong", (t) => {
  const dir = folder(t);
  const lines = [
    "1,2.15,9-9-999,渗水,,,,,", "2,2.15,,渗水,,,,,", "3,2.30,3-1-1801,渗水,,,,,", "4,某天,3-1-1801,渗水,,,,,",
    "5,2.15,3-1-1801,,,,,,", "6,2.15,3-1-1801,渗水,,,2021-06-31,,", "7,2018-02-15,3-1-1801,渗水,,,,,", "8,2.15,3-1801,渗水,,,,,", "9,,5-1-101,渗水,,,,,",
  ];
  const { status, json } = run(dir, "ledger", ledger(dir, `${lines.join("\n")}\n`), "--accept-good-rows");
  assert.equal(status, 3);
  adds_up(json);
  assert.deepEqual(json.errors.map((e) => e.field), ["room", "room", "reported", "reported", "problem", "done", "reported", "room"]);
  assert.equal(json.taken, 1, "a row without a day is history of its home all the same");
  const unknown = run(dir, "ledger", ledger(dir, "1,2.15,3-1-1801,渗水,,,,,\n", "台账.csv")).json;
  assert.equal(unknown.errors[0].field, "reported");
});

test("blank rows, totals and rows with a number alone are blank, and counted", (t) => {
  const dir = folder(t);
  const { json } = run(dir, "ledger", ledger(dir, "1,2.15,3-1-1801,渗水,,,,,\n2,,,,,,,,\n,,,,,,,,\n3,2.16,3-1-1801,渗水,,,,,\n合计,,,2,,,,,\n"));
  adds_up(json);
  assert.deepEqual([json.taken, json.blank], [2, 3]);
});

test("two spellings of a company are proposed as one, and one only when somebody says so", (t) => {
  const dir = folder(t), file = ledger(dir, "1,2.15,3-1-1801,渗水,恒基建设,,,,\n2,2.16,3-1-1801,开裂,恒基,,,,\n3,2.17,3-1-1801,漏雨,华安门窗,,,,\n");
  const of = (json, said) => json.companies.find((c) => c.said === said);
  const silent = run(dir, "ledger", file);
  assert.equal(of(silent.json, "恒基").proposed, "恒基建设");
  assert.equal(of(silent.json, "恒基").company, "恒基");
  assert.match(silent.err, /--same/);
  assert.equal(of(run(dir, "ledger", file, "--same", "恒基=恒基建设").json, "恒基").company, "恒基建设");
  const apart = of(run(dir, "ledger", file, "--same", "恒基=").json, "恒基");
  assert.deepEqual([apart.company, apart.answered], ["恒基", true]);
  assert.equal(of(silent.json, "华安门窗").proposed, "");
});

test("files that are no ledger are refused with a reason and leave nothing", (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, "x.xlsx"), "PK\x03\x04 no book");
  assert.equal(run(dir, "ledger", join(dir, "x.xlsx")).status, 1);
  writeFileSync(join(dir, "y.csv"), "姓名,电话\n张三,1\n");
  const none = run(dir, "ledger", join(dir, "y.csv"));
  assert.deepEqual([none.status, none.json.errors[0].field], [1, "no_heading"]);
  const other = spawnSync(anju, ["import", "--data", join(dir, "data"), "--project", "没有", "--kind", "ledger", "--file", book, "--json"], { encoding: "utf8" });
  assert.equal(other.status, 1);
  assert.match(other.stdout, /no_project/);
});
