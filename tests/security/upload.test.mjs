/*
 * upload.test.mjs -- a file is what its bytes are: lies, bombs, pieces and giants are refused, and what
 * is taken is a picture made anew (quality, security 5, 6, 21).
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { World } from "../api/world.mjs";
import { png } from "../png.mjs";
import { things, upload, walk } from "./ways.mjs";

let w;
before(async () => {
  w = await World.open({ matters: 2 });
  await things(w);
}, { timeout: 240000 });
after(() => w?.close());

const text = (s) => Buffer.from(s);
const files = () => walk(w.data).filter((f) => statSync(f).isFile() && !/anju\.db|\.db-|wal|shm|log/.test(f)).sort();

/* A picture whose head promises so many points. */
function giant(width, height) {
  const bytes = Buffer.from(png());
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  let c = ~0;
  for (const x of bytes.subarray(12, 29)) {
    c ^= x;
    for (let i = 0; i < 8; i++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  bytes.writeUInt32BE(~c >>> 0, 29);
  return bytes;
}

test("quality security 6 what is no photo is refused whatever it calls itself, and leaves no file", async () => {
  const kept = files();
  const lies = {
    page: text("<!doctype html><script>alert(1)</script>"), svg: text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    gif: Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64"), pdf: text("%PDF-1.4\n%%EOF"), zip: text("PK\x03\x04"), program: readFileSync("/bin/true").subarray(0, 4096),
    bmp: text("BM" + "\0".repeat(100)), postscript: text("%!PS-Adobe-3.0\n"), phar: text("<?php __HALT_COMPILER();"), empty: Buffer.alloc(0), one: text("x"), head: png().subarray(0, 8),
    jpeg_head: Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex"), webp: text("RIFF\x24\0\0\0WEBPVP8 "), mvg: text("push graphic-context\nfill 'url(https://evil.example/)'\n"),
  };
  for (const [name, bytes] of Object.entries(lies))
    for (const type of ["image/png", "image/jpeg"]) {
      const answer = await upload(w.clients.owner, bytes, { type, name: `${name}.jpg` });
      assert.ok([415, 422, 413].includes(answer.status), `${name} as ${type}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  assert.deepEqual(files(), kept);
});

test("quality security 6 a picture cut off anywhere is refused or taken whole, never a fault", async () => {
  const whole = png();
  for (let n = 8; n < whole.length; n += 7) {
    const { status, text: said } = await upload(w.clients.owner, whole.subarray(0, n));
    assert.ok([201, 415, 422].includes(status), `${n} of ${whole.length}: ${status} ${said.slice(0, 200)}`);
    if (n < 60) assert.notEqual(status, 201, `${n} bytes are no picture`);
  }
});

test("quality security 21 a bomb is refused by its head, before it unfolds", async () => {
  for (const [width, height] of [[30000, 30000], [2147483647, 1], [1, 2147483647], [65500, 65500], [0, 10], [4294967295, 4294967295]]) {
    const began = Date.now();
    const answer = await upload(w.clients.owner, giant(width, height));
    assert.ok([413, 415, 422].includes(answer.status), `${width}×${height}: ${answer.status} ${answer.text.slice(0, 200)}`);
    assert.ok(Date.now() - began < 8000, `${width}×${height} took ${Date.now() - began} ms`);
  }
  assert.ok(deflateSync(Buffer.alloc(1 << 20)).length < 2000);
  assert.equal((await upload(w.clients.owner, png())).status, 201, "and the next photo is taken");
});

test("quality security 21 fifty megabytes are the end", async () => {
  const answer = await upload(w.clients.owner, Buffer.concat([png(), Buffer.alloc(51 << 20)])).catch((e) => ({ status: 413, cut: e }));
  assert.equal(answer.status, 413, answer.text);
  assert.equal((await upload(w.clients.owner, png())).status, 201);
});

test("quality security 5 what hides behind the picture is gone from what is served", async () => {
  const hidden = "<script>alert('polyglot')</script>";
  const answer = await upload(w.clients.owner, Buffer.concat([png(), text(hidden)]), { type: "text/html", name: "a.html" });
  if (answer.status === 201) {
    for (const query of ["", "?thumb=1"]) {
      const { headers, text: back } = await w.clients.owner.get(`/p/lanting/files/${answer.json.id}${query}`);
      assert.match(headers.get("content-type"), /^image\//);
      assert.ok(!back.includes("polyglot"));
    }
  } else assert.ok([415, 422].includes(answer.status), answer.text);
  for (const f of files()) assert.ok(!readFileSync(f).includes("polyglot"), f);
});

test("quality 10 a file that arrives otherwise than the phone sent it is refused", async () => {
  const answer = await upload(w.clients.owner, png(), { more: { client_hash: "0".repeat(64) } });
  assert.equal(answer.status, 415, answer.text);
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256").update(png()).digest("hex");
  assert.equal((await upload(w.clients.owner, png(), { more: { client_hash: hash } })).status, 201);
});
