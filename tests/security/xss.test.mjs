/*
 * xss.test.mjs -- markup typed anywhere is text everywhere (quality, security 4).
 *
 * Every act of a repair and every form of the office is filled with markup; then every page is read by
 * every role, and none of it may be there but as text.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, ROLES, World } from "../api/world.mjs";
import { png } from "../png.mjs";
import { HTML, gets, path, things, upload } from "./ways.mjs";

let w, t;
const evil = `"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}`;
const day = (n) => new Date(Date.now() + n * 86400000 + 8 * 3600000).toISOString().slice(0, 10);

before(async () => {
  w = await World.open({ matters: 6 });
  t = await things(w);
}, { timeout: 240000 });
after(() => w?.close());

test("quality security 4 markup in every act of a repair and every form of the office is stored as text", async () => {
  const done = async (role, at, body) => {
    const answer = await w.clients[role].post(`/api${at}`, body);
    assert.ok([200, 201].includes(answer.status), `${at}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer.json;
  };
  const { companies } = (await w.clients.admin.get("/api/admin/companies")).json;
  const company = companies.find((c) => c.name === "恒基建设工程有限公司").id;
  t.matter = (await w.report({ description: evil, contact_name: "陈<b>", wished: evil })).matter.no;
  const m = `/p/${PROJECT}/matters/${t.matter}`;
  await done("agent", `${m}/acknowledge`, {});
  await done("agent", `${m}/note`, { text: evil });
  await done("owner", `${m}/wish`, { wished: evil });
  await done("agent", `${m}/visit`, { visit_at: new Date(Date.now() + 3600000).toISOString() });
  await done("engineer", `${m}/check`, { cause: "workmanship", finding: evil });
  await done("engineer", `${m}/decide`, { warranty_code: "wet_room_leak", footing: "warranty", grounds: evil, shares: [{ party: "contractor", percent: 100 }] });
  await done("engineer", `${m}/plan`, { scope: evil, method: evil, start_on: day(1), finish_on: day(3) });
  await done("owner", `${m}/change`, { reason: evil });
  await done("engineer", `${m}/plan`, { scope: evil, method: evil, start_on: day(1), finish_on: day(3) });
  await done("owner", `${m}/agree`, {});
  const order = async () => {
    await done("agent", `${m}/order`, { company, scope: evil });
    t.order = (await w.clients.agent.get(`/api${m}`)).json.orders.at(-1).no;
    return `/p/${PROJECT}/orders/${t.order}`;
  };
  await done("contractor", `${await order()}/decline`, { reason: evil });
  const o = await order();
  await done("contractor", `${o}/take`, { worker: "工<i>人" });
  await done("contractor", `${o}/start`, {});
  const finish = async () => done("engineer", `${o}/finish`, { work_done: evil, cost: 100, photos: [(await upload(w.clients.engineer, png(), { name: `${evil}.png` })).json.id] });
  await finish();
  await done("owner", `${m}/refuse`, { reason: evil });
  const view = (await w.clients.agent.get(`/api${m}`)).json;
  assert.equal(view.matter.description, evil, "kept as it was typed");
  assert.equal(view.faults[0].finding, evil);
});

for (const role of ["root", ...ROLES])
  test(`quality security 4 ${role} reads that text on no page as markup`, async () => {
    let shown = 0;
    for (const r of gets)
      for (const query of ["", `?q=${encodeURIComponent(evil)}`, `?next=${encodeURIComponent(evil)}`, `?cursor=${encodeURIComponent(evil)}`, `?lang=${encodeURIComponent(evil)}`]) {
        const at = path(r, t);
        const { text, headers } = await w.clients[role].get(at + (at.includes("?") ? query.replace("?", "&") : query), HTML);
        if (!/html/.test(headers.get("content-type"))) continue;
        const what = `${at}${query}`;
        assert.doesNotMatch(text, /<img src=x|<script>alert|陈<b>|工<i>|"'>/, what);
        assert.doesNotMatch(text, /<[^>]+\sonerror/i, what);
        assert.doesNotMatch(text, /(?<!\{)\b49\}/, `${what}: a template in a template`);
        shown += text.includes("&lt;img src=x");
      }
    if (["agent", "owner", "engineer", "root"].includes(role)) assert.ok(shown > 0, "the text stands on no page at all");
  });

test("quality security 4 a way that is refused shows what was typed as text", async () => {
  for (const [at, fields] of [["/staff", { login: evil, password: "x", next: evil }], ["/login", { phone: evil, next: evil }]]) {
    const { text } = await w.clients.nobody.send("POST", at, new URLSearchParams(fields).toString(), { "content-type": "application/x-www-form-urlencoded", ...HTML });
    assert.doesNotMatch(text, /<img src=x|<script>alert/, at);
  }
});
