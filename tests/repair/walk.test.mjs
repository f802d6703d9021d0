/* walk.test.mjs -- some random walks in the tests; ten thousand of them with ./script/bench. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, World, run } from "../api/world.mjs";
import { check, walk } from "./walk.mjs";

let w;
before(async () => (w = await World.open()), { timeout: 240000 });
after(() => w?.close());

test("S1.3d random walks with many hands at once keep what has to hold: shares, orders, rounds, first report, chain", async () => {
  const { done, count } = await walk(w, { walks: 60, seed: 20261124 });
  assert.equal(done, 60);
  assert.ok(count[200] > 300 && count[409] > 20 && count[403] > 5, JSON.stringify(count));
  check(w);
});

test("quality security 3 after the walks nothing of one owner is in another's list, search or pages", async () => {
  const mine = (await w.clients.owner.get("/api/my")).text, numbers = [...new Set(mine.match(/R\d{6}-\d{4}/g))];
  assert.ok(numbers.length > 20);
  const theirs = (await w.clients.other_owner.get("/api/my")).text;
  for (const no of numbers) assert.ok(!theirs.includes(no), no);
  for (const no of numbers.slice(0, 20)) assert.equal((await w.clients.other_owner.get(`/api/my/${PROJECT}/${no}`)).status, 404);
});

test("S1.3d after the walks the chain of every matter is unbroken", async () => {
  const done = run("verify", "--data", w.data);
  assert.equal(done.status, 0, done.stdout + done.stderr);
});
