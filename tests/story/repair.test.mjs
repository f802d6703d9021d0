/*
 * repair.test.mjs -- the whole line in a real browser: from the owner's report to her signature, as
 * owner, agent, engineer and contractor.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { addPhoto, look, ownerLogin, person, send, staffLogin, startDemo } from "./browser.mjs";
import { png } from "../png.mjs";

let demo, owner, agent, engineer, contractor, no;

/* The development sender writes every message to the log, within a second or so. */
async function said(what) {
  for (let i = 0; i < 200 && !what.test(demo.log); i++) await new Promise((r) => setTimeout(r, 50));
  assert.match(demo.log, what);
}

const matterPath = () => `${demo.base}/p/lanting/matters/${no}`;
const state = (page) => page.locator(".page__head .chip").first().innerText();
const tomorrow = (days) => new Date(Date.now() + days * 86400000 + 8 * 3600000).toISOString().slice(0, 10);

before(async () => {
  demo = await startDemo();
  owner = await person(demo, { phone: true });
  agent = await person(demo);
  engineer = await person(demo, { phone: true, dark: true });
  contractor = await person(demo, { phone: true });
  await ownerLogin(demo, owner);
  await staffLogin(demo, agent, "agent");
  await staffLogin(demo, engineer, "engineer");
  await staffLogin(demo, contractor, "contractor");
}, { timeout: 240000 });
after(() => demo?.stop());

test("S3.2.1a the owner reports two faults with a photo from her phone, and S3.2.2b gets a receipt with number and promised times", async () => {
  await look(demo, owner, "owner-my");
  await owner.getByRole("link", { name: "我要报修" }).click();
  await owner.selectOption('[name="faults[0].place"]', "master_bath");
  await owner.selectOption('[name="faults[0].component"]', "waterproof");
  await owner.selectOption('[name="faults[0].symptom"]', "leak");
  await look(demo, owner, "owner-report");
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.fill("[name=description]", "主卫顶上滴水\n灯罩边上有一圈黄印");
  await addPhoto(owner);
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.fill("[name=wished]", "周末全天");
  await send(owner, "送出报修");
  assert.match(owner.url(), /\/my\/lanting\/R\d{6}-\d{4}$/);
  no = owner.url().split("/").pop();
  const text = await owner.innerText("main");
  assert.match(text, /轮到我们/);
  assert.match(text, /首次联系/);
  await said(new RegExp(`已收到您的报修.*${no.replace("R", "R ")}`));
  await look(demo, owner, "owner-track");
});

test("S3.2.2b a report without what is needed comes back with the words beside the field, and keeps what was typed", async () => {
  const page = await person(demo, { phone: true });
  await page.context().addCookies(await owner.context().cookies());
  await page.goto(`${demo.base}/my/lanting/report`);
  await page.evaluate(() => document.querySelector("form[data-form]").setAttribute("novalidate", ""));
  await page.getByRole("button", { name: "下一步" }).click(); /* nothing chosen: the browser says so */
  assert.ok(await page.isVisible('[name="faults[0].place"]'));
  await page.evaluate(() => {
    for (const s of document.querySelectorAll("[data-step] select")) s.required = false;
  });
  await page.getByRole("button", { name: "下一步" }).click();
  await page.fill("[name=description]", "厨房下水慢");
  await page.getByRole("button", { name: "下一步" }).click();
  const errors = demo.errors.length;
  await send(page, "送出报修");
  demo.errors.splice(errors); /* the browser reports the status 422 itself */
  assert.equal(await page.inputValue("[name=description]"), "厨房下水慢");
  assert.match(await page.innerText(".field--error"), /至少说明一处问题/);
  await look(demo, page, "owner-report-refused");
  await page.context().close();
});

test("S3.2.2b the agent finds the new report in her list and acknowledges it", async () => {
  await agent.goto(`${demo.base}/matters`);
  await look(demo, agent, "agent-list");
  await agent.fill("[data-search]", no.replace("R", "r ").replace("-", " "));
  await Promise.all([agent.waitForURL(/\/p\/lanting\/matters\/R/), agent.press("[data-search]", "Enter")]);
  assert.equal(agent.url(), matterPath());
  await look(demo, agent, "agent-matter");
  await agent.fill("#act-acknowledge [name=note]", "已电话联系，约明天上午");
  await send(agent, "受理");
  assert.match(await state(agent), /已受理/);
});

