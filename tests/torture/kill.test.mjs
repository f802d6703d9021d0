/*
 * kill.test.mjs -- the process is killed in the middle of many creations, and started again.
 *
 * Whatever was acknowledged is there exactly once; what was not acknowledged is there at most once, and
 * its key sent again gives one matter; every chain verifies.
 */
import { test } from "node:test";
import assert from "node:assert/strict";
import { once } from "node:events";
import { Client, PROJECT, World, run } from "../api/world.mjs";

const CREATIONS = 400, AT_ONCE = 32;

test("quality crash kill -9 amid concurrent creations: acknowledged ones are there once, keys answer the same, chains verify", async () => {
  const w = await World.open({ matters: 2 });
  try {
    const agent = w.token("t-agent", "torture");
    const home = (await w.clients.owner.get("/api/my")).json.homes[0].id;
    const body = (i) => ({ home, description: `第 ${i} 件`, contact_name: "陈淑兰", contact_phone: "19000000021", faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] });
    const acknowledged = new Map();
    let next = 0, killed = false;
    const create = async (client, i) => {
      const answer = await client.post(`/api/p/${PROJECT}/matters`, body(i), { "idempotency-key": `torture-${String(i).padStart(8, "0")}` });
      assert.equal(answer.status, 201, answer.text);
      return answer.json.matter.no;
    };
    const worker = async () => {
      const client = new Client(w.base, agent);
      while (next < CREATIONS && !killed) {
        const i = next++;
        try {
          acknowledged.set(i, await create(client, i));
        } catch (e) {
          if (!killed) throw e;
        }
        if (acknowledged.size === CREATIONS / 2 && !killed) {
          killed = true;
          w.child.kill("SIGKILL");
        }
      }
    };
    const workers = Array.from({ length: AT_ONCE }, worker);
    await Promise.all(workers);
    if (w.child.exitCode === null && w.child.signalCode === null) await once(w.child, "exit");
    assert.ok(acknowledged.size >= CREATIONS / 2 && acknowledged.size < CREATIONS);
    await w.start();
    const client = new Client(w.base, agent);
    for (let i = 0; i < next; i++) {
      const no = await create(client, i);
      if (acknowledged.has(i)) assert.equal(no, acknowledged.get(i), `key ${i} answers the same`);
      acknowledged.set(i, no);
    }
    assert.equal(new Set(acknowledged.values()).size, next, "no two keys made one matter");
    const found = new Map();
    for (let path = `/api/matters?view=all&home=${home}`; path; ) {
      const page = (await client.get(path)).json;
      for (const m of page.matters) found.set(m.no, (found.get(m.no) ?? 0) + 1);
      path = page.next;
    }
    for (const no of acknowledged.values()) assert.equal(found.get(no), 1, `${no} is there once`);
    const verify = run("verify", "--data", w.data);
    assert.equal(verify.status, 0, verify.stdout + verify.stderr);
  } finally {
    await w.close();
  }
}, { timeout: 200000 });
