/*
 * triage_measure.mjs -- precision and recall of the triage on labelled lines.
 *
 *   ANJU=build/src/anju node tests/rules/triage_measure.mjs             both halves, as tables for docs/triage.md
 *   ANJU=build/src/anju node tests/rules/triage_measure.mjs --wrong     what the tuned half gets wrong
 *
 * The half of a line follows from its text alone (first byte of its SHA-256: even is tuned, odd is
 * measured), so nobody can move it.  Misses of the measured half are never printed.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const FIELDS = ["kind", "place", "component", "symptom", "urgency"];

export function lines(name) {
  return readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8").split("\n").filter((l) => l && !l.startsWith("#")).map((l) => {
    const [kind, place, component, symptom, urgency, text] = l.split("\t");
    return { kind, place, component, symptom, urgency, text, tuned: createHash("sha256").update(text).digest()[0] % 2 === 0 };
  });
}

export function ask(list) {
  const input = list.map((l) => JSON.stringify({ text: l.text, heating: true })).join("\n");
  const out = spawnSync(process.env.ANJU, ["rules", "triage"], { input, encoding: "utf8", maxBuffer: 64 << 20 });
  if (out.status !== 0) throw new Error(out.stderr);
  return out.stdout.trim().split("\n").map((l) => JSON.parse(l));
}

/* What a person gets: without a word for anything it is general_b, and nothing is chosen elsewhere. */
export const said = (answer, field) => answer[field].code ?? (field === "urgency" ? "general_b" : "-");
/* Parts are labelled for repairs only: whoever asks about a wall does not report one. */
const counts = (line, field) => field === "kind" || line.kind === "repair";

export function measure(list, answers) {
  return Object.fromEntries(FIELDS.map((field) => {
    let right = 0, proposed = 0, wanted = 0;
    list.forEach((l, i) => {
      if (!counts(l, field)) return;
      const got = said(answers[i], field);
      proposed += got !== "-";
      wanted += l[field] !== "-";
      right += got !== "-" && got === l[field];
    });
    return [field, { right, proposed, wanted, precision: right / proposed, recall: right / wanted }];
  }));
}

/* Emergencies alone: the class that must not be missed. */
export function emergencies(list, answers) {
  const is = (w) => w === "emergency", asked = list.map((l, i) => [is(l.urgency), is(said(answers[i], "urgency"))]);
  const right = asked.filter(([a, b]) => a && b).length;
  return { right, proposed: asked.filter(([, b]) => b).length, wanted: asked.filter(([a]) => a).length };
}

const percent = (n) => `${(n * 100).toFixed(1)} %`;

function table(name, list, answers) {
  console.log(`\n${name} (${list.length})\n\n| | proposed | right | precision | recall |\n| --- | --: | --: | --: | --: |`);
  const e = emergencies(list, answers);
  for (const [field, m] of [...Object.entries(measure(list, answers)), ["emergency", { ...e, precision: e.right / e.proposed, recall: e.right / e.wanted }]])
    console.log(`| ${field} | ${m.proposed} | ${m.right} | ${percent(m.precision)} | ${percent(m.recall)} |`);
}

function wrong(list, answers) {
  list.forEach((l, i) => {
    const off = FIELDS.filter((f) => counts(l, f) && said(answers[i], f) !== l[f])
      .map((f) => `${f} ${l[f]} ≠ ${said(answers[i], f)} [${answers[i][f].reasons.map((r) => r.word + r.weight).join(" ")}]`);
    if (off.length) console.log(`${l.text}\n    ${off.join("; ")}`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = lines("triage.tsv"), tuned = all.filter((l) => l.tuned), measured = all.filter((l) => !l.tuned);
  if (process.argv[2] === "--wrong") {
    wrong(tuned, ask(tuned));
  } else {
    table("measured half", measured, ask(measured));
    table("tuned half", tuned, ask(tuned));
    const fresh = lines("triage-fresh.tsv");
    table("written after the table was frozen", fresh, ask(fresh));
  }
}