test("S3.2.3b a visit is agreed with an engineer", async () => {
  await agent.fill("[name=visit_at]", `${tomorrow(1)}T10:00`);
  await agent.selectOption("[name=checker]", { label: "何立" });
  await send(agent, "约定上门");
  assert.match(await state(agent), /已约上门/);
  await owner.goto(`${demo.base}/my/lanting/${no}`);
  assert.match(await owner.innerText("main"), /约好上门/);
});

test("S3.2.3c the engineer finds it in today's list and records cause, finding, measures and a photo", async () => {
  await engineer.goto(`${demo.base}/field`);
  await look(demo, engineer, "engineer-field-dark");
  await engineer.goto(matterPath());
  assert.ok(await engineer.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scrolling");
  await engineer.selectOption("#act-check [name=cause]", "workmanship");
  await engineer.fill("#act-check [name=finding]", "立管根部防水未做附加层");
  await engineer.fill("#act-check [name=measures]", "含水率 18%");
  await addPhoto(engineer, "#act-check");
  await look(demo, engineer, "engineer-check-dark");
  await send(engineer, "记录核查");
  assert.match(await state(engineer), /待定责/);
});

test("S3.2.4a shares that are no whole are refused; then liability stands with grounds and the two-clock verdict", async () => {
  await engineer.fill('[name="shares[0].percent"]', "70");
  await engineer.fill("[name=grounds]", "闭水试验不合格，施工单位到场确认");
  const errors = demo.errors.length;
  await send(engineer, "定责");
  demo.errors.splice(errors);
  assert.match(await engineer.innerText("main"), /加起来要等于 100%/);
  await engineer.fill('[name="shares[0].percent"]', "80");
  await engineer.selectOption('[name="shares[1].party"]', "other_owner");
  await engineer.fill('[name="shares[1].percent"]', "20");
  await send(engineer, "定责");
  assert.match(await state(engineer), /待出方案/);
  assert.match(await engineer.innerText("main"), /条例》第四十条/);
});

test("S3.2.4b the owner asks for a change, and agrees to the second version", async () => {
  const plan = async (method) => {
    await engineer.goto(matterPath());
    await engineer.fill("[name=scope]", "主卫立管根部和顶棚");
    await engineer.fill("[name=method]", method);
    await engineer.fill("[name=start_on]", tomorrow(2));
    await engineer.fill("[name=finish_on]", tomorrow(5));
  };
  await plan("1. 凿开\n2. 重做防水");
  await send(engineer, "提出方案");
  await owner.goto(`${demo.base}/my/lanting/${no}`);
  await look(demo, owner, "owner-plan");
  await owner.getByText("我想改一改").click();
  await owner.fill("[name=reason]", "请改到周末施工");
  await send(owner, "告诉客服");
  await plan("1. 周末凿开\n2. 重做防水");
  await send(engineer, "提出新方案");
  await owner.goto(`${demo.base}/my/lanting/${no}`);
  assert.match(await owner.innerText("#plan"), /第 2 版/);
  await send(owner, "确认方案");
  assert.match(await owner.innerText("main"), /业主确认方案/);
});

test("S3.2.4c the work goes to a contractor, who takes it, starts and finishes with a photo", async () => {
  await agent.goto(matterPath());
  await agent.selectOption("[name=company]", { label: "恒基建设工程有限公司" });
  await send(agent, "派工");
  await contractor.goto(`${demo.base}/field`);
  await look(demo, contractor, "contractor-field");
  await contractor.goto(await contractor.locator(`main a[href*="/orders/"]`).last().getAttribute("href").then((h) => demo.base + h));
  const orders = await (await contractor.request.get(`${demo.base}/api/field`)).json();
  const order = orders.orders.find((o) => o.state === "offered" && o.scope === "主卫立管根部和顶棚");
  await contractor.goto(`${demo.base}/p/lanting/orders/${order.no}`);
  await look(demo, contractor, "contractor-order");
  await contractor.fill("[name=worker]", "吴建国");
  await send(contractor, "接单");
  await send(contractor, "开工");
  await contractor.fill("[name=work_done]", "管根防水重做，闭水 48 小时");
  await contractor.fill("[name=cost]", "860.00");
  await addPhoto(contractor);
  await send(contractor, "完工");
  assert.match(await contractor.innerText("main"), /已通过|待验收|已完工/);
});

test("S3.2.5b a refused acceptance opens round two with its reason", async () => {
  await owner.goto(`${demo.base}/my/lanting/${no}`);
  await look(demo, owner, "owner-accept");
  await owner.getByText("还没修好").click();
  await owner.fill("[name=reason]", "边上还有一点渗");
  await send(owner, "请再修一次");
  await contractor.reload();
  assert.match(await contractor.innerText("main"), /边上还有一点渗/);
  await send(contractor, "开工");
  await contractor.fill("[name=work_done]", "边缘补做防水，再闭水 48 小时");
  await addPhoto(contractor);
  await send(contractor, "完工");
});

test("S3.2.5b the owner signs with her finger, and the sealed sheet can be verified by anyone", async () => {
  await owner.goto(`${demo.base}/my/lanting/${no}`);
  await owner.check("[name=care]");
  const pad = owner.locator("[data-pad] canvas");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await owner.mouse.move(box.x + 40, box.y + 90);
  await owner.mouse.down();
  for (let i = 1; i <= 20; i++) await owner.mouse.move(box.x + 40 + i * 9, box.y + 90 + Math.sin(i) * 30);
  await owner.mouse.up();
  await send(owner, "验收通过");
  assert.match(await owner.innerText("main"), /已验收/);
  let paper;
  for (let i = 0; i < 100 && paper?.state !== "sealed"; i++) {
    paper = (await (await owner.request.get(`${demo.base}/api/my/lanting/${no}`)).json()).papers[0];
    if (paper.state !== "sealed") await new Promise((r) => setTimeout(r, 100));
  }
  assert.equal(paper.state, "sealed");
  const pdf = await owner.request.get(demo.base + paper.href);
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
  const stranger = await person(demo, { phone: true });
  await stranger.goto(demo.base + paper.verify);
  assert.match(await stranger.innerText("main"), /这份文书是真的/);
  await look(demo, stranger, "verify");
  await stranger.context().close();
});

test("S3.2.5b the matter is closed, and its first report date has never moved", async () => {
  await agent.goto(matterPath());
  await send(agent, "关闭");
  assert.match(await state(agent), /已关闭/);
  const answer = await (await agent.request.get(`${demo.base}/api/p/lanting/matters/${no}`)).json();
  assert.equal(answer.matter.first_report_at, answer.matter.received_at);
  assert.equal(answer.faults[0].round, 2);
  assert.deepEqual(answer.faults[0].rounds.map((r) => r.passed), [false, true]);
  await look(demo, agent, "agent-closed");
});

test("S3.2.1a the hotline form finds the caller's home while the number is typed, all by keyboard", async () => {
  await agent.goto(`${demo.base}/call`);
  await agent.locator("[name=contact_phone]").pressSequentially("19000000021");
  await agent.locator("#lookup [data-home]").first().waitFor();
  await look(demo, agent, "agent-call");
  assert.equal(await agent.inputValue("[name=contact_name]"), "陈淑兰");
  await agent.fill("[name=description]", "厨房水管爆了，水流得到处都是");
  await agent.selectOption('[name="faults[0].place"]', "kitchen");
  await agent.selectOption('[name="faults[0].component"]', "water_supply");
  await agent.selectOption('[name="faults[0].symptom"]', "leak");
  await Promise.all([agent.waitForEvent("load"), agent.press("[name=description]", "Control+Enter")]);
  assert.match(agent.url(), /\/p\/lanting\/matters\/R/);
  assert.match(await agent.innerText(".page__head"), /紧急/);
});

test("S1.3a pages of every role please axe in both languages and themes", async () => {
  const pages = { manager: ["/overview", "/matters?view=overdue"], admin: ["/admin/people", "/admin/outbox", "/admin/import", "/admin/estate", "/p/lanting/homes"] };
  for (const [login, paths] of Object.entries(pages)) {
    const page = await person(demo, { dark: login === "manager", lang: login === "manager" ? "en-US" : "zh-CN" });
    await staffLogin(demo, page, login);
    for (const path of paths) {
      await page.goto(demo.base + path);
      await look(demo, page, `${login}${path.replace(/\W+/g, "-")}`);
    }
    await page.context().close();
  }
  const anyone = await person(demo, { phone: true });
  for (const path of ["/", "/staff", "/login"]) {
    await anyone.goto(demo.base + path);
    await look(demo, anyone, `anyone${path.replace(/\W+/g, "-")}`);
  }
  await anyone.context().close();
});
