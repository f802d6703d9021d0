/*
 * canary.test.mjs -- words of another project, another owner, another company are seen by nobody whom
 * they do not concern, in no page and no list; no whole number stands anywhere (quality, security 1, 3).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { FOREIGN, ROLES, World } from "../api/world.mjs";
import { HTML, gets, path, things } from "./ways.mjs";

let w, t;
const canary = "金丝雀之言";
before(async () => {
  w = await World.open({ matters: 40 });
  t = await things(w);
  t.matter = (await w.report({ description: canary, contact_name: "金丝雀", wished: canary })).matter.no;
}, { timeout: 240000 });
after(() => w?.close());

async function* everything(client, more = [""]) {
  for (const r of gets)
    for (const query of more) {
      const at = path(r, t) + query;
      for (const answer of [await client.get(`/api${at}`), await client.get(at, HTML)]) yield [at, answer];
    }
}
const asked = ["", `?q=${encodeURIComponent(canary)}`, "?q=19000000021", "?view=all", "?view=closed", "?contact_phone=19000000021"];

for (const role of ["other_owner", "contractor", "other_contractor", "nobody"])
  test(`quality security 3 ${role} sees no word of an owner's matter that is not hers, wherever she looks and whatever she seeks`, async () => {
    for await (const [at, { text }] of everything(w.clients[role], asked)) {
      assert.ok(!text.replaceAll(encodeURIComponent(canary), "").replace(/value="[^"]*"/g, "").includes(canary), at);
      assert.ok(!text.includes(t.matter) || at.includes(t.matter), `${at} names ${t.matter}`);
      assert.ok(!text.includes("金丝雀<"), at);
    }
  });

test("quality security 3 the canary sings for those whom it concerns", async () => {
  for (const role of ["owner", "agent", "root"]) {
    let heard = 0;
    for await (const [, { text }] of everything(w.clients[role])) heard += text.includes(canary);
    assert.ok(heard > 0, role);
  }
});

for (const role of [...ROLES, "other_owner", "other_contractor"])
  test(`quality security 3 ${role} sees nothing of a project that is not hers`, async () => {
    for await (const [at, { text }] of everything(w.clients[role], ["", `?project=${FOREIGN}`, `?q=${encodeURIComponent("钱多多")}`, "?q=13900001111"])) {
      const seen = text.replace(/value="[^"]*"/g, "").replaceAll("13900001111", (m, i, all) => (/[?=&;]$/.test(all.slice(i - 1, i)) ? "" : m));
      assert.ok(!/钱多多|13900001111|139\*+1111/.test(seen), `${at}: ${/.{60}(钱多多|139\S{4}1111).{20}/.exec(seen)?.[0]}`);
    }
  });

for (const role of ["root", ...ROLES])
  test(`quality security 3 ${role} sees a whole phone number nowhere without asking for it`, async () => {
    for await (const [at, { text, headers }] of everything(w.clients[role])) {
      if (!/html|json|plain/.test(headers.get("content-type"))) continue;
      /* The outbox shows what was sent, its receiver masked; ids are longer than a number. */
      for (const [found] of text.matchAll(/(?<![\d.])1[3-9]\d{9}(?!\d)/g)) assert.fail(`${at} shows ${found}`);
    }
  });
