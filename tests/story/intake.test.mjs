/*
 * intake.test.mjs -- an agent on the phone and one at the front desk, in a real browser: whom they find
 * and what is proposed while they type, by keyboard, and without any script.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { look, person, staffLogin, startDemo } from "./browser.mjs";

let demo, agent;
const FAULT = (part) => `[name="faults[0].${part}"]`;

before(async () => {
  demo = await startDemo();
  agent = await person(demo);
  await staffLogin(demo, agent, "agent");
}, { timeout: 240000 });
after(() => demo?.stop());

const values = (page) => Promise.all(["place", "component", "symptom"].map((p) => page.inputValue(FAULT(p))));

test("S3.2.1b on the phone: number, words, Alt+Y, Ctrl+Enter, and an emergency is down with its reason", async () => {
  await agent.goto(`${demo.base}/call`);
  await agent.locator("[name=contact_phone]").pressSequentially("19000000021");
  await agent.locator("#lookup [data-home]").first().waitFor();
  await agent.locator("[name=description]").pressSequentially("厨房水管爆了，水流得到处都是");
  await agent.locator('#hints [data-take="urgency"]').waitFor();
  const text = await agent.innerText("#hints");
  assert.match(text, /“水管” \+\d/, "the words that speak for it, with their weights");
  assert.match(text, /描述里有“.+”，可能是水管爆裂/);
  assert.match(text, /现在就可以告诉对方\s*请/, "what to do until somebody comes");
  assert.deepEqual(await values(agent), ["", "", ""], "nothing is chosen by itself");
  await look(demo, agent, "call-hints");
  await agent.press("[name=description]", "Alt+y");
  assert.deepEqual(await values(agent), ["kitchen", "water_supply", "leak"]);
  assert.ok(await agent.isChecked("[name=urgency][value=emergency]"));
  await Promise.all([agent.waitForEvent("load"), agent.press("[name=description]", "Control+Enter")]);
  assert.match(agent.url(), /\/p\/lanting\/matters\/R/);
  assert.match(await agent.innerText(".page__head"), /紧急/);
});

test("S3.2.1b at the desk: initials find her, one proposal is taken and another overruled, the earlier matter is shown", async () => {
  await agent.goto(`${demo.base}/call`);
  await agent.getByRole("navigation", { name: "视图" }).getByRole("link", { name: "前台" }).click();
  assert.ok(await agent.locator("[name=find]").evaluate((e) => e === document.activeElement), "the box for names has the focus");
  await agent.locator("[name=find]").pressSequentially("csl");
  await agent.locator("#lookup [data-home]").first().waitFor();
  assert.equal(await agent.inputValue("[name=contact_name]"), "陈淑兰");
  await agent.fill("[name=description]", "厨房水管接头又在滴水");
  await agent.locator('#hints [data-hint="open"]').waitFor();
  const known = await agent.innerText('#hints [data-hint="open"]');
  assert.match(known, /可能重复/);
  assert.match(known, /部位、构件都相同/);
  assert.doesNotMatch(known, /书房/, "what is elsewhere is no duplicate");
  await look(demo, agent, "desk-hints");
  await agent.click('#hints [data-take="faults[0].place"]');
  assert.deepEqual(await values(agent), ["kitchen", "", ""]);
  await agent.selectOption(FAULT("component"), "sanitary");
  await agent.selectOption(FAULT("symptom"), "leak");
  await Promise.all([agent.waitForEvent("load"), agent.getByRole("button", { name: "登记报修" }).click()]);
  assert.match(agent.url(), /\/p\/lanting\/matters\/R/);
  assert.match(await agent.innerText("main"), /厨房洁具渗漏/);
});

test("S3.2.1b a room in full-width digits finds the home, a complaint is called one", async () => {
  await agent.goto(`${demo.base}/desk`);
  await agent.fill("[name=find]", "５栋２单元１８０２室");
  await agent.locator('#lookup [data-person="陈淑兰"]').first().waitFor();
  await agent.fill("[name=description]", "我要投诉，师傅态度太差");
  await agent.getByText("对方如果不是来报修的").waitFor();
  assert.match(await agent.innerText("#hints"), /投诉/);
  await agent.fill("[name=find]", "没有这个人");
  await agent.getByText("没有找到，请换一种说法").waitFor();
});

test("S3.2.1b what was repaired before and may have come back is shown with the day it was closed", async () => {
  await agent.goto(`${demo.base}/desk`);
  await agent.fill("[name=find]", "陈淑兰");
  await agent.locator('#lookup [data-person="陈淑兰"]').first().waitFor();
  await agent.fill("[name=description]", "主卫马桶又松动了，坐上去摇");
  await agent.locator('#hints [data-hint="past"]').waitFor();
  const text = await agent.innerText('#hints [data-hint="past"]');
  assert.match(text, /可能复发/);
  assert.match(text, /主卫洁具松动/);
  assert.match(text, /办结于/);
  await look(demo, agent, "desk-recurrence");
});

test("S3.2.1b a refused call keeps what was typed and says beside the room what is wrong", async () => {
  await agent.goto(`${demo.base}/call`);
  await agent.fill("[name=contact_phone]", "19099998888");
  await agent.getByText("没有找到，请换一种说法").waitFor();
  await agent.fill("[name=room]", "99栋9单元9999");
  await agent.fill("[name=description]", "书房网口没信号");
  await agent.locator("#hints [data-take-all]").waitFor();
  await agent.click("#hints [data-take-all]");
  const errors = demo.errors.length;
  await Promise.all([agent.waitForEvent("load"), agent.getByRole("button", { name: "登记报修" }).click()]);
  demo.errors.splice(errors); /* the browser reports the status 422 itself */
  assert.match(await agent.innerText(".field--error"), /没有这套房/);
  assert.equal(await agent.inputValue("[name=room]"), "99栋9单元9999");
  assert.deepEqual(await values(agent), ["study", "weak_current", "damaged"]);
  assert.match(await agent.innerText("#hints"), /书房/, "what is proposed is still there");
});

