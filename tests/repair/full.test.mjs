/*
 * full.test.mjs -- the hard cases of a repair through the API: every ending, every paper, every person.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, World } from "../api/world.mjs";
import { Acts, SHARES, WITNESSES, day, hour } from "./acts.mjs";

let w, a;
before(async () => {
  w = await World.open();
  a = new Acts(w);
}, { timeout: 240000 });
after(() => w?.close());

const state = async (no) => (await a.see("admin", no)).matter.state;
const fault = async (no, k = 1) => (await a.see("admin", no)).faults.find((f) => f.fault === k);

test("S3.2.3b each attempt to reach the owner is kept with its way, result and time to the second", async () => {
  const no = await a.to("acknowledged");
  await a.do("agent", no, "contact", { way: "phone", result: "no_answer", purpose: "visit", at: new Date(Date.now() - 1000).toISOString() });
  const seen = await a.do("agent", no, "contact", { way: "sms", result: "left_message", purpose: "visit", text: "请回电" });
  assert.deepEqual(seen.contacts.map((c) => [c.way, c.result]), [["phone", "no_answer"], ["sms", "left_message"]]);
  assert.match(seen.contacts[0].at, /T\d\d:\d\d:\d\d/);
  assert.equal(seen.matter.state, "acknowledged");
  await a.refused("agent", no, "contact", { way: "phone", result: "no_answer", purpose: "visit", at: hour(5) }, "at");
  await a.refused("contractor", no, "contact", { way: "phone", result: "no_answer", purpose: "visit" });
});

test("S3.2.3b a visit is offered, agreed by the owner, moved, and missed with who did not come", async () => {
  const no = await a.to("acknowledged");
  await a.do("agent", no, "offer", { visit_at: hour(24) });
  assert.equal(await state(no), "visit_offered");
  await a.refused("other_owner", no, "agree_visit", {}, undefined, 404);
  await a.do("owner", no, "agree_visit");
  assert.equal(await state(no), "visit_agreed");
  await a.do("agent", no, "visit", { visit_at: hour(30) });
  const missed = await a.do("engineer", no, "miss", { who: "owner", reason: "等了二十分钟，家中无人" });
  assert.equal(missed.matter.state, "acknowledged");
  assert.equal(missed.matter.visit_at, null);
  assert.deepEqual(missed.visits.map((v) => v.state), ["moved", "missed_owner"]);
});

test("S3.2.3b no access leaves evidence: without a photo it is refused", async () => {
  const no = await a.to("visit_agreed");
  await a.refused("engineer", no, "no_access", { text: "敲门三次无人应答" }, "photo_needed");
  const seen = await a.do("engineer", no, "no_access", { text: "敲门三次无人应答", notice: "已贴通知", photos: [await a.photo("engineer")] });
  assert.equal(seen.matter.state, "acknowledged");
  assert.equal(seen.entries[0].kind, "no_access");
});

test("S3.2.3a make-safe work of an emergency comes before liability, and only of an emergency", async () => {
  const calm = await a.to("acknowledged", { urgency: "general_b" });
  await a.refused("engineer", calm, "make_safe", { text: "关了入户阀" }, "not_emergency");
  const no = await a.report();
  await a.do("agent", no, "triage", { kind: "emergency", reason: "水流到电表箱" });
  const seen = await a.do("engineer", no, "make_safe", { text: "关闭立管阀门，积水已排" });
  assert.equal(seen.matter.urgency, "emergency");
  assert.equal(seen.matter.state, "reported");
  assert.ok(seen.matter.arrived_at);
  assert.equal(seen.faults[0].verdict, "", "nobody was blamed yet");
});

test("story 8 an absent owner's home is entered only after two attempts and before two witnesses", async () => {
  const no = await a.to("acknowledged", { urgency: "emergency" });
  const entry = { text: "凌晨入户关阀，清点客厅物品并录像", notice: "短信和门上通知", ...WITNESSES };
  await a.refused("engineer", no, "enter_absent", { ...entry, photos: [await a.photo("engineer")] }, "not_tried");
  for (const way of ["phone", "door"]) await a.do("agent", no, "contact", { way, result: "no_answer", purpose: "access" });
  await a.refused("engineer", no, "enter_absent", entry, "photo_needed");
  await a.refused("engineer", no, "enter_absent", { ...entry, witness_2: entry.witness_1, photos: [await a.photo("engineer")] }, "witnesses");
  await a.refused("agent", no, "enter_absent", { ...entry, photos: [await a.photo("agent")] });
  const photo = await a.photo("engineer");
  const seen = await a.do("engineer", no, "enter_absent", { ...entry, photos: [photo] });
  assert.equal(seen.entries.at(-1).witness_2, "李邻居");
  assert.equal((await w.clients.owner.get(`/api/p/${PROJECT}/files/${photo}`)).status, 200, "the owner sees what was done in her home");
});

test("S3.2.4a shares that sum to 99.99 are refused, evidence is kept per share", async () => {
  const no = await a.to("checked");
  const decision = { warranty_code: "wet_room_leak", footing: "warranty", grounds: "现场核查和测量记录" };
  await a.refused("engineer", no, "decide", { ...decision, shares: [{ ...SHARES[0], percent: 99.99 }] }, "shares_sum");
  await a.refused("engineer", no, "decide", { ...decision, shares: [{ ...SHARES[0], evidence_file: "12345" }] }, "evidence");
  const seen = await a.do("engineer", no, "decide", { ...decision, shares: [{ ...SHARES[0], percent: 60 }, { party: "other_owner", name: "楼上", percent: 40, grounds: "破坏防水", evidence: "装修申请" }] });
  assert.deepEqual(seen.faults[0].shares.map((s) => [s.percent_hundredths, s.evidence]), [[6000, "闭水试验记录"], [4000, "装修申请"]]);
});

test("S3.2.4a the owner's objection is reviewed by another person than the one who decided", async () => {
  const no = await a.to("checked");
  await a.do("manager", no, "decide", { warranty_code: "wet_room_leak", footing: "paid", grounds: "业主改动防水层", shares: [{ party: "owner", percent: 100, grounds: "自行改动" }] });
  await a.do("owner", no, "object", { reason: "我没有动过防水层" });
  assert.equal(await state(no), "objected");
  await a.refused("manager", no, "uphold", { reason: "维持原判" }, "own_decision");
  await a.refused("engineer", no, "uphold", { reason: "维持原判" });
  await a.do("admin", no, "overturn", { reason: "验房单显示防水层完好" });
  assert.equal(await state(no), "checked");
  const seen = await a.do("engineer", no, "decide", { warranty_code: "wet_room_leak", footing: "warranty", grounds: "重新核查", shares: SHARES });
  assert.equal(seen.faults[0].objections[0].outcome, "changed");
  assert.equal(seen.faults[0].verdicts.length, 2, "the old verdict stays in the record");
  assert.equal(seen.faults[0].shares.length, 1);
});

const outOfScope = async () => {
  const no = await a.to("decided", { footing: "paid", shares: [{ party: "owner", percent: 100, grounds: "装修破坏防水层" }] });
  await a.do("engineer", no, "scope", { reason: "装修时破坏防水层，不属于保修范围" });
  return no;
};

test("story 3 closing out of scope needs the owner's signed reason; her way to object stays open until then", async () => {
  const no = await outOfScope();
  await a.refused("agent", no, "close", {});
  await a.refused("agent", no, "sign_reason", { signer: "代签" });
  await a.refused("owner", no, "sign_reason", { signer: "沈雁", strokes: "[]" }, "strokes");
  await a.do("owner", no, "object", { reason: "立管接口离那里只有三十厘米" });
  await a.do("manager", no, "uphold", { reason: "勘查报告排除立管" });
  await a.do("engineer", no, "scope", { reason: "复核维持，不属于保修范围" });
  await a.do("owner", no, "sign_reason", { signer: "沈雁" });
  const f = await fault(no);
  assert.deepEqual([f.state, f.ending], ["closed", "out_of_scope"]);
});

test("S3.2.4a in warranty and without a share of hers it can't be told out of scope", async () => {
  const no = await a.to("decided");
  const f = await fault(no);
  if (f.owner_end > day(0)) await a.refused("engineer", no, "scope", { reason: "不想修" }, "in_scope");
});

test("S7d a paid repair: quote at 4 800 yuan, her answer, plan, payment, own warranty; unpaid is not closed silently", async () => {
  const no = await outOfScope();
  await a.do("owner", no, "want_paid");
  const quote = { valid_until_on: day(30), warranty_months: 24, lines: [{ words: "拆除和防水", amount: 300000 }, { words: "恢复", amount: 180000 }] };
  await a.refused("engineer", no, "plan", { scope: "重做防水", method: "凿除重做", start_on: day(1), finish_on: day(3) }, "quote_first");
  await a.refused("engineer", no, "quote", { ...quote, lines: [{ words: "倒贴", amount: -1 }] });
  await a.refused("engineer", no, "quote", { ...quote, lines: [] });
  await a.refused("engineer", no, "quote", { ...quote, valid_until_on: day(-1) }, "valid_until_on");
  await a.do("engineer", no, "quote", quote);
  await a.do("owner", no, "decline_quote", { reason: "太贵" });
  await a.do("engineer", no, "quote", { ...quote });
  await a.refused("agent", no, "pay", { amount: 1, way: "cash", receipt: "R-1" });
  await a.do("owner", no, "accept_quote");
  const planned = await a.do("engineer", no, "plan", { scope: "重做防水", method: "凿除重做", start_on: day(1), finish_on: day(3) });
  assert.equal(planned.faults[0].plans[0].cost_fen, 480000);
  await a.do("owner", no, "agree");
  await a.do("agent", no, "pay", { amount: 200000, way: "transfer", receipt: "SJ-001" });
  await a.refused("agent", no, "pay", { amount: 280001, way: "cash", receipt: "SJ-002" }, "amount");
  await a.do("agent", no, "order", { company: await a.company("恒基"), trade: "waterproofing", scope: "防水重做" });
  const order = await a.open(no);
  await a.order("contractor", order, "take");
  await a.order("contractor", order, "start");
  await a.finish(no, { lines: [{ kind: "labour", words: "两工", amount: 80000 }, { kind: "material", words: "涂料", amount: 30000 }] });
  await a.do("owner", no, "accept", { signer: "沈雁", care: true });
  await a.refused("agent", no, "close", {}, "unpaid");
  await a.do("agent", no, "pay", { amount: 280000, way: "wechat", receipt: "SJ-003" });
  await a.do("agent", no, "close");
  const seen = await a.see("owner", no), q = seen.faults[0].quotes[0];
  assert.deepEqual([q.state, q.paid_fen, q.receipt], ["paid", 480000, "SJ-003"]);
  assert.equal(q.warranty_until.slice(0, 4), `${new Date().getFullYear() + 2}`);
  assert.equal(seen.orders[0].cost_fen, 110000);
  assert.equal(seen.faults[0].quotes[1].state, "replaced");
});

test("S3.2.4c several orders of one fault: it is finished by the last, one open order for a trade", async () => {
  const no = await a.to("ordered");
  const company = await a.company("恒基");
  await a.refused("agent", no, "order", { company, trade: "waterproofing", scope: "再派一张" }, "open_order");
  await a.do("agent", no, "order", { company, trade: "civil", scope: "顶棚恢复" });
  const orders = (await a.see("admin", no)).orders.map((o) => o.no);
  for (const o of orders) {
    await a.order("contractor", o, "take");
    await a.order("contractor", o, "start");
  }
  const photo = () => a.photo("contractor");
  await a.order("contractor", orders[0], "finish", { work_done: "防水做完", photos: [await photo()] });
  assert.equal(await state(no), "working", "the other trade is still at work");
  await a.order("contractor", orders[1], "finish", { work_done: "顶棚恢复", photos: [await photo()] });
  assert.equal(await state(no), "finished");
});

test("S3.2.4c an order to a company outside its contract is refused, a cancelled one gives way to another", async () => {
  const no = await a.to("plan_agreed");
  await a.refused("agent", no, "order", { company: await a.company("恒基"), trade: "lift", scope: "修电梯" }, "outside_contract");
  await a.refused("agent", no, "order", { company: "1", trade: "waterproofing", scope: "防水" }, "company");
  await a.do("agent", no, "order", { company: await a.company("恒基"), trade: "waterproofing", scope: "防水" });
  await a.order("agent", await a.open(no), "cancel", { reason: "换一家" });
  assert.equal(await state(no), "plan_agreed");
});

test("S3.2.4d a finding stops the work; it resumes when it is resolved", async () => {
  const no = await a.to("working"), order = await a.open(no);
  await a.order("supervisor", order, "supervise", { kind: "quality", text: "基层含水率偏高" });
  await a.order("supervisor", order, "stop", { kind: "safety", text: "未断电施工" });
  assert.equal((await a.sendOrder("contractor", order, "finish", { work_done: "做完了", photos: [await a.photo("contractor")] })).status, 409);
  assert.equal((await a.sendOrder("contractor", order, "resume", { text: "已断电" })).status, 403);
  const seen = await a.order("supervisor", order, "resume", { text: "已断电挂牌，复查合格" });
  assert.equal(seen.order.state, "working");
  assert.deepEqual(seen.order.supervision.map((s) => s.stops), [false, true]);
});

test("S3.2.5b two failures warn the manager, three ask for a joint inspection; reasons are kept by round", async () => {
  const no = await a.to("finished");
  for (let i = 1; i <= 3; i++) {
    await a.do("owner", no, "refuse", { reason: `第 ${i} 次还是渗` });
    const f = await fault(no);
    assert.equal(f.round, i + 1);
    if (i === 3) break;
    await a.order("contractor", await a.open(no), "start");
    await a.finish(no);
  }
  const seen = await a.see("admin", no), what = seen.events.map((e) => e.what);
  assert.ok(what.includes("repair.failed_twice") && what.includes("repair.failed_thrice"));
  assert.deepEqual(seen.faults[0].rounds.map((r) => r.passed), [false, false, false]);
  assert.ok(!(await a.see("owner", no)).events.some((e) => /failed/.test(e.what)), "our warnings are not hers to read");
  await a.do("agent", no, "joint", { at: hour(48), letter: "XA123456789", text: "请监理、施工单位和业主一起闭水验收" });
});

test("story 10 she refuses to sign: finished, unconfirmed, disputed; not closed and not passed", async () => {
  const no = await a.to("finished");
  const refusal = { reason: "要求先赔偿误工费", ...WITNESSES };
  await a.refused("agent", no, "refuse_to_sign", refusal, "photo_needed");
  await a.do("agent", no, "refuse_to_sign", { ...refusal, photos: [await a.photo("agent")] });
  let seen = await a.see("agent", no);
  assert.equal(seen.matter.state, "disputed");
  assert.equal(seen.matter.closed_at, null);
  assert.equal(seen.faults[0].rounds.length, 0, "no acceptance was recorded");
  assert.equal(seen.faults[0].signing_refusals[0].witness_1, "王保安");
  await a.refused("agent", no, "close", {});
  await a.refused("agent", no, "settle", { reason: "就这样吧" });
  await a.do("owner", no, "refuse", { reason: "墙角还在渗" });
  assert.equal(await state(no), "refused");
});

test("story 10 a dispute ends by her signature later, or by the manager's settlement, which is not a pass", async () => {
  const no = await a.to("finished");
  await a.do("agent", no, "refuse_to_sign", { reason: "不满意服务态度", ...WITNESSES, photos: [await a.photo("agent")] });
  await a.do("manager", no, "settle", { reason: "协商一致，另附协议" });
  const f = await fault(no);
  assert.deepEqual([f.state, f.ending, f.rounds.length], ["closed", "settled", 0]);
});

test("S3.2.2b the owner withdraws before work begins; afterwards she can't", async () => {
  const no = await a.to("plan_proposed");
  await a.do("owner", no, "withdraw", { reason: "自己找人修了" });
  assert.equal((await fault(no)).ending, "withdrawn");
  const late = await a.to("working");
  await a.refused("owner", late, "withdraw", { reason: "不修了" }, "not_now");
});

test("S2.2b duplicates are merged into the older report; not into itself, a younger one or in a circle", async () => {
  const first = await a.report(), second = await a.report();
  await a.refused("agent", first, "duplicate", { other: first, reason: "同一件" }, "itself");
  await a.refused("agent", first, "duplicate", { other: second, reason: "同一件" }, "younger");
  const seen = await a.do("agent", second, "duplicate", { other: first, reason: "同一件，业主又打了一次" });
  assert.equal(seen.faults[0].ending, "duplicate");
  assert.deepEqual(seen.links.map((l) => [l.kind, l.direction, l.no]), [["duplicate_of", "to", first]]);
  const third = await a.report();
  await a.refused("agent", third, "duplicate", { other: second, reason: "同一件" }, "closed");
  await a.do("agent", second, "reopen", { reason: "并错了" });
  await a.refused("agent", first, "duplicate", { other: second, reason: "绕回来" }, "circle");
  await a.refused("owner", third, "duplicate", { other: first, reason: "同一件" });
});

test("story 2 a recurrence keeps the first report and goes on counting rounds; the manager is told", async () => {
  const first = await a.to("closed"), again = await a.report();
  await a.refused("agent", again, "link", { kind: "recurrence_of", other: again }, "itself");
  const seen = await a.do("agent", again, "link", { kind: "recurrence_of", other: first, note: "同一处又渗" });
  assert.equal(seen.faults[0].round, 2);
  assert.equal(seen.faults[0].recurrence_of, first);
  await a.to("decided", { no: again });
  const f = await fault(again);
  assert.ok(f.verdict && f.verdict_of_this_report, "both verdicts are shown");
  await a.refused("agent", again, "link", { kind: "recurrence_of", other: first }, "linked");
});

test("story 1 parents, children and causes: closing the parent leaves the child open, a circle is refused", async () => {
  const parent = await a.report(), child = await a.report();
  await a.do("agent", child, "link", { kind: "parent", other: parent });
  await a.refused("agent", parent, "link", { kind: "parent", other: child }, "circle");
  await a.do("agent", child, "link", { kind: "caused_by", other: parent });
  await a.do("owner", parent, "withdraw", { reason: "已由总单处理" });
  assert.equal(await state(child), "reported");
  assert.equal((await a.see("owner", child)).links.length, 0, "links may lead to another home: staff only");
});

test("S1.2c handed to the property company it stays visible until answered, and the company sees only its work", async () => {
  const no = await a.to("acknowledged"), company = await a.company("澜庭物业");
  await a.refused("agent", no, "hand", { company: await a.company("恒基"), reason: "公共区域", due_on: day(3) }, "company");
  const before = await w.clients.property.get(`/api/p/${PROJECT}/handed/${no}`);
  assert.equal(before.status, 404);
  await a.do("agent", no, "hand", { company, reason: "公共水管，归物业维护", due_on: day(3) });
  const { handed } = (await w.clients.property.get("/api/handed")).json;
  assert.ok(handed.some((h) => h.no === no));
  const page = await w.clients.property.get(`/api/p/${PROJECT}/handed/${no}`);
  assert.equal(page.status, 200, page.text);
  assert.ok(!/verdict|shares|grounds|19000000021/.test(page.text));
  assert.equal((await w.clients.property.get(`/api/p/${PROJECT}/matters/${no}`)).status, 403);
  assert.equal((await w.clients.contractor.get(`/api/p/${PROJECT}/handed/${no}`)).status, 403);
  const answered = await w.clients.property.post(`/api/p/${PROJECT}/handed/${no}/answer`, { text: "已更换公共立管阀门" });
  assert.equal(answered.status, 200, answered.text);
  assert.equal(await state(no), "answered");
  const seen = await a.do("agent", no, "close_handed");
  assert.deepEqual([seen.matter.state, seen.faults[0].ending], ["closed", "handed"]);
  assert.equal((await w.clients.property.post(`/api/p/${PROJECT}/handed/${no}/answer`, { text: "再答一次试试" })).status, 409);
});

test("S1.2c what was handed over can be taken back; then the company can't answer any more", async () => {
  const no = await a.to("checked");
  await a.do("agent", no, "hand", { company: await a.company("澜庭物业"), reason: "疑似公共管道", due_on: day(3) });
  await a.do("agent", no, "take_back", { reason: "查明是户内管道" });
  assert.equal(await state(no), "acknowledged");
  assert.equal((await w.clients.property.post(`/api/p/${PROJECT}/handed/${no}/answer`, { text: "晚到的答复" })).status, 409);
});

test("S1.2b an expired home gets advice and its request is closed as such", async () => {
  const no = await a.to("decided");
  await a.do("agent", no, "advise", { reason: "更换龙头垫圈即可，附购买型号" });
  assert.equal((await fault(no)).ending, "advice");
});

test("S3.2.5b reopening keeps the first report and opens the next round after a signed acceptance", async () => {
  const no = await a.to("closed"), was = await a.see("admin", no);
  await a.refused("owner", no, "reopen", { reason: "又坏了" });
  const seen = await a.do("agent", no, "reopen", { reason: "业主来电说又渗" });
  assert.equal(seen.matter.first_report_at, was.matter.first_report_at);
  assert.equal(seen.matter.closed_at, null);
  assert.deepEqual([seen.faults[0].state, seen.faults[0].round, seen.faults[0].ending], ["acknowledged", 2, ""]);
  assert.equal(seen.faults[0].rounds[0].passed, true, "the old acceptance stays");
});

test("S3.2.4a several faults have their own state, decision and order", async () => {
  const no = await a.report({ faults: [{ place: "master_bath", component: "waterproof", symptom: "leak" }, { place: "kitchen", component: "wall", symptom: "hollow" }] });
  await a.do("agent", no, "acknowledge");
  await a.do("agent", no, "visit", { visit_at: hour(2) });
  const check = { cause: "workmanship", finding: "现场核查记录在此" };
  await a.refused("engineer", no, "check", check, "which_fault");
  await a.do("engineer", no, "check", { ...check, fault: 1 });
  const seen = await a.do("engineer", no, "decide", { fault: 1, warranty_code: "wet_room_leak", footing: "warranty", grounds: "施工缺陷", shares: SHARES });
  assert.deepEqual(seen.faults.map((f) => f.state), ["decided", "visit_agreed"]);
  assert.equal(seen.matter.state, "visit_agreed", "the least advanced says where the matter stands");
  assert.ok(seen.actions.some((x) => x.act === "check" && x.fault === 2));
});

test("S2.2e a stale version is refused with 409 and nothing is lost", async () => {
  const no = await a.to("acknowledged"), seen = await a.see("agent", no);
  await a.do("agent", no, "contact", { way: "phone", result: "reached", purpose: "visit" });
  const answer = await w.clients.agent.post(`/api/p/${PROJECT}/matters/${no}/visit`, { visit_at: hour(2) }, { "if-match": `"${seen.matter.version}"` });
  assert.equal(answer.status, 409, answer.text);
});

test("warranty.md a corrected handover date recomputes open verdicts and keeps the old ones in the record", async () => {
  const no = await a.to("decided"), was = await a.see("admin", no);
  const home = `/api/p/${PROJECT}/homes/${was.matter.home_id}`;
  const shown = (await w.clients.manager.get(`${home}/edit`)).json ?? (await w.clients.manager.get(home)).json;
  const answer = await w.clients.manager.post(`${home}/edit`, { keys_on: "2026-05-20", notice_on: "2026-05-20", signed_on: "2026-05-20", handover_by: "keys", type: shown.type ?? "", fit_out: shown.fit_out ?? "fitted" });
  assert.equal(answer.status, 200, answer.text);
  const f = await fault(no), { verdicts, owner_end } = f;
  assert.equal(verdicts.length, 2);
  assert.deepEqual(verdicts.map((v) => v.why), ["decided", "handover"]);
  assert.equal(verdicts[0].owner_end, was.faults[0].owner_end);
  assert.notEqual(owner_end, was.faults[0].owner_end);
  assert.ok((await a.see("owner", no)).events.some((e) => e.what === "repair.verdict"));
});
