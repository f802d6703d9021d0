/* words.test.mjs -- no text for people without its English side, and what PO files may look like. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../..");

/* A folder with src/ and po/ as given: { "src/a.c": "…" }. */
function words(mode, files) {
  const dir = mkdtempSync(path.join(tmpdir(), "words-"));
  mkdirSync(path.join(dir, "src"));
  mkdirSync(path.join(dir, "po"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
  const args = mode === "--c" ? ["--c", "out.c", "out.d", "po"] : [mode, "src", "po"];
  const run = spawnSync(process.env.WORDS, args, { cwd: dir, encoding: "utf8" });
  run.c = mode === "--c" && run.status === 0 ? readFileSync(path.join(dir, "out.c"), "utf8") : "";
  rmSync(dir, { recursive: true });
  return run;
}
const po = (zh, en) => `msgid "${zh}"\nmsgstr "${en}"\n`;

test("words: a text without English fails with its file and line", () => {
  const run = words("--check", { "src/a.c": '\n/* W("注释") */ f(W("工" "单"));\n' });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /^src\/a\.c:2: error: no English for "工单"$/m);
  assert.doesNotMatch(run.stderr, /注释/);
});

test("words: templates count, in text and in their lines of C", () => {
  const run = words("--check", { "src/a.html": '<b title="[[甲]]">\n% f(W("乙"));\n{{sayf(h, "丙")}}\n' });
  for (const [line, zh] of [[1, "甲"], [2, "乙"], [3, "丙"]])
    assert.match(run.stderr, new RegExp(`^src/a.html:${line}: error: no English for "${zh}"$`, "m"));
});

test("words: with every text translated the check is silent", () => {
  const run = words("--check", {
    "src/a.c": 'f(W("第 %d 行\\n%" PRId64 "，%s"));',
    "po/a.po": po("第 %d 行\\n%ld，%s", "%3$s, line\\n %2$ld %1$d"),
  });
  assert.deepEqual([run.status, run.stderr], [0, ""]);
});

test("words: different printf arguments are refused, for they would read foreign memory", () => {
  for (const en of ["%s", "%d %d", "none", "%2$d", "%ld"]) {
    const run = words("--check", { "po/a.po": po("第 %d 行", en) });
    assert.equal(run.status, 1, en);
    assert.match(run.stderr, /po\/a\.po:1: error: the arguments of/);
  }
});

test("words: two files that disagree are refused", () => {
  const run = words("--c", { "po/a.po": po("关闭", "Close"), "po/b.po": po("关闭", "Closed") });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /po\/b\.po:1: error: "关闭" is translated otherwise in po\/a\.po:1/);
});

test("words: the table is sorted by bytes and an empty msgstr is no translation", () => {
  const run = words("--c", { "po/a.po": po("乙", "two") + "\n" + po("甲", "") + "\n" + po("丙", "three") });
  assert.deepEqual([...run.c.matchAll(/^\{ "(.)"/gm)].map((m) => m[1]), ["丙", "乙"]);
});

test("words: what PO files may not hold here is refused with its line", () => {
  for (const [text, line] of [
    ['msgctxt "x"\nmsgid "甲"\nmsgstr "a"\n', 1],
    ['msgid "甲"\nmsgid "乙"\nmsgstr "a"\n', 2],
    ['#, fuzzy\nmsgid "甲"\nmsgstr "a"\n', 1],
    ['msgid "甲\nmsgstr "a"\n', 1],
    ['"floating"\n', 1],
  ]) {
    const run = words("--c", { "po/a.po": text });
    assert.equal(run.status, 1, text);
    assert.match(run.stderr, new RegExp(`^po/a.po:${line}: error: `), text);
  }
});

test("words: gettext reads our PO files as well", (t) => {
  const folder = path.join(root, "po", "en");
  if (spawnSync("msgfmt", ["--version"]).error) return t.skip("gettext is not installed");
  for (const name of readdirSync(folder)) {
    const run = spawnSync("msgfmt", ["--check-format", "-o", "/dev/null", path.join(folder, name)], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
  }
});
