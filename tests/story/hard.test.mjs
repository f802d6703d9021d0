/*
 * hard.test.mjs -- stories 3 and 10, and the repair's part of 1, 2, 5 and 8, with all their people at once:
 * the owner's phone, the agent's desk, the engineer's and the contractor's phones.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { addPhoto, look, ownerLogin, person, quick, send, staffLogin, startDemo } from "./browser.mjs";

let demo;
const who = {};
const P = "/p/lanting";
const LEAK = [{ place: "master_bath", component: "waterproof", symptom: "leak" }];
const SHARES = [{ party: "contractor", name: "恒基建设", percent: 100, grounds: "施工缺陷" }];
const OFFICE = ["agent", "engineer", "manager", "admin", "supervisor"];

const iso = (text) => new Date(text).toISOString();
const matter = (no, act = "") => `${P}/matters/${no}${act && `/${act}`}`;
const act = (role, no, name, body) => quick(demo, who[role], matter(no, name), body);
const see = async (role, no) => (await who[role].request.get(`${demo.base}/api${role === "owner" ? `/my/lanting/${no}` : matter(no)}`)).json();
const open = async (role, path) => who[role].goto(demo.base + path);
const mine = (no) => open("owner", `/my/lanting/${no}`);

async function logIn() {
  for (const login of OFFICE) await staffLogin(demo, who[login], login);
  await staffLogin(demo, who.contractor, "contractor");
  await ownerLogin(demo, who.owner);
  await open("admin", "/admin/people");
  await open("contractor", "/field");
}

/* A page with a token to write from. */
async function settle() {
  for (const login of [...OFFICE, "contractor"]) await open(login, login === "contractor" ? "/field" : "/matters");
  await open("owner", "/my/report");
}

async function report(description = "主卫顶上滴水") {
  await open("owner", "/my/lanting/report");
  const home = (await (await who.owner.request.get(`${demo.base}/api/my`)).json()).homes[0].id;
  return (await quick(demo, who.owner, `${P}/matters`, { home, description, faults: LEAK })).matter.no;
}

async function checked(no, visit) {
  await act("agent", no, "acknowledge");
  await act("agent", no, "visit", { visit_at: visit });
  await act("engineer", no, "check", { cause: "owner_fit_out", finding: "卫生间防水层在装修时被凿穿，闭水试验渗漏" });
}

async function company(name) {
  const { companies } = await (await who.admin.request.get(`${demo.base}/api/admin/companies`)).json();
  return companies.find((c) => c.name.includes(name)).id;
}

const orderOf = async (no) => (await see("admin", no)).orders.at(-1).no;

/* The contractor on her phone: takes it when it is new, starts, finishes with a photo. */
async function repairOnce(no, isNew) {
  await open("contractor", `${P}/orders/${await orderOf(no)}`);
  if (isNew) await send(who.contractor, "接单");
  await send(who.contractor, "开工");
  await who.contractor.fill("[name=work_done]", "防水重做，闭水 48 小时");
  await addPhoto(who.contractor, "#act-finish");
  await send(who.contractor, "完工");
}

before(async () => {
  demo = await startDemo({ now: "2026-03-02T09:00:00+08:00" });
  for (const login of OFFICE) who[login] = await person(demo, { phone: login === "engineer", dark: login === "manager" });
  who.contractor = await person(demo, { phone: true });
  who.owner = await person(demo, { phone: true });
  await logIn();
  await settle();
}, { timeout: 240000 });
after(() => demo?.stop());

