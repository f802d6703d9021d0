/*
 * make.mjs -- makes initials.txt of Unicode's Unihan_Readings.txt:
 *
 *   bzcat /usr/share/unicode/Unihan_Readings.txt.bz2 | node data/pinyin/make.mjs > data/pinyin/initials.txt
 *
 * kMandarin is the usual reading, kTGHZ2013 (the Table of General Standard Characters) adds the others.
 * Characters of the basic block only; whatever is rarer is found by its character.
 */
import { createInterface } from "node:readline";

const bare = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const usual = new Map(), all = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const [, code, field, value] = /^U\+([0-9A-F]{4})\t(kMandarin|kTGHZ2013)\t(.+)$/.exec(line) ?? [];
  const c = parseInt(code ?? "0", 16);
  if (c < 0x4e00 || c > 0x9fff) continue;
  const readings = value.split(" ").flatMap((r) => r.replace(/^[\d.,]+:/, "").split(",")).map((r) => bare(r)[0]);
  if (field === "kMandarin") usual.set(c, readings[0]);
  else all.set(c, readings);
}
const groups = new Map();
for (const [c, first] of [...usual].sort((a, b) => a[0] - b[0])) {
  const letters = [...new Set([first, ...(all.get(c) ?? [])])].filter((l) => /[a-z]/.test(l)).slice(0, 4).join("");
  if (letters) groups.set(letters, (groups.get(letters) ?? "") + String.fromCodePoint(c));
}
console.log("# 汉字的拼音首字母，常用读音在前（来源见 README.md；由 make.mjs 生成，请勿手改）");
for (const letters of [...groups.keys()].sort()) console.log(`${letters} ${groups.get(letters)}`);
