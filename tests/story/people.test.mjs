/*
 * people.test.mjs -- in a browser: a manager sets up the second factor, an owner comes in by a printed card,
 * a house is sold, a foreman brings a colleague (story 7; S3.5e; quality, security 10 and 12).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { look, ownerLogin, person, quick, send, staffLogin, startDemo } from "./browser.mjs";
import { secretOf, totp } from "../people/totp.mjs";

let demo;
before(async () => (demo = await startDemo({ homes: 112, matters: 6 })), { timeout: 120000 });
after(() => demo?.stop());

/* The home of a code, as an agent's desk finds it. */
async function home(page, code) {
  await page.goto(`${demo.base}/p/lanting/homes?q=${code}`);
  await Promise.all([page.waitForURL(/homes\/\d+/), page.click(`a:text-is("${code}")`)]);
  return page.url();
}

test("quality security 12 a manager sets up two-step login from the QR code and comes in with it, on desk and phone", async () => {
  const page = await person(demo), phone = await person(demo, { phone: true, dark: true, lang: "en" });
  await staffLogin(demo, page, "manager");
  await page.click("a[href='/me/sessions']");
  await page.waitForURL(/me\/sessions/);
  await look(demo, page, "sessions");
  await page.goto(`${demo.base}/me/second`);
  await send(page, "开始设置");
  assert.equal(await page.locator("svg.qr path").count(), 1);
  const secret = secretOf(await page.textContent("#secret"));
  await look(demo, page, "second-setup");
  await page.fill("[name=code]", totp(secret));
  await send(page, "开启两步验证");
  assert.equal(await page.locator("#codes li").count(), 8);
  await look(demo, page, "second-codes");
  await phone.goto(`${demo.base}/staff`);
  await phone.fill("[name=login]", "manager");
  await phone.fill("[name=password]", "anju-demo-2026");
  await Promise.all([phone.waitForURL(/staff\/second/), phone.click("main [type=submit]")]);
  await look(demo, phone, "second-door-phone-dark-en");
  await phone.fill("[name=code]", totp(secret, 1));
  await Promise.all([phone.waitForURL(/overview/), phone.click("main [type=submit]")]);
  await phone.goto(`${demo.base}/me/sessions`);
  await look(demo, phone, "sessions-phone-dark-en");
  await phone.goto(`${demo.base}/me/second`);
  await look(demo, phone, "second-on-phone-dark-en");
});

test("quality security 10 an owner comes in by the card that is printed for her, once", async () => {
  const agent = await person(demo), owner = await person(demo, { phone: true });
  await staffLogin(demo, agent, "agent");
  await home(agent, "1-1-101");
  await Promise.all([agent.waitForEvent("load"), agent.getByRole("button", { name: "登录卡" }).first().click()]);
  await look(demo, agent, "login-card");
  const link = new URL(await agent.textContent("#link"));
  await owner.goto(demo.base + link.pathname);
  await look(demo, owner, "link-phone");
  await Promise.all([owner.waitForURL(/\/my/), owner.getByRole("button", { name: "是我，继续" }).click()]);
  await owner.goto(`${demo.base}/me/sessions`);
  await look(demo, owner, "my-logins-phone");
});

test("story 7 the agent records the sale on the home's page; the buyer's phone shows the history without the seller", async () => {
  const agent = await person(demo), seller = await person(demo, { phone: true }), buyer = await person(demo, { phone: true, dark: true });
  await staffLogin(demo, agent, "agent");
  await ownerLogin(demo, seller, "19010000003");
  await seller.goto(`${demo.base}/my/lanting/report`);
  const [{ id, code }] = (await (await seller.request.get(`${demo.base}/api/my`)).json()).homes;
  const { matter } = await quick(demo, seller, "/p/lanting/matters", { home: id, description: "卖家说的家务事", faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] });
  await home(agent, code);
  await agent.click("#sale summary");
  await look(demo, agent, "sale");
  await agent.fill("#sale [name=name]", "买家");
  await agent.fill("#sale [name=phone]", "19012121212");
  await agent.fill("#sale [name=on]", new Date(Date.now() + 8 * 36e5).toISOString().slice(0, 10));
  await agent.fill("#sale [name=proof]", "不动产权第 88 号");
  await send(agent, "登记过户");
  await look(demo, agent, "sold");
  await seller.goto(`${demo.base}/my`);
  assert.match(seller.url(), /\/login/);
  await ownerLogin(demo, buyer, "19012121212");
  await buyer.goto(`${demo.base}/my/lanting/${matter.no}`);
  assert.doesNotMatch(await buyer.textContent("body"), /家务事/);
  assert.match(await buyer.textContent("body"), /原业主的描述不显示/);
  await look(demo, buyer, "bought-phone-dark");
});

test("quality security 17 a foreman invites a colleague, who chooses a password and sees the orders", async () => {
  const lead = await person(demo), fresh = await person(demo, { phone: true });
  await staffLogin(demo, lead, "contractor");
  await lead.goto(`${demo.base}/company/people`);
  await lead.fill("[name=name]", "小吴");
  await lead.fill("[name=phone]", "19099990001");
  await send(lead, "发邀请");
  await look(demo, lead, "colleagues");
  const link = new URL(await lead.textContent("#invited .num"));
  await fresh.goto(demo.base + link.pathname);
  await look(demo, fresh, "invitation-phone");
  await fresh.fill("[name=login]", "xiaowu");
  await fresh.fill("[name=password]", "Builds-the-house-1");
  await Promise.all([fresh.waitForURL(/field/), fresh.click("main [type=submit]")]);
  await lead.goto(`${demo.base}/company/people`);
  await send(lead, "离职，停用");
  await fresh.goto(`${demo.base}/field`);
  assert.match(fresh.url(), /\/staff/);
});

test("S3.5e a person's file and the policy of projects, as a manager and an administrator see them", async () => {
  const admin = await person(demo);
  await staffLogin(demo, admin, "admin");
  await admin.goto(`${demo.base}/admin/security`);
  await look(demo, admin, "security");
  await home(admin, "1-1-102");
  await Promise.all([admin.waitForURL(/people\/\d+/), admin.click("main a[href*='/people/']")]);
  await admin.click("details.fold summary");
  await look(demo, admin, "person-file");
});
