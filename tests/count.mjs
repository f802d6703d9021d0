/*
 * count.mjs -- adds up what all test programs said, and prints the line "N passed, N failed".
 *
 * cmocka and node count their own cases; any other program is one case.
 * Usage: count.mjs testlog.json LINT-FAILURES
 */
import { readFileSync } from "node:fs";

const all = (text, re) => [...text.matchAll(re)];
let passed = 0, failed = Number(process.argv[3] || 0);
passed += failed ? 0 : 1;

function count(test) {
  const text = `${test.stdout || ""}\n${test.stderr || ""}`;
  const good = test.result === "OK";
  const node = all(text, /^(?:#|ℹ) (pass|fail|cancelled) (\d+)$/gm);
  const ok = all(text, /^\[ {7}OK \]/gm).length;
  const bad = new Set(all(text, /^\[ {2}FAILED {2}\] (?!\d+ test)(.*)$/gm).map((m) => m[1])).size;
  let p = 0, f = 0;
  if (node.length > 0) {
    for (const [, what, n] of node) what === "pass" ? (p += Number(n)) : (f += Number(n));
  } else if (ok + bad > 0) {
    p = ok;
    f = bad;
  } else {
    p = good ? 1 : 0;
  }
  if (!good && f === 0) f = 1; /* it crashed, or ran out of time */
  passed += p;
  failed += f;
  if (!good) console.log(`failed: ${test.name} (${test.result})`);
}

for (const line of readFileSync(process.argv[2], "utf8").split("\n")) if (line.trim()) count(JSON.parse(line));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
