/*
 * coverage.mjs -- docs/spec-coverage.md from the names of the tests: which sentence shows which clause.
 *
 * Usage: coverage.mjs (writes the file) or coverage.mjs --check (fails when it is out of date).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

const target = "docs/spec-coverage.md";
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "src/*_test.c", "tests/*.mjs", "tests/**/*.mjs"], { encoding: "utf8" }).trim().split("\n");
const clause = /\b(S\d(?:\.\d+)*[a-z]?|K\d{1,2})\b/g;
const rows = new Map();

for (const path of files.sort()) {
  const text = readFileSync(path, "utf8");
  const names = [...text.matchAll(/\btest\(\s*(["`'])((?:(?!\1).)+)\1/g), ...text.matchAll(/\.name = "([^"]+)"/g), ...text.matchAll(/\{\s*"([^"]+)",\s*test_/g)].map((m) => m[2] || m[1]);
  for (const name of names)
    for (const [, id] of name.matchAll(clause)) {
      if (!rows.has(id)) rows.set(id, new Set());
      rows.get(id).add(`${name.replace(/\|/g, "\\|")} (\`${path}\`)`);
    }
}

const parts = (id) => id.replace(/^[A-Z]/, "").split(/(?=[a-z])|\./).map((p) => p.padStart(3, "0")).join(".");
const ids = [...rows.keys()].sort((a, b) => (a[0] + parts(a)).localeCompare(b[0] + parts(b)));
let out = "# What shows which clause\n\nMade by `node tests/coverage.mjs` from the names of the tests; a clause that is not here is not shown by a test yet.\n\n| clause | test |\n| --- | --- |\n";
for (const id of ids) for (const name of rows.get(id)) out += `| ${id} | ${name} |\n`;

if (process.argv[2] === "--check") {
  if (readFileSync(target, "utf8") !== out) {
    console.log(`lint: ${target} is out of date: node tests/coverage.mjs`);
    process.exit(1);
  }
} else writeFileSync(target, out);
