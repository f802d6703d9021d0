/*
 * space.test.mjs -- the transition table walked by itself: every state has a way to an end, each step that is
 * there is taken and recorded, each other one is refused for each role and changes nothing.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "../api/world.mjs";
import { ROLES, Walker, actorOf, bodies, fault, faultActs, order, orderActs, roleOf, routes, way } from "./table.mjs";

let w, k;
before(async () => {
  w = await World.open();
  k = await Walker.open(w);
}, { timeout: 240000 });
after(() => w?.close());

for (const flow of [fault, order]) {
  test(`S1.3c ${flow.name}: every state is reached from the first, and has a way to an end`, () => {
    const from = (start, forward) => {
      const seen = new Set(start);
      for (const state of seen)
        for (const s of flow.steps) if ((forward ? s.from : s.to) === state && s.to) seen.add(forward ? s.to : s.from);
      return seen;
    };
    const ends = flow.name === "fault" ? ["closed"] : ["passed", "declined", "cancelled"];
    assert.deepEqual(flow.states.filter((s) => !from([flow.states[0]], true).has(s)), []);
    assert.deepEqual(flow.states.filter((s) => !from(ends, false).has(s)), []);
  });

  test(`S1.3c ${flow.name}: every act has a body to be tried with, and an address but the signature's own`, () => {
    for (const s of flow.steps) {
      if (["pass", "return"].includes(s.act)) continue;
      assert.ok(bodies[s.act], s.act);
      assert.ok(routes.some((r) => r.method === "post" && r.path.endsWith(`/${s.act}`)), s.act);
    }
  });
}

/* What has to be there before a step that the table allows makes sense. */
const ready = {
  make_safe: (no) => k.must("agent", no, "triage"),
  enter_absent: async (no) => {
    await k.must("agent", no, "triage");
    for (let i = 0; i < 2; i++) await k.must("agent", no, "contact");
  },
};
const isPaid = (s) => ["scope", "quote", "pay", "accept_quote", "decline_quote", "sign_reason", "want_paid"].includes(s.act) || ["scope_told", "quoted", "quote_agreed"].includes(s.from);

async function others(no, s) {
  if (s.act === "start" && s.from === "working") {
    await k.must("agent", no, "order", { trade: "civil" });
    await k.must("contractor", no, "take");
  } else if (s.act === "start" && s.from === "ordered") await k.must("contractor", no, "take");
  else if (s.act === "cancel" && s.from === "working") await k.must("supervisor", no, "stop");
}

for (const state of fault.states)
  test(`S1.3c ${state}: each step that the table has is taken, recorded, and leads where it says`, async () => {
    for (const s of fault.steps.filter((x) => x.from === state)) {
      const paid = isPaid(s), older = s.act === "duplicate" ? await k.report() : undefined;
      const no = await k.drive(state, paid), role = actorOf(s);
      await ready[s.act]?.(no);
      await others(no, s);
      const was = await k.see("admin", no);
      const answer = await k.try(role, no, s.act, { paid, other: older, trade: s.from === "plan_agreed" ? undefined : "civil" });
      assert.equal(answer.status, 200, `${role} ${s.act} in ${state}: ${answer.text}`);
      const is = await k.see("admin", no);
      assert.equal(is.faults[0].state, s.to || s.from, `${s.act} from ${state}`);
      assert.ok(is.matter.version > was.matter.version);
      const what = orderActs.has(s.act) ? `order.${s.act}` : `repair.${s.act}`;
      assert.ok(is.events.slice(was.events.length).some((e) => e.what === what), `${what} is written down`);
      assert.equal(is.matter.first_report_at, was.matter.first_report_at);
    }
  });

for (const state of fault.states)
  test(`S1.3c ${state}: whatever the table has not, and whoever may not, is refused and changes nothing`, async () => {
    const no = await k.drive(state, ["scope_told", "quoted", "quote_agreed"].includes(state));
    const was = await k.see("admin", no);
    for (const act of faultActs) {
      const step = fault.steps.find((s) => s.act === act && s.from === state);
      for (const role of ROLES) {
        const stranger = ["other_contractor", "other_owner", "nobody"].includes(role);
        if (step?.roles.includes(roleOf(role)) && !stranger) continue;
        const { status, text } = await k.try(role, no, act, { other: no });
        assert.ok([401, 403, 404, 409, 422].includes(status), `${role} ${act} in ${state}: ${status} ${text.slice(0, 200)}`);
        if (role === "nobody") assert.equal(status, 401);
        const hers = fault.steps.some((s) => s.act === act && s.roles.includes(roleOf(role)));
        if (role !== "nobody" && !hers) assert.ok([403, 404].includes(status), `${role} ${act}: ${status}`);
        if (role === "other_owner") assert.ok([403, 404].includes(status), `${role} ${act}: ${status}`);
      }
    }
    const is = await k.see("admin", no), steps = (x) => x.events.filter((e) => !e.what.startsWith("paper.")).length; /* papers are sealed by a job */
    assert.deepEqual([is.matter.version, steps(is), is.faults[0].state], [was.matter.version, steps(was), state]);
  });

const reach = { offered: [], taken: ["take"], working: ["take", "start"], stopped: ["take", "start", "stop"], finished: ["take", "start", "finish"], declined: ["decline"], cancelled: ["cancel"] };
for (const state of order.states.filter((s) => s !== "passed"))
  test(`S3.2.4c-d an order that is ${state} takes its steps and refuses all others`, async () => {
    for (const act of [...orderActs, "no_access"].filter((a) => bodies[a])) {
      const step = order.steps.find((s) => s.act === act && s.from === state);
      for (const role of step ? ROLES : ["admin", "contractor", "other_contractor"]) {
        const stranger = ["other_contractor", "other_owner", "nobody"].includes(role);
        const may = step?.roles.includes(roleOf(role)) && !stranger;
        if (may && actorOf(step) !== role) continue;
        const no = await k.drive("ordered");
        for (const a of reach[state]) await k.must(actorOf(order.steps.find((s) => s.act === a)), no, a);
        const { orders } = await k.see("admin", no), path = k.path(no, act, orders[0].no);
        const ids = { ...k.ids, photo: ["finish", "no_access"].includes(act) ? await k.photo(may ? role : "agent") : undefined };
        const { status, text } = await k.who(role).post(path, bodies[act](ids));
        const now = (await k.see("admin", no)).orders[0].state;
        if (may) assert.deepEqual([status, now], [200, step.to || state], `${role} ${act}: ${text}`);
        else {
          assert.ok([401, 403, 404, 409, 422].includes(status), `${role} ${act} in ${state}: ${status} ${text.slice(0, 200)}`);
          assert.equal(now, state);
        }
      }
    }
  });
