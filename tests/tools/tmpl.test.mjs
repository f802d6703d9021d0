/* tmpl.test.mjs -- the template compiler: what it makes, and what it refuses with file and line. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync, existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const here = path.dirname(new URL(import.meta.url).pathname);
const dir = mkdtempSync(path.join(tmpdir(), "tmpl-"));
process.on("exit", () => rmSync(dir, { recursive: true }));

function compile(text, i) {
  const at = path.join(dir, `case${i}.html`);
  writeFileSync(at, text);
  const run = spawnSync(process.env.TMPL, [at, `${at}.c`, `${at}.h`], { encoding: "utf8" });
  return { at, run, c: existsSync(`${at}.c`) ? readFileSync(`${at}.c`, "utf8") : null };
}

const cases = readFileSync(path.join(here, "tmpl_cases.txt"), "utf8").split(/^== /m).slice(1);
cases.forEach((text, i) => {
  const [name, expect, ...template] = text.split("\n");
  test(`templates: ${name}`, () => {
    const { at, run, c } = compile(template.join("\n").trimEnd() + "\n", i);
    if (expect.startsWith("ok ")) {
      assert.equal(run.status, 0, run.stderr);
      assert.ok(c.includes(expect.slice(3)), c);
    } else {
      const [line, words] = [expect.slice(0, expect.indexOf(":")), expect.slice(expect.indexOf(":") + 2)];
      assert.equal(run.status, 1);
      assert.ok(run.stderr.startsWith(`${at}:${line}: error: `), run.stderr);
      assert.ok(run.stderr.includes(words), run.stderr);
      assert.equal(c, null, "a refused template leaves nothing behind");
    }
  });
});

test("templates: errors of the C compiler point into the template", () => {
  const { at, c } = compile('%% void f(struct html *h)\n<p>\n\n{{1}}</p>\n% broken;\n', "line");
  const lines = c.split("\n");
  const where = lines.findIndex((l) => l.trim() === "broken;");
  let n = 0;
  for (let k = where; k >= 0; k--) {
    const m = lines[k].match(/^#line (\d+) "(.*)"$/);
    if (m) {
      n = Number(m[1]) + (where - k - 1);
      assert.equal(m[2], at);
      break;
    }
  }
  assert.equal(n, 5);
});
