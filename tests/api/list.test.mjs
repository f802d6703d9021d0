/*
 * list.test.mjs -- the agent finds matters by what she hears: two characters, a room, digits, a number.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, World } from "./world.mjs";

let w, agent, made;
before(async () => {
  w = await World.open({ matters: 60 });
  agent = w.clients.agent;
  made = (await w.report({ description: "琉璃瓦边上有奇怪的蚂蚁", contact_phone: "13812345678" })).matter;
}, { timeout: 240000 });
after(() => w?.close());

const find = async (q, more = "") => (await agent.get(`/api/matters?q=${encodeURIComponent(q)}${more}`)).json.matters;
const numbers = (list) => list.map((m) => m.no);

test("S3.2.2a a matter is found by two Chinese characters of its text, in simplified, traditional and full width", async () => {
  assert.deepEqual(numbers(await find("蚂蚁")), [made.no]);
  assert.deepEqual(numbers(await find("螞蟻")), [made.no]);
  assert.deepEqual(numbers(await find("琉璃 蚂蚁")), [made.no]);
  assert.deepEqual(await find("蚁蚂"), []);
});

test("S3.2.2a by the number as it is read over the phone, by the whole phone, its last four digits, and the room", async () => {
  assert.deepEqual(numbers(await find(made.no.toLowerCase().replace("-", " "))), [made.no]);
  assert.deepEqual(numbers(await find("138 1234 5678")), [made.no]);
  assert.deepEqual(numbers(await find("5678")), [made.no]);
  const room = await find("5-2-1802");
  assert.ok(room.length > 1 && room.every((m) => m.home === "5-2-1802"));
  assert.ok(numbers(await find("5-1802")).includes(made.no));
});

test("S1.3a pages of the list go on where the last one ended, without a gap or a double", async () => {
  const seen = [];
  let path = "/api/matters?view=all", pages = 0;
  for (; path; pages++) {
    const page = (await agent.get(path)).json;
    seen.push(...numbers(page.matters));
    path = page.next;
  }
  assert.equal(pages, 3);
  assert.equal(seen.length, 61);
  assert.equal(new Set(seen).size, 61);
  assert.equal((await agent.get("/api/matters?view=all&cursor=nonsense")).status, 422);
  assert.equal((await agent.get("/api/matters?view=nonsense")).status, 422);
});

test("S1.3b the views hold what they say", async () => {
  const all = async (view) => (await agent.get(`/api/matters?view=${view}`)).json.matters;
  for (const m of await all("owner")) assert.ok(["plan_proposed", "finished"].includes(m.state));
  for (const m of await all("dispatch")) assert.equal(m.state, "plan_agreed");
  for (const m of await all("emergency")) assert.equal(m.urgency, "emergency");
  for (const m of await all("closed")) assert.equal(m.state, "closed");
  const late = await all("overdue"), times = late.map((m) => Date.parse(m.due_at));
  assert.ok(times.every((t) => t < Date.now()));
  assert.deepEqual(times, [...times].sort((a, b) => a - b), "the latest promise first");
});

test("quality 9 who looks at a matter hears that it changed, who may not see it hears nothing", async () => {
  const listen = async (client) => {
    const abort = new AbortController();
    const answer = await fetch(`${w.base}/api/live/events`, { signal: abort.signal, headers: client.token ? { authorization: `Bearer ${client.token}` } : { cookie: client.cookie } });
    assert.equal(answer.status, 200);
    const heard = { text: "", stop: () => abort.abort() };
    heard.hello = new Promise((ok) => {
      (async () => {
        try {
          for await (const part of answer.body) {
            heard.text += Buffer.from(part).toString();
            if (heard.text.includes("hello")) ok();
          }
        } catch {
          /* stopped */
        }
      })();
    });
    await heard.hello;
    return heard;
  };
  const [mine, hers] = [await listen(agent), await listen(w.clients.other_owner)];
  assert.equal((await agent.post(`/api/p/${PROJECT}/matters/${made.no}/acknowledge`)).status, 200);
  for (let i = 0; i < 200 && !mine.text.includes(made.no); i++) await new Promise((r) => setTimeout(r, 20));
  assert.match(mine.text, new RegExp(`event: changed[\\s\\S]*${made.no}`));
  assert.ok(!hers.text.includes("changed"));
  mine.stop();
  hers.stop();
});
