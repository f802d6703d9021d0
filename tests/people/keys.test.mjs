// Keys of phones and ID numbers: new ones for old, beside a running server, in spite of a crash.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "./server.mjs";

const server = new Server();
const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const anju = (...args) => server.run([args[0], args[1], "--data", server.data, ...args.slice(2)]);
const keys = () => JSON.parse(anju("keys", "list", "--json").stdout);
const rows = (list, key) => list.keys.find((k) => k.key === key)?.rows;

before(async () => {
  let text = "楼栋,单元,房号,业主姓名,联系电话,证件号\n";
  for (let i = 0; i < 700; i++) text += `${1 + (i % 4)},1,${101 + i},王${"一二三四五六七八九十"[i % 10]}${"东南西北中"[i % 5]},139${String(10000000 + i)},\n`;
  const done = server.bring("澜庭", "owners", text);
  assert.equal(done.status, 0, done.stdout + done.stderr);
});
after(() => server.stop());

test("S3.5e every sealed column of the schema is one that a rotation walks", () => {
  const found = [];
  const walk = (dir) => {
    for (const name of readdirSync(dir)) {
      const path = join(dir, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (name.endsWith(".sql"))
        for (const line of readFileSync(path, "utf8").split("\n")) {
          const table = /^(?:create|alter) table (\w+)/.exec(line)?.[1];
          if (table) walk.table = table;
          const column = /(\w*sealed)\s+\{\{bytes\}\}/.exec(line)?.[1];
          if (column) found.push(`${walk.table}.${column}`);
          const renamed = /^alter table (\w+) rename to/.exec(line)?.[1]; /* a table made anew under the old name */
          if (renamed) found.splice(0, found.length, ...found.filter((f) => !f.startsWith(`${renamed}.`)));
        }
    }
  };
  walk(join(root, "src"));
  assert.deepEqual(Object.keys(keys().columns).sort(), found.sort());
});

test("S3.5e a rotation seals and indexes everything anew beside the server; the old key may go", async () => {
  assert.equal(keys().keys.length, 1);
  assert.ok(rows(keys(), 1) >= 700);
  assert.equal(anju("keys", "remove", "--key", "1").status, 1, "a key in use stays");
  await server.start();
  const b = server.browser();
  assert.equal((await b.post("/login", { phone: "13910000007" })).status, 303);
  const done = anju("keys", "rotate");
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /Rotated to key 2/);
  const list = keys();
  assert.deepEqual(list.keys.map((k) => [k.key, k.seals, k.indexes]), [[1, false, false], [2, true, true]]);
  assert.equal(rows(list, 1), 0);
  assert.ok(rows(list, 2) >= 700);
  assert.equal(list.unfinished, false);
  /* A row that was staged for the old keys is found by the new ones. */
  const later = server.browser();
  assert.equal((await later.post("/login", { phone: "13910000008" })).status, 303);
  assert.equal(server.run(["verify", "--data", server.data]).status, 0);
  const gone = anju("keys", "remove", "--key", "1");
  assert.equal(gone.status, 0, gone.stderr);
  assert.deepEqual(keys().keys.map((k) => k.key), [2]);
  assert.equal(anju("keys", "remove", "--key", "1").status, 1);
  assert.equal(anju("keys", "remove", "--key", "2").status, 1);
  assert.equal(statSync(join(server.data, "keys")).mode & 0o777, 0o600);
  server.child.kill("SIGTERM");
  await new Promise((r) => server.child.once("exit", r));
});

test("S3.5e a rotation that a crash ended goes on with the next call, and nothing is lost meanwhile", () => {
  const before = readFileSync(join(server.data, "keys"), "utf8");
  /* As it is when the power fails between the new file and the first row. */
  const hex = (c) => c.repeat(64);
  writeFileSync(join(server.data, "keys"), `${before}3 box ${hex("a")}\n3 index ${hex("b")}\n`, { mode: 0o600 });
  const list = keys();
  assert.equal(list.unfinished, true);
  assert.deepEqual(list.keys.map((k) => [k.key, k.seals, k.indexes]), [[2, false, true], [3, true, false]]);
  assert.match(anju("keys", "list").stdout, /unfinished/);
  assert.equal(server.bring("澜庭", "owners", "楼栋,单元,房号,业主姓名,联系电话\n9,1,101,半途,13955555555\n").status, 0);
  const done = anju("keys", "rotate");
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /Finished the rotation to key 3/);
  assert.equal(rows(keys(), 2), 0);
  /* The same person once more: found by the new index, so nobody is doubled. */
  const again = server.bring("澜庭", "owners", "楼栋,单元,房号,业主姓名,联系电话\n9,1,101,半途,13955555555\n");
  assert.equal(again.status, 0, again.stderr);
  assert.ok(rows(keys(), 3) >= 701);
  assert.equal(server.run(["verify", "--data", server.data]).status, 0);
});

test("wrong use of keys says how it is right", () => {
  assert.equal(server.run(["keys", "--data", server.data]).status, 2);
  assert.equal(server.run(["keys", "burn", "--data", server.data]).status, 2);
  assert.equal(anju("keys", "remove").status, 2);
  assert.equal(anju("keys", "remove", "--key", "0").status, 2);
  assert.equal(anju("keys", "remove", "--key", "9").status, 1);
});
