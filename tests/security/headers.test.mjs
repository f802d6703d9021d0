/*
 * headers.test.mjs -- every page, found or not, comes with a strict policy and nothing inline
 * (quality, security 4, 5); no page may be kept by a cache on the way.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "../api/world.mjs";
import { HTML, gets, path, things, writes } from "./ways.mjs";

let w, t;
before(async () => {
  w = await World.open({ matters: 6 });
  t = await things(w);
}, { timeout: 240000 });
after(() => w?.close());

function strict(what, { headers, text }) {
  const policy = headers.get("content-security-policy");
  assert.ok(policy, what);
  assert.match(policy, /default-src 'none'/, what);
  for (const must of ["script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) assert.ok(policy.includes(must), `${what}: ${must}`);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/, what);
  assert.equal(headers.get("x-content-type-options"), "nosniff", what);
  assert.equal(headers.get("referrer-policy"), "same-origin", what);
  assert.match(headers.get("cache-control") ?? "", /no-store|private/, what);
  assert.match(headers.get("content-type") ?? "none", /^(text\/(html|plain|event-stream)|application\/(problem\+json|json|pdf|vnd\.openxml\S+)|image\/(jpeg|png|webp)|text\/csv|none)/, what);
  assert.equal(headers.get("server"), null, what);
  assert.equal(headers.get("access-control-allow-origin"), null, what);
  if (!/text\/html/.test(headers.get("content-type"))) return 0;
  assert.doesNotMatch(text, /<script(?![^>]*\ssrc="\/a\/)/, `${what}: a script that is not a file of ours`);
  assert.doesNotMatch(text, /<[^>]+\son[a-z]+\s*=/i, `${what}: an inline handler`);
  assert.doesNotMatch(text, /<style|<[^>]+\sstyle\s*=/i, `${what}: an inline style`);
  assert.doesNotMatch(text, /(?:src|href|action)\s*=\s*"(?:https?:)?\/\/|javascript:/i, `${what}: something from elsewhere`);
  return 1;
}

for (const role of ["nobody", "root", "agent", "engineer", "contractor", "property", "owner"])
  test(`quality security 4 every answer to ${role} has the headers, and no page holds anything inline`, async () => {
    let pages = 0;
    for (const r of gets) {
      pages += strict(`${role} ${r.path}`, await w.clients[role].get(path(r, t), HTML));
      strict(`${role} /api${r.path}`, await w.clients[role].get(`/api${path(r, t)}`));
    }
    assert.ok(pages > (role === "nobody" ? 4 : 10), `only ${pages} pages`);
  });

test("quality security 4 refused writes and unknown addresses have them too", async () => {
  for (const r of writes.filter((x) => x.path !== "/logout")) strict(r.path, await w.clients.owner.post(path(r, t), {}, HTML));
  for (const p of ["/no-such", "/api/no-such", "/p/lanting/homes/abc", "/%3Cscript%3E"]) strict(p, await w.clients.owner.get(p, HTML));
});

test("quality security 5 a photo is served as the picture it is", async () => {
  const { headers, status } = await w.clients.owner.get(`/p/lanting/files/${t.photo}`);
  assert.equal(status, 200);
  assert.match(headers.get("content-type"), /^image\/(jpeg|png|webp)$/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(headers.get("cache-control"), /private/);
});
