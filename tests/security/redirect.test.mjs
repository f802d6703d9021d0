/*
 * redirect.test.mjs -- after logging in one stays here, whatever a link said; and no value makes a
 * header line of its own (quality, security 14, 16).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Client, World } from "../api/world.mjs";
import { FORM, HTML, bare, bareGet, enter } from "./ways.mjs";

let w;
before(async () => (w = await World.open({ matters: 2 })), { timeout: 240000 });
after(() => w?.close());

const elsewhere = ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "///evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example", "javascript:alert(1)", "/%0d%0aX-Evil:1/../..//evil.example", "evil.example", "http:evil.example"];

test("quality security 14 a way on that leaves this site is not taken, at the door of staff or of owners", async () => {
  for (const next of elsewhere) {
    const form = new URLSearchParams({ login: "agent", password: "anju-demo-2026", next }).toString();
    const { status, headers } = await new Client(w.base).send("POST", "/staff", form, { ...FORM, ...HTML });
    const where = headers.get("location");
    if (status === 303) assert.equal(new URL(where, w.base).origin, w.base, `${JSON.stringify(next)} -> ${where}`);
    else assert.equal(status, 422, JSON.stringify(next));
    const code = await new Client(w.base).send("POST", "/login", new URLSearchParams({ phone: "13812345678", next }).toString(), { ...FORM, ...HTML });
    if (code.status === 303) assert.equal(new URL(code.headers.get("location"), w.base).origin, w.base);
    for (const door of ["/staff", "/login", "/login/code"]) {
      const { text } = await new Client(w.base).get(`${door}?next=${encodeURIComponent(next)}`, HTML);
      for (const [, kept] of text.matchAll(/name="next" value="([^"]*)"/g)) assert.equal(new URL(kept, w.base).origin, w.base, `${door} keeps ${JSON.stringify(kept)}`);
    }
  }
});

test("quality security 14 a way on within this site is taken", async () => {
  const form = new URLSearchParams({ login: "agent", password: "anju-demo-2026", next: "/matters?view=late" }).toString();
  const { headers } = await new Client(w.base).send("POST", "/staff", form, { ...FORM, ...HTML });
  assert.equal(headers.get("location"), "/matters?view=late");
});

test("quality security 14 who is sent to the door comes back to a page of this site only", async () => {
  for (const target of ["//evil.example/", "/\\evil.example", "//evil.example/matters", "/matters//evil.example"]) {
    const text = await bareGet(w, target, "Accept: text/html\r\n");
    const where = /^Location: (.*)\r$/im.exec(text)?.[1];
    if (!where) continue;
    const next = new URL(where, w.base).searchParams.get("next");
    assert.equal(new URL(where, w.base).origin, w.base, where);
    if (next) assert.equal(new URL(next, w.base).origin, w.base, next);
  }
});

test("quality security 16 line ends in a value never begin a header", async () => {
  const evil = "%0d%0aX-Evil:%20yes%0d%0a%0d%0a<b>";
  for (const target of [`/staff?next=/${evil}`, `/matters?q=${evil}`, `/login/code?next=/a${evil}`, `/?lang=en${evil}`, `/v/${evil}`, `/p/${evil}/homes`, `/api/matters?cursor=${evil}`])
    assert.doesNotMatch(await bareGet(w, target), /^x-evil:/im, target);
  const c = await enter(w, "admin", "anju-demo-2026");
  assert.doesNotMatch(await bareGet(w, `/homes?q=${evil}`, `Cookie: ${c.cookie}\r\n`), /^x-evil:/im);
  assert.doesNotMatch(await bare(w, Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: a\rX-Evil: yes\r\n\r\n`, "latin1")), /^x-evil:/im);
});