test("story 3 the owner broke the waterproof layer: told with grounds, she objects, another person reviews, the shares become 40/60", async () => {
  const no = (who.no3 = await report());
  await checked(no, iso("2026-03-02T15:00:00+08:00"));
  await act("engineer", no, "decide", { warranty_code: "wet_room_leak", footing: "paid", grounds: "验房单无此项；闭水记录和装修申请显示防水层被凿穿", shares: [{ party: "other_owner", name: "楼上业主", percent: 100, grounds: "装修时破坏防水层", evidence: "装修申请、闭水试验记录" }] });
  await open("engineer", matter(no));
  await who.engineer.locator("#more > summary").click();
  await who.engineer.locator("#act-scope > summary").click();
  await who.engineer.fill("#act-scope [name=reason]", "装修时破坏防水层，不属于保修范围");
  await send(who.engineer, "告知不在保修范围");
  await mine(no);
  assert.match(await who.owner.innerText("#scope"), /闭水记录和装修申请/);
  assert.match(await who.owner.innerText("main"), /轮到您/);
  await look(demo, who.owner, "story3-owner-scope");
  await who.owner.locator("#scope").getByText("我不同意，请复核").first().click();
  await who.owner.fill("#scope details[open] [name=reason]", "三十厘米外就是立管接口，请再查");
  await send(who.owner, "我不同意，请复核");
  assert.match(await who.owner.innerText("main"), /另一位同事/);
  await open("manager", matter(no));
  await look(demo, who.manager, "story3-manager-review");
  await who.manager.locator("#act-overturn > summary").click();
  await who.manager.fill("#act-overturn [name=reason]", "勘查发现立管接口渗漏，重新定责");
  await send(who.manager, "复核：重新定责");
  await open("engineer", matter(no));
  await who.engineer.locator("#act-decide").getByLabel("保修责任").check();
  for (const [i, [party, percent, grounds]] of [["contractor", "40", "立管接口缺陷"], ["other_owner", "60", "装修破坏防水层"]].entries()) {
    await who.engineer.selectOption(`[name="shares[${i}].party"]`, party);
    await who.engineer.fill(`[name="shares[${i}].percent"]`, percent);
    await who.engineer.fill(`[name="shares[${i}].grounds"]`, grounds);
  }
  await who.engineer.fill("#act-decide [name=grounds]", "勘查报告：立管接口与防水层各有责任");
  await send(who.engineer, "定责");
  const seen = await see("owner", no);
  assert.deepEqual(seen.faults[0].shares.map((s) => s.percent_hundredths).sort(), [4000, 6000]);
  assert.equal(seen.faults[0].objections[0].outcome, "changed");
  await mine(no);
  await look(demo, who.owner, "story3-owner-decided");
});

test("story 3 paid repair quoted at 4 800 yuan: she accepts on her phone, or closes with her signed reason", async () => {
  const no = await report("卫生间自己改过，现在楼下渗水");
  await checked(no, iso("2026-03-02T16:00:00+08:00"));
  await act("engineer", no, "decide", { warranty_code: "wet_room_leak", footing: "paid", grounds: "业主装修时改动", shares: [{ party: "owner", percent: 100, grounds: "装修改动" }] });
  await act("engineer", no, "scope", { reason: "装修改动，不属于保修范围" });
  await mine(no);
  await send(who.owner, "我想付费维修");
  await open("engineer", matter(no));
  await who.engineer.locator("#act-quote").evaluate((x) => (x.open = true));
  await who.engineer.fill('#act-quote [name="lines[0].words"]', "防水重做");
  await who.engineer.fill('#act-quote [name="lines[0].amount"]', "3000.00");
  await who.engineer.fill('#act-quote [name="lines[1].words"]', "瓷砖恢复");
  await who.engineer.fill('#act-quote [name="lines[1].amount"]', "1800.00");
  await who.engineer.fill("#act-quote [name=valid_until_on]", "2026-03-31");
  await who.engineer.fill("#act-quote [name=warranty_months]", "24");
  await send(who.engineer, "报价");
  await mine(no);
  assert.match(await who.owner.innerText("#quote"), /4,800\.00/);
  await look(demo, who.owner, "story3-owner-quote");
  await send(who.owner, "接受报价");
  assert.match(await who.owner.innerText("#quote"), /接受|同意|已/);
  assert.equal((await see("owner", no)).matter.state, "quote_agreed");

  const other = await report("另一处，不修了");
  await checked(other, iso("2026-03-02T17:00:00+08:00"));
  await act("engineer", other, "decide", { warranty_code: "wet_room_leak", footing: "paid", grounds: "业主装修时改动", shares: [{ party: "owner", percent: 100, grounds: "装修改动" }] });
  await act("engineer", other, "scope", { reason: "装修改动，不属于保修范围" });
  await mine(other);
  await who.owner.getByText("我已知悉，签字").first().click();
  await who.owner.fill("#scope details[open] [name=signer]", "陈淑兰");
  await send(who.owner, "我已知悉，签字");
  assert.equal((await see("owner", other)).faults[0].ending, "out_of_scope");
});

