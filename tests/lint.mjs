/*
 * lint.mjs -- the rules of the house that no compiler knows (docs/architecture.md).
 *
 * Functions of at most 70 lines; a file opens with a comment; floors and rooms include only what lies
 * below them; banned calls; no leftovers.
 */
import { readFileSync } from "node:fs";

const floors = { base: [], rules: ["base"], store: ["base"], http: ["base"] };
floors.app = ["base", "rules", "store", "http", "app"];
const rooms = ["estate", "people", "company", "matter", "archive", "repair", "suggestion", "ledger", "notify", "audit"];
const banned = /\b(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|system|alloca)\s*\(/;
const leftovers = /\b(TODO|FIXME|XXX|HACK)\b/;
let bad = 0;
const say = (text) => (console.log(`lint: ${text}`), bad++);

function includes(path, text) {
  const here = path.match(/^src\/(base|rules|store|http|app|rooms|cli)\/(?:([a-z]+)\/)?/);
  if (!here || /_test\.c$|_fixture\.[ch]$/.test(path)) return;
  for (const [, floor, room] of text.matchAll(/#include "(base|rules|store|http|app|rooms|cli)\/(?:([a-z]+)\/)?/g)) {
    if (floor === here[1] && floor !== "rooms") continue;
    if (here[1] in floors && !floors[here[1]].includes(floor)) say(`${path} includes ${floor}/`);
    if (here[1] === "rooms" && floor === "cli") say(`${path} includes cli/`);
    if (here[1] === "rooms" && floor === "rooms" && rooms.indexOf(room) > rooms.indexOf(here[2]))
      say(`${path} includes the room ${room}, which stands after ${here[2]}`);
  }
}

function functions(path, lines) {
  let start = -1;
  lines.forEach((line, i) => {
    if (/^[a-z_].*\)$/.test(lines[i - 1] || "") && line === "{") start = i;
    if (line === "}" && start >= 0) {
      if (i - start > 70) say(`${path}:${start} is a function of ${i - start} lines (70)`);
      start = -1;
    }
  });
}

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  if (!text.startsWith("/*")) say(`${path} does not open with a comment`);
  if (banned.test(text.replace(/\/\*[\s\S]*?\*\//g, ""))) say(`${path} calls ${text.match(banned)[1]}`);
  if (leftovers.test(text)) say(`${path} has a leftover ${text.match(leftovers)[0]}`);
  includes(path, text);
  functions(path, text.split("\n"));
}
process.exit(bad ? 1 : 0);
