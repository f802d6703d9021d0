/*
 * catalogue.test.mjs -- in a browser: an administrator renames a place, compares, goes back, and
 * brings a file; a manager looks; on desk and phone, light and dark, in both languages.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { look, ownerLogin, person, send, staffLogin, startDemo } from "./browser.mjs";

const versions = "/admin/catalogues/versions";
let demo, admin;
before(async () => {
  demo = await startDemo({ homes: 112, matters: 4 });
  admin = await person(demo);
  await staffLogin(demo, admin, "admin");
}, { timeout: 240000 });
after(() => demo?.stop());

test("records, catalogues: the administrator renames a place with a reason, sees the difference, and goes back", async () => {
  await admin.goto(`${demo.base}/admin/catalogues?kind=place`);
  await look(demo, admin, "catalogue");
  await Promise.all([admin.waitForURL(/place\/study/), admin.getByRole("link", { name: "书房" }).click()]);
  await admin.fill("[name=zh]", "书房/多功能房");
  await admin.fill("[name=reason]", "二期图纸的叫法");
  await look(demo, admin, "catalogue-item");
  await send(admin, "保存");
  await Promise.all([admin.waitForURL(/versions\/place/), admin.getByRole("link", { name: /现在是第 5 版/ }).click()]);
  assert.match(await admin.textContent("tbody tr:first-child"), /第 5 版.*现在用的.*何管理.*二期图纸的叫法/s);
  await look(demo, admin, "versions");
  await admin.fill("[name=from]", "1");
  await admin.fill("[name=to]", "5");
  await Promise.all([admin.waitForURL(/compare\?from=1&to=5/), admin.getByRole("button", { name: "比较" }).click()]);
  assert.equal(await admin.locator(".diff > li").count(), 2);
  assert.match(await admin.textContent(".diff"), /新增.*衣帽间.*修改.*书房\/多功能房.*原来.*书房.*改为.*书房\/多功能房/s);
  await look(demo, admin, "versions-compare");
  await admin.goto(`${demo.base}${versions}/place/2`);
  assert.match(await admin.textContent("main"), /回退到这一版会改什么/);
  await look(demo, admin, "version-back");
  await admin.fill("[name=reason]", "叫法还没有定");
  await send(admin, "回退到这一版");
  assert.match(admin.url(), /place\/6$/);
  assert.match(await admin.textContent("main"), /回退到第 2 版.*叫法还没有定/s);
});

test("records, catalogues: a file shows what it would change before it is taken over, or what is wrong with it", async () => {
  await admin.goto(`${demo.base}${versions}/rule`);
  const [file] = await Promise.all([admin.waitForEvent("download"), admin.getByRole("link", { name: /导出现在的目录/ }).click()]);
  assert.match(file.suggestedFilename(), /anju-rule-2\.csv/);
  const bring = async (text) => {
    await admin.locator("[name=file]").setInputFiles({ name: "常见判断.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await send(admin, "上传并核对");
  };
  await bring("构件代码,现象代码,专业\nwall,leak,巫术\n");
  assert.match(await admin.textContent("main"), /目录没有改动.*巫术/s);
  await look(demo, admin, "catalogue-file-wrong");
  await admin.goto(`${demo.base}${versions}/rule`);
  await bring("构件代码,现象代码,紧急程度,上门前请业主注意（中文）\nwall,leak,紧急,请先关水阀，并把家具移开。\ngas,stain,一般,\n");
  assert.match(await admin.textContent(".diff"), /墙面 · 渗漏.*改为 紧急/s);
  await look(demo, admin, "catalogue-file");
  await admin.fill("[name=reason]", "雨季前复核");
  await send(admin, "接受这些改动");
  assert.match(await admin.textContent("main"), /导入文件.*雨季前复核/s);
});

test("records, catalogues: a manager looks on a phone in the dark, in English, and has no form", async () => {
  const phone = await person(demo, { phone: true, dark: true, lang: "en" });
  await staffLogin(demo, phone, "manager");
  for (const [path, name] of [["/place", "list"], ["/place/3", "one"], ["/rule/2", "rule"], ["/place/compare?from=1&to=3", "compare"]]) {
    await phone.goto(demo.base + versions + path);
    assert.equal(await phone.locator("main form[method=post]").count(), 0, path);
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is too wide`);
    await look(demo, phone, `versions-phone-dark-${name}`);
  }
  await phone.goto(`${demo.base}/admin/catalogues/rules/tile/hollow`);
  assert.match(await phone.textContent("main"), /Please do not knock at hollow tiles/);
  await look(demo, phone, "rule-phone-dark");
  const day = await person(demo, { phone: true }), night = await person(demo, { dark: true });
  await staffLogin(demo, day, "admin");
  await staffLogin(demo, night, "admin");
  await day.goto(`${demo.base}${versions}/place/1`);
  await look(demo, day, "version-phone-light");
  await day.goto(`${demo.base}${versions}/rule`);
  await look(demo, day, "versions-phone-light");
  await night.goto(`${demo.base}${versions}/place/3`);
  await look(demo, night, "version-desk-dark");
});

test("records, estate: the manager gives a type its places, and the agent's and the owner's form offer those", async () => {
  const manager = await person(demo), agent = await person(demo), owner = await person(demo, { phone: true });
  await staffLogin(demo, manager, "manager");
  await manager.goto(`${demo.base}/p/lanting/home-types`);
  await look(demo, manager, "home-types");
  await Promise.all([manager.waitForURL(/type=A1/), manager.getByRole("link", { name: "A1" }).click()]);
  await manager.locator("[name='places[]'][value=study]").uncheck();
  await look(demo, manager, "home-type");
  await send(manager, "保存");
  assert.match(await manager.textContent("tbody tr:first-child"), /A1.*这个户型的 9 处/s);
  const offered = (page) => page.locator("select[name='faults[0].place']").first().evaluate((s) => [...s.options].filter((o) => !o.disabled).map((o) => o.value));
  await staffLogin(demo, agent, "agent");
  await agent.goto(`${demo.base}/call`);
  assert.ok((await offered(agent)).includes("study"), "before a home is known every place is there");
  await agent.fill("[name=find]", "1-1-101");
  await agent.locator("#lookup [data-places-of]").first().waitFor({ state: "attached" });
  await agent.waitForFunction(() => document.querySelector("select[name='faults[0].place'] option[value=study]").disabled);
  assert.ok(!(await offered(agent)).includes("garden"));
  assert.ok((await offered(agent)).includes("kitchen") && (await offered(agent)).includes("lift"));
  await look(demo, agent, "call-places");
  await ownerLogin(demo, owner, "19010000000");
  await owner.goto(`${demo.base}/my/lanting/report`);
  assert.ok(!(await offered(owner)).includes("study") && (await offered(owner)).includes("kitchen"));
  const night = await person(demo, { phone: true, dark: true, lang: "en" });
  await staffLogin(demo, night, "manager");
  await night.goto(`${demo.base}/p/lanting/home-types/edit?type=A2`);
  await look(demo, night, "home-type-phone-dark");
});
