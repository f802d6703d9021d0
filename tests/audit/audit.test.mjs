/*
 * audit.test.mjs -- S3.5e who looked, who did what and who took data out is found again, by those who may.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { FOREIGN, PROJECT, World } from "../api/world.mjs";
import { look, person, staffLogin, startDemo } from "../story/browser.mjs";

let w;
const find = async (role, query = "") => w.clients[role].get(`/api/p/${PROJECT}/audit${query}`);
before(async () => (w = await World.open()), { timeout: 240000 });
after(() => w?.close());

test("S3.5e events are found by person, kind, matter and day, page by page without holes", async () => {
  const { no } = (await w.report({ description: "主卫滴水，我电话 13912345678" })).matter;
  const one = (await find("manager", `?no=${no}`)).json.events;
  assert.deepEqual(one.map((e) => [e.what, e.of]), [["repair.report", no]]);
  assert.ok(!one[0].text.includes("13912345678"), one[0].text);
  assert.ok((await find("manager", "?what=repair.")).json.events.every((e) => e.what.startsWith("repair.")));
  const who = one[0].who;
  assert.ok((await find("manager", `?who=${encodeURIComponent(who)}`)).json.events.every((e) => e.who.includes(who)));
  assert.equal((await find("manager", "?from_on=2030-01-01")).json.events.length, 0);
  let path = `/api/p/${PROJECT}/audit`, all = [];
  for (let i = 0; i < 4 && path; i++) {
    const page = await w.clients.manager.get(path);
    all.push(...page.json.events.map((e) => e.no));
    const link = /<([^>]+)>/.exec(page.headers.get("link"))?.[1];
    path = link && (link.startsWith("/api") ? link : `/api${link}`);
  }
  assert.ok(all.length > 100);
  assert.deepEqual(all, [...new Set(all)].sort((x, y) => y - x));
});

test("S3.5e only administrators and managers search it, each in her own project", async () => {
  for (const role of ["agent", "engineer", "supervisor", "contractor", "property", "owner"]) assert.equal((await find(role)).status, 403, role);
  assert.equal((await w.clients.manager.get(`/api/p/${FOREIGN}/audit`)).status, 404);
  assert.ok(!(await find("manager")).text.includes("钱多多"));
});

test("S3.5e an export is guarded against formulas and is itself recorded with its filter", async () => {
  const report = await w.report({ description: "=1+1 写在开头" });
  const file = await w.clients.manager.post(`/api/p/${PROJECT}/audit/export`, { no: report.matter.no });
  assert.equal(file.status, 200, file.text);
  assert.match(file.headers.get("content-type"), /text\/csv/);
  assert.match(file.headers.get("content-disposition"), /attachment/);
  assert.match(file.text, /"'=1\+1 写在开头"/);
  const [last] = (await find("manager", "?what=audit.")).json.events;
  assert.match(last.text, new RegExp(report.matter.no));
  assert.equal((await w.clients.agent.post(`/api/p/${PROJECT}/audit/export`, {})).status, 403);
});

test("quality 17 bad filters are refused beside their field, quotes and wildcards find nothing", async () => {
  for (const [query, field] of [["?what=drop", "what"], ["?from_on=yesterday", "from_on"], ["?before=-1", "before"]]) assert.equal((await find("manager", query)).json.field, field, query);
  assert.equal((await find("manager", `?who=${encodeURIComponent("' or 1=1 --")}`)).json.events.length, 0);
});

test("S3.5e the page of it, on desk and phone, light and dark", async () => {
  const demo = await startDemo({ matters: 8 });
  try {
    for (const [name, options] of [["desk", {}], ["phone", { phone: true, dark: true }]]) {
      const page = await person(demo, options);
      await staffLogin(demo, page, "manager");
      await page.goto(`${demo.base}/admin/audit`);
      assert.match(page.url(), /\/p\/lanting\/audit$/);
      await look(demo, page, `audit-${name}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scrolling");
    }
  } finally {
    await demo.stop();
  }
});