test("story 10 three repairs, three refusals: disputed with witnesses, the city's date 2026-06-02, a joint inspection, her signature in the end", async () => {
  const project = (await (await who.admin.request.get(`${demo.base}/api${P}/estate/edit`)).json()).project;
  const keep = Object.fromEntries(["name", "city", "address", "hotline", "hours", "letterhead", "waterproof_promise"].map((k) => [k, project[k] ?? ""]));
  await quick(demo, who.admin, `${P}/estate/edit`, { ...keep, rule_pack: "example" });
  const no = await report("主卫又滴水了");
  await checked(no, iso("2026-03-02T18:00:00+08:00"));
  await act("engineer", no, "decide", { warranty_code: "wet_room_leak", footing: "warranty", grounds: "施工缺陷", shares: SHARES });
  await act("engineer", no, "plan", { scope: "管根防水", method: "凿开重做", start_on: "2026-03-08", finish_on: "2026-03-09" });
  await mine(no);
  await send(who.owner, "确认方案");
  await act("agent", no, "order", { company: await company("恒基"), trade: "waterproofing", scope: "管根防水重做" });
  for (const [i, day] of ["2026-03-09", "2026-03-20", "2026-04-15"].entries()) {
    await demo.at(`${day}T10:00:00+08:00`);
    await logIn();
    await settle();
    await repairOnce(no, i === 0);
    if (i === 2) break;
    await mine(no);
    await who.owner.getByText("还没修好").click();
    await who.owner.fill("#sign details[open] [name=reason]", `第 ${i + 1} 次，下雨后还是渗`);
    await send(who.owner, "请再修一次");
  }
  await open("agent", matter(no));
  await who.agent.locator("#more > summary").click();
  await who.agent.locator("#act-refuse_to_sign > summary").click();
  const form = "#act-refuse_to_sign ";
  await who.agent.fill(`${form}[name=reason]`, "要求先赔偿误工费 5 000 元");
  await who.agent.fill(`${form}[name=witness_1]`, "王强");
  await who.agent.selectOption(`${form}[name=witness_1_role]`, "property");
  await who.agent.fill(`${form}[name=witness_2]`, "赵敏");
  await who.agent.selectOption(`${form}[name=witness_2_role]`, "neighbour");
  await addPhoto(who.agent, "#act-refuse_to_sign");
  await look(demo, who.agent, "story10-agent-refusal");
  await send(who.agent, "业主拒绝签字");
  const seen = await see("agent", no);
  assert.equal(seen.matter.state, "disputed");
  assert.equal(seen.matter.closed_at, null);
  assert.deepEqual(seen.faults[0].rounds.map((r) => r.passed), [false, false]);
  assert.equal(seen.faults[0].self_repair_from, "2026-06-02");
  assert.match(await who.agent.innerText("main"), /有争议/);
  await mine(no);
  const text = await who.owner.innerText("main");
  assert.match(text, /6月2日|2026-06-02/);
  assert.match(text, /未经律师确认/);
  await look(demo, who.owner, "story10-owner-disputed");
  await act("agent", no, "joint", { at: iso("2026-04-20T10:00:00+08:00"), letter: "XA33021188", text: "请监理、施工单位和业主一起闭水验收" });
  await open("owner", `/my/lanting/${no}`);
  await who.owner.check("[name=care]");
  await who.owner.fill("#sign [name=signer]", "陈淑兰");
  await send(who.owner, "验收通过");
  assert.equal((await see("owner", no)).matter.state, "accepted");
  who.no10 = no;
});