test("S3.2.1b without any script a button finds the home, fills the empty lists and keeps what was chosen", async () => {
  const context = await demo.browser.newContext({ javaScriptEnabled: false, locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  await context.addCookies(await agent.context().cookies());
  const page = await context.newPage();
  await page.goto(`${demo.base}/call`);
  await page.fill("[name=contact_phone]", "19000000021");
  await page.fill("[name=description]", "主卫吊顶发霉了，有一股霉味");
  await page.selectOption(FAULT("symptom"), "stain");
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "查找房屋，给出建议" }).click()]);
  assert.equal(await page.inputValue("[name=description]"), "主卫吊顶发霉了，有一股霉味");
  assert.deepEqual(await values(page), ["master_bath", "ceiling", "stain"]);
  assert.ok(await page.isChecked('[name=home][data-person="陈淑兰"]'));
  assert.match(await page.innerText("#hints"), /“主卫” \+\d/);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "登记报修" }).click()]);
  assert.match(page.url(), /\/p\/lanting\/matters\/R/);
  await context.close();
});

test("S3.2.1b the form pleases axe in English, dark, on a phone, and nothing runs out of the screen", async () => {
  const page = await person(demo, { phone: true, dark: true, lang: "en-US" });
  await page.context().addCookies((await agent.context().cookies()).filter((c) => c.name !== "lang"));
  await page.goto(`${demo.base}/desk`);
  await page.fill("[name=find]", "cs");
  await page.locator("#lookup [data-home]").first().waitFor();
  await page.fill("[name=description]", "主卫顶上漏水，灯里都是水");
  await page.locator("#hints [data-take]").first().waitFor();
  await look(demo, page, "desk-phone-dark-en");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scrolling");
  await page.context().close();
});
