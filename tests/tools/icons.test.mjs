/* icons.test.mjs -- an icon that is not in the sprite would be an empty square that nobody notices. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../..");
const known = new Set(readFileSync(path.join(root, "web/icons/list.txt"), "utf8").split(/\s+/));

function* sources(folder) {
  for (const e of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, e.name);
    if (e.isDirectory()) yield* sources(at);
    else if (/\.(c|h|html)$/.test(e.name)) yield at;
  }
}

test("every icon that a page or a table names is in the sprite", () => {
  const calls = [
    /\bicon\(h, "([^"]+)"\)/g,
    /\bchip\(h, "[^"]*", "([^"]+)"/g,
    /\bempty_state\(h, "([^"]+)"/g,
    /\.icon = "([^"]+)"/g,
    /^    \{ "[a-z_]+",\s+"[a-z]*",\s+"([a-z0-9-]+)",\s+W\(/gm,
    /\{ "[a-z_]+", W\("[^"]*"\), "([a-z0-9-]+)"/g,
  ];
  const wrong = [];
  let n = 0;
  for (const at of sources(path.join(root, "src"))) {
    const text = readFileSync(at, "utf8");
    for (const call of calls)
      for (const m of text.matchAll(call)) {
        n++;
        if (!known.has(m[1])) wrong.push(`${path.relative(root, at)}: ${m[1]}`);
      }
  }
  assert.ok(n > 45, `only ${n} names found: the patterns no longer fit the sources`);
  assert.deepEqual(wrong, []);
});