test("story 2 the same place leaks again: linked as recurrence, round goes on, both verdicts are shown", async () => {
  await act("agent", who.no10, "close");
  const again = await report("五个月后同一处又渗");
  await open("agent", matter(again));
  await who.agent.locator("#more > summary").click();
  await who.agent.locator("#act-link > summary").click();
  await who.agent.locator("#act-link").getByLabel("那一件又出现了").check();
  await who.agent.fill("#act-link [name=other]", who.no10.replace("R", "r "));
  await send(who.agent, "关联");
  assert.match(await who.agent.innerText("main"), /它又出现/);
  const seen = await see("agent", again);
  assert.equal(seen.faults[0].round, 4);
  await look(demo, who.agent, "story2-agent-link");
  assert.equal((await see("agent", who.no10)).matter.first_report_at, (await see("agent", who.no10)).matter.received_at);
});

test("story 1 and 8 at night: attempts to the second, make-safe first, entry before witnesses, and the owner reads it all on her phone", async () => {
  const no = await report("凌晨楼下说顶上流水");
  await act("agent", no, "acknowledge", { urgency: "emergency" });
  await open("agent", matter(no));
  await who.agent.locator("#more > summary").click();
  for (const [way, result] of [["phone", "no_answer"], ["door", "no_answer"]]) {
    await open("agent", matter(no));
    await who.agent.locator("#more > summary").click();
    await who.agent.locator("#act-contact > summary").click();
    const form = "#act-contact ";
    await who.agent.selectOption(`${form}[name=way]`, way);
    await who.agent.selectOption(`${form}[name=result]`, result);
    await who.agent.selectOption(`${form}[name=purpose]`, "access");
    await send(who.agent, "记一次联系");
  }
  assert.match(await who.agent.innerText("main"), /没有人接/);
  await act("engineer", no, "make_safe", { text: "关闭立管阀门，排除积水" });
  await open("engineer", matter(no));
  await who.engineer.locator("#more > summary").click();
  await who.engineer.locator("#act-enter_absent > summary").click();
  const form = "#act-enter_absent ";
  await who.engineer.fill(`${form}[name=text]`, "02:10 入户关阀，逐间录像，清点客厅物品");
  await who.engineer.fill(`${form}[name=notice]`, "短信和门上通知，一小时内告知");
  await who.engineer.fill(`${form}[name=witness_1]`, "王强");
  await who.engineer.selectOption(`${form}[name=witness_1_role]`, "property");
  await who.engineer.fill(`${form}[name=witness_2]`, "李警官");
  await who.engineer.selectOption(`${form}[name=witness_2_role]`, "police");
  await addPhoto(who.engineer, "#act-enter_absent");
  await send(who.engineer, "业主不在，见证入户");
  await mine(no);
  const text = await who.owner.innerText("main");
  assert.match(text, /见证人 王强（物业公司）、李警官（民警）/);
  assert.match(text, /关闭立管阀门/);
  assert.doesNotMatch(text, /没有人接/, "who was called when is ours");
  await look(demo, who.owner, "story8-owner-entry");
});

test("story 5 two owners in dispute: the cause is linked, and neither sees the other's number, name or phone", async () => {
  const down = await report("楼上漏水，吊顶泡了");
  const { homes } = await (await who.agent.request.get(`${demo.base}/api${P}/homes?q=5-2-1801`)).json();
  const up = await quick(demo, who.agent, "/call", { home: homes[0].id, project: "lanting", contact_name: "许楼上", contact_phone: "19033334444", description: "楼下说我家漏", faults: LEAK });
  await act("agent", down, "link", { kind: "caused_by", other: up.matter.no, note: "楼上软管" });
  const raw = JSON.stringify(await see("owner", down));
  await mine(down);
  const text = await who.owner.innerText("main");
  for (const secret of [up.matter.no, "许楼上", "19033334444", "1801"]) {
    assert.ok(!raw.includes(secret), secret);
    assert.ok(!text.includes(secret), secret);
  }
  assert.equal((await who.owner.request.get(`${demo.base}/api${matter(up.matter.no)}`)).status(), 404);
});
