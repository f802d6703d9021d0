/*
 * walk.mjs -- random walks over the repair with many hands at once, and what has to hold afterwards.
 *
 * A walk is one report and what people then do to it: mostly what the program offers them, often what it
 * doesn't, some writes twice with one key, some with an old version, some broken.  Whoever is refused is
 * refused with a reason; nobody ever gets a fault of the program.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROLES, Walker, bodies, faultActs, order, orderActs } from "./table.mjs";
import { PROJECT } from "../api/world.mjs";

/* A small generator of its own, so that a failing walk can be walked again. */
export const dice = (seed) => () => {
  seed = (Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
  const x = Math.imul(seed ^ (seed >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 4294967296;
};

const pick = (roll, list) => list[Math.floor(roll() * list.length)];
const acts = [...new Set([...faultActs, ...orderActs])].filter((a) => bodies[a]);

async function step(k, roll, no, older, count) {
  const offered = roll() < 0.75;
  let role = pick(roll, ROLES), act = pick(roll, acts);
  if (offered) {
    role = pick(roll, ["admin", "manager", "agent", "engineer", "owner", "owner"]);
    const { actions = [] } = (await k.who(role).get(`/api/p/${PROJECT}/matters/${no}`)).json ?? {};
    const usual = actions.filter((a) => !["withdraw", "duplicate", "advise", "hand", "settle", "miss"].includes(a.act));
    const { orders } = await k.see("admin", no), open = orders.find((o) => order.steps.some((s) => s.from === o.state && s.roles.includes("contractor")));
    if (open && roll() < 0.5) [role, act] = ["contractor", pick(roll, order.steps.filter((s) => s.from === open.state && s.roles.includes("contractor"))).act];
    else if (actions.length) act = pick(roll, roll() < 0.9 && usual.length ? usual : actions).act;
  }
  const paid = roll() < 0.3, trade = pick(roll, ["waterproofing", "civil"]);
  const headers = roll() < 0.1 ? { "if-match": '"1"' } : roll() < 0.2 ? { "idempotency-key": `walk-${no}-${Math.floor(roll() * 1e9)}` } : {};
  const once = () => k.try(role, no, act, { paid, trade, other: older, headers });
  const isTwice = headers["idempotency-key"] && !["finish", "no_access", "enter_absent", "refuse_to_sign"].includes(act);
  const answers = isTwice ? await Promise.all([once(), once()]) : [await once()];
  for (const a of answers) {
    assert.ok([200, 401, 403, 404, 409, 422].includes(a.status), `${role} ${act} on ${no}: ${a.status} ${a.text.slice(0, 300)}`);
    if (a.status !== 200) assert.ok(a.json?.code && a.json?.detail, `a refusal says why: ${a.text.slice(0, 200)}`);
    count[a.status] = (count[a.status] ?? 0) + 1;
  }
  if (roll() < 0.03) {
    const broken = await k.who("agent").post(k.path(no, "contact"), '{"way":', { "content-type": "application/json" });
    assert.ok([400, 422].includes(broken.status), broken.text);
  }
}

/* Several hands on each matter at the same time. */
export async function walk(world, { walks, steps = 14, hands = 3, seed = 1 }) {
  const k = await Walker.open(world), count = {}, roll = dice(seed);
  let left = walks, done = 0;
  const worker = async (mine) => {
    while (left-- > 0) {
      const older = done % 3 === 0 ? await k.report() : undefined, no = await k.report();
      if (older) await k.try("agent", older, "acknowledge");
      await Promise.all(Array.from({ length: hands }, async () => {
        for (let i = 0; i < steps / hands + 2; i++) await step(k, mine, no, older, count);
      }));
      done++;
    }
  };
  await Promise.all(Array.from({ length: 4 }, () => worker(dice(Math.floor(roll() * 2 ** 31)))));
  return { done, count };
}

/* Each is a statement that finds what must not be. */
export const invariants = {
  "shares of a decision add up to 100": "select fault_id, sum(percent_bp) s from liability_share group by fault_id having s <> 10000",
  "past shares add up to 100": "select fault_id, v, sum(percent_bp) s from liability_share_past group by fault_id, v having s <> 10000",
  "one open order for a fault and trade": "select fault_id, trade, count(*) n from work_order where state in ('offered', 'taken', 'working', 'stopped') group by fault_id, trade having n > 1",
  "the first report never moves": "select id from matter where first_report_at <> received_at",
  "rounds grow with each failed acceptance": "select f.id from fault f where f.round < (select count(*) + 1 from acceptance a where a.fault_id = f.id and a.passed = 0)",
  "an acceptance has a round of its own": "select fault_id, round, count(*) n from acceptance group by fault_id, round having n > 1",
  "one agreed plan at a time": "select fault_id, count(*) n from plan where state in ('proposed', 'agreed') group by fault_id having n > 1 and fault_id not in (select id from fault where ending <> '' or decision_v > 1)",
  "numbers are unique": "select no, count(*) n from matter group by no having n > 1",
  "a closed fault says how it ended": "select id from fault where state = 'closed' and ending = ''",
  "an open fault has no ending": "select id from fault where state <> 'closed' and ending <> ''",
  "a closed matter has closed faults only": "select m.id from matter m where (m.closed_at is not null) <> (not exists (select 1 from fault f where f.matter_id = m.id and f.state <> 'closed'))",
  "a fault that ended has no open order": "select f.id from fault f join work_order w on w.fault_id = f.id where f.state = 'closed' and w.state in ('offered', 'taken', 'working', 'stopped')",
  "a fault at work has an order at work or waiting": "select f.id from fault f where f.state in ('ordered', 'working') and not exists (select 1 from work_order w where w.fault_id = f.id and w.state in ('offered', 'taken', 'working', 'stopped'))",
  "nothing is paid above the quote": "select id from quote where paid_fen > amount_fen or paid_fen <> (select coalesce(sum(amount_fen), 0) from payment p where p.quote_id = quote.id)",
  "who decided did not review": "select o.id from objection o join fault f on f.id = o.fault_id where o.reviewer <> 0 and o.reviewer = f.decided_by and f.decision_v = o.decision_v",
  "a disputed fault has its record": "select id from fault where state = 'disputed' and not exists (select 1 from signing_refusal s where s.fault_id = fault.id)",
  "the tabs count what is there": "select state, n from matter_count c where n <> (select count(*) from matter m where m.project_id = c.project_id and m.state = c.state)",
};

export function check(world) {
  for (const [name, sql] of Object.entries(invariants)) {
    const { stdout, stderr } = spawnSync("sqlite3", [join(world.data, "anju.db"), sql], { encoding: "utf8" });
    assert.equal(stderr, "", name);
    assert.equal(stdout, "", name);
  }
}
