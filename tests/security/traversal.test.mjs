/*
 * traversal.test.mjs -- a path is a list of names, never a way through the machine's folders
 * (quality, security 7).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { World } from "../api/world.mjs";
import { png } from "../png.mjs";
import { bareGet, statusOf, things, upload, walk } from "./ways.mjs";

let w, t;
before(async () => {
  w = await World.open({ matters: 2 });
  t = await things(w);
}, { timeout: 240000 });
after(() => w?.close());

const ups = ["../../../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..\\..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd", "%2fetc%2fpasswd", "//etc/passwd", "....//....//etc/passwd", "%252e%252e%252fetc%252fpasswd", "etc/passwd%00.jpg", "..;/etc/passwd", "%c0%ae%c0%ae/etc/passwd", "anju.db", "../anju.db", "..%2fkeys", "."];

test("quality security 7 no address leads to a file of the machine or of the data folder", async () => {
  const token = `Authorization: Bearer ${w.clients.root.token}\r\n`;
  const secret = readFileSync("/etc/passwd", "latin1").slice(0, 40);
  for (const before of ["/", "/a/", "/api/", "/v/", "/p/lanting/files/", "/p/lanting/papers/", "/p/", "/p/lanting/matters/", "/admin/import/template/", "/admin/catalogues/", "/api/p/lanting/files/"])
    for (const up of ups) {
      const text = await bareGet(w, before + up, token);
      const what = `${before}${up}: ${text.slice(0, 80)}`;
      assert.ok(!text.includes(secret) && !text.includes("SQLite format"), what);
      if (!/^\/\.?$/.test(before + up) && !["/api/.", "/a/.", "/p/."].includes(before + up)) assert.ok([301, 303, 400, 403, 404, 405].includes(statusOf(text)), what);
      assert.ok(statusOf(text) < 500, what);
    }
});

test("quality security 7 an upload's name makes no file anywhere, and is no name in the folder", async () => {
  const names = ["../../../evil-1.png", "..\\..\\evil-2.png", "/tmp/anju-evil-3.png", "evil-4.png\0.html", "CON", ".", "..", "a".repeat(400), "‮gnp.exe", "keys"];
  for (const name of names) {
    const { status, text } = await upload(w.clients.owner, png(), { name });
    assert.ok([201, 400, 422].includes(status), `${JSON.stringify(name)}: ${status} ${text.slice(0, 200)}`);
  }
  const here = walk(w.place).join("\n");
  assert.doesNotMatch(here, /evil|CON$|aaaaaa|gnp/m);
  assert.equal(existsSync("/tmp/anju-evil-3.png"), false);
  assert.equal(existsSync(join(w.place, "evil-1.png")), false);
  assert.equal((await w.clients.owner.get(`/api/p/lanting/files/${t.photo}`)).status, 200);
});
