/*
 * video.test.mjs -- short videos through the API: cleaned, kept, shown, played in parts, or refused.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { connect } from "node:net";
import { once } from "node:events";
import { statSync } from "node:fs";
import { PROJECT, World } from "../api/world.mjs";
import { upload, walk } from "../security/ways.mjs";
import { PLACE, video } from "./video.mjs";

let w;
before(async () => {
  w = await World.open({ matters: 2 });
}, { timeout: 240000 });
after(() => w?.close());

const send = (bytes, { role = "owner", type = "video/mp4", name = "漏水.mp4" } = {}) => upload(w.clients[role], bytes, { type, name });
const files = () => walk(w.data).filter((f) => /\/files\//.test(f) && statSync(f).isFile()).sort();
const get = async (role, path, headers = {}) => {
  const c = w.clients[role], who = c.token ? { authorization: `Bearer ${c.token}` } : { cookie: c.cookie };
  const answer = await fetch(w.base + path, { headers: { ...who, ...headers } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};

test("S3.2.1a a short video goes with a report, without the place it was taken, and is shown to those who see the matter", async () => {
  for (const [brand, type] of [["mp42", "video/mp4"], ["qt  ", "video/quicktime"]]) {
    const sent = video({ brand });
    assert.ok(sent.includes(PLACE));
    const answer = await send(sent, { type });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual([answer.json.type, answer.json.width, answer.json.height], [type, 1280, 720]);
    const { matter, photos } = await w.report({ photos: [answer.json.id] });
    assert.deepEqual(photos.map((p) => p.type), [type]);
    const path = `/p/${PROJECT}/files/${answer.json.id}`, kept = await get("owner", path);
    assert.equal(kept.headers.get("content-type"), type);
    assert.equal(kept.bytes.length, sent.length);
    assert.ok(!kept.bytes.includes(PLACE), "the place is gone");
    assert.ok(kept.bytes.includes("picture picture"), "the picture is not");
    for (const [role, page] of [["owner", `/my/${PROJECT}/${matter.no}`], ["agent", `/p/${PROJECT}/matters/${matter.no}`]])
      assert.match((await get(role, page, { accept: "text/html" })).bytes.toString(), new RegExp(`<video [^>]*src="${path}"`), role);
    assert.equal((await get("agent", path)).status, 200);
    assert.ok([403, 404].includes((await get("other_owner", path)).status), "not to a stranger");
  }
});

test("S3.2.1a a player gets the part that it asks for, and a part that is not there is refused", async () => {
  const { json } = await send(video()), path = `/p/${PROJECT}/files/${json.id}`, whole = (await get("owner", path)).bytes, n = whole.length;
  const cases = { "bytes=0-99": [0, 99], "bytes=100-": [100, n - 1], "bytes=-50": [n - 50, n - 1], [`bytes=${n - 1}-${n + 500}`]: [n - 1, n - 1], [`bytes=-${n + 9}`]: [0, n - 1] };
  for (const [range, [from, to]] of Object.entries(cases)) {
    const part = await get("owner", path, { range });
    assert.equal(part.status, 206, range);
    assert.equal(part.headers.get("content-range"), `bytes ${from}-${to}/${n}`);
    assert.deepEqual(part.bytes, whole.subarray(from, to + 1), range);
  }
  for (const range of [`bytes=${n}-`, `bytes=${n + 5}-${n + 9}`, "bytes=-0"]) {
    const part = await get("owner", path, { range });
    assert.equal(part.status, 416, range);
    assert.equal(part.headers.get("content-range"), `bytes */${n}`);
  }
  for (const range of ["bytes=0-1,5-6", "bytes=9-3", "bytes=a-b", "bytes=", "bytes=-", "lines=1-2", "bytes=0-1x", "bytes=99999999999999999999-"])
    assert.equal((await get("owner", path, { range })).status, 200, range);
  const seen = (await get("owner", path)).headers.get("etag");
  assert.equal((await get("owner", path, { range: "bytes=0-9", "if-range": seen })).status, 206);
  assert.equal((await get("owner", path, { range: "bytes=0-9", "if-range": '"other"' })).status, 200);
});

/* The head of the index says that it is shorter than its own length. */
function lying() {
  const bytes = video();
  bytes.writeUInt32BE(5, bytes.indexOf("mvhd") - 4);
  return bytes;
}

test("quality security 6 what is no video, too long or cut off is refused by name and leaves no file", async () => {
  const kept = files();
  const cases = {
    long: [video({ seconds: 61 }), 413, "video_long"], cut: [video().subarray(0, 1500), 415, "video_cut"], index: [video({ moov: false }), 415, "video_cut"],
    codec: [video({ codec: "apch" }), 415, "video_kind"], brand: [video({ brand: "heic" }), 415, null], picture: [Buffer.from("GIF89a no video"), 415, null],
    head: [video().subarray(0, 20), 415, "video_cut"], zero: [Buffer.concat([video().subarray(0, 20), Buffer.alloc(64)]), 415, "video_cut"], lie: [lying(), 415, "video_broken"],
  };
  for (const [name, [bytes, status, code]] of Object.entries(cases)) {
    const answer = await send(bytes, { name: `${name}.mp4` });
    assert.equal(answer.status, status, `${name}: ${answer.text}`);
    if (code) assert.equal(answer.json.code, code, name);
    assert.match(answer.json.detail, /请/, "and says what to do");
  }
  assert.deepEqual(files(), kept);
});

test("quality security 21 a video of two gigabytes is refused by its announced length, before it is sent", async () => {
  const { hostname, port } = new URL(w.base), socket = connect(Number(port), hostname), c = w.clients.owner;
  socket.write(`POST /api/p/${PROJECT}/files HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${c.token ? `Authorization: Bearer ${c.token}` : `Cookie: ${c.cookie}`}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 2147483648\r\n\r\n--x\r\n`);
  const [said] = await once(socket, "data");
  assert.match(String(said), /^HTTP\/1\.1 413 /);
  socket.destroy();
});
