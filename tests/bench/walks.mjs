/*
 * walks.mjs -- the long run of the random walks: WALKS reports, each with many hands at once, then every
 * invariant and the chain of every matter.
 *
 * Usage: walks.mjs BUILD WALKS
 */
import { resolve } from "node:path";

const [build, walks] = process.argv.slice(2);
process.env.ANJU = resolve(build, "src/anju");
const { World, run } = await import("../api/world.mjs");
const { check, walk } = await import("../repair/walk.mjs");

const w = await World.open();
try {
  const began = Date.now(), { done, count } = await walk(w, { walks: Number(walks), seed: Date.now() & 0xffff });
  const seconds = (Date.now() - began) / 1000;
  check(w);
  const verified = run("verify", "--data", w.data);
  if (verified.status !== 0) throw new Error(verified.stdout + verified.stderr);
  console.log(`${done} random walks in ${seconds.toFixed(0)} s, answers by status: ${JSON.stringify(count)}; all invariants hold, the chain is whole`);
} finally {
  await w.close();
}
