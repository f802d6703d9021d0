/*
 * input.test.mjs -- what nobody asked for is refused, field by field of every route, and named
 * (quality, security 17, 21); bytes that are no text go no further than the door.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { PROJECT, World } from "../api/world.mjs";
import { HTML, FORM, bare, path, statusOf, things, writes } from "./ways.mjs";

let w, t;
before(async () => {
  w = await World.open({ matters: 6 });
  t = await things(w);
}, { timeout: 240000 });
after(() => w?.close());

/* By the order of enum field_type. */
const [TEXT, LINES, SECRET, INT, ID, BOOL, DATE, INSTANT, MONEY, PERCENT, PHONE, WORD, FILES] = Array.from({ length: 13 }, (_, i) => i + 1);
const big = "99999999999999999999", long = "长".repeat(60000);
const bad = {
  [TEXT]: [long, "a\u0007b", "a\u001b[31m", "a\u0000b", "a\nb"],
  [LINES]: [long, "a\u0007b"],
  [SECRET]: [long],
  [INT]: ["abc", big, "1e9", "0x10"],
  [ID]: ["abc", "-1", big, "1;2"],
  [BOOL]: ["maybe"],
  [DATE]: ["2026-02-30", "0001-01-01", "9999-12-31", "-1", "26-1-1", "yesterday"],
  [INSTANT]: ["2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z", "-1", "0001-01-01T00:00:00Z", "now"],
  [MONEY]: ["abc", big, "1e400"],
  [PERCENT]: ["abc", "1e300", "NaN"],
  [PHONE]: ["123", "call me", "1".repeat(40)],
  [WORD]: ["no-such-word", "constructor"],
};

/* "faults[].place" with a value, as JSON has it, and the name that a refusal gives it. */
function put(name, value) {
  const [head, tail] = name.split("[]");
  if (tail === undefined) return [{ [name]: value }, name];
  return [{ [head]: [tail ? { [tail.slice(1)]: value } : value] }, `${head}[0]${tail}`];
}

const whose = (r) => ["root", "owner", "contractor", "property"].find((role) => r.access === "ANYONE" || r.roles.includes(role === "root" ? "admin" : role)) ?? "engineer";
const names = (answer) => [answer.json?.field, ...(answer.json?.errors ?? []).map((e) => e.field)];

test("quality security 17 every field of every write refuses what is not of its kind, and is named", async () => {
  let seen = 0;
  for (const r of writes)
    for (const f of r.fields)
      for (const value of bad[f.type] ?? []) {
        if (["strokes", "signature_png"].includes(f.name) && value === long) continue; /* a drawing may be as long */
        const [body, name] = put(f.name, value);
        const answer = await w.clients[whose(r)].post(`/api${path(r, t)}`, body);
        const what = `${r.path} ${f.name}=${value.slice(0, 30)}: ${answer.status} ${answer.text.slice(0, 300)}`;
        assert.ok([422, 413, 400].includes(answer.status), what);
        if (answer.status === 422 && !value.includes("\0")) assert.ok(names(answer).includes(name), what);
        seen++;
      }
  assert.ok(seen > 200, `${seen} values`);
});

test("quality security 17 every write refuses a field that nobody declared, above all those that give rights", async () => {
  for (const r of writes.filter((x) => x.path !== "/logout"))
    for (const name of ["role", "roles", "is_admin", "account_id", "project_id", "state", "no", "id", "created_at", "__proto__", "constructor"]) {
      if (r.fields.some((f) => f.name === name)) continue;
      const client = w.clients[whose(r)];
      const json = await client.post(`/api${path(r, t)}`, JSON.stringify({ [name]: "admin" }).replace('"x"', name), { "content-type": "application/json" });
      assert.ok([422, 400].includes(json.status), `${r.path} ${name}: ${json.status} ${json.text.slice(0, 200)}`);
      if (name !== "__proto__") assert.ok(names(json).includes(name), `${r.path} ${name}: ${json.text.slice(0, 300)}`);
    }
});

test("quality security 21 what is no text or no JSON is refused with 400 or 422, never taken and never a fault", async () => {
  const deep = `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`;
  const bodies = ["{", "[]", "null", '"text"', "1e999", deep, "[".repeat(100000), '{"description":"\\ud800"}', '{"description":"\\u0000"}', '{"a":1,"a":2}', `{"description":"${"a".repeat(3 << 20)}"}`, ""];
  for (const r of writes.filter((x) => ["/p/{project}/matters", "/staff", "/call", "/p/{project}/matters/{no}/note"].includes(x.path)))
    for (const body of bodies) {
      /* What is too big is cut while it is still being sent. */
      const sent = w.clients[whose(r)].send("POST", `/api${path(r, t)}`, body, { "content-type": "application/json" });
      const { status, text } = await (body.length > 1 << 20 ? sent.catch(() => ({ status: 413, text: "" })) : sent);
      assert.ok([400, 413, 422].includes(status), `${r.path} ${body.slice(0, 40)}: ${status} ${text.slice(0, 200)}`);
    }
  for (const bytes of ["phone=%ff%fe", "phone=%00", "phone=%c0%80", "phone=%ed%a0%80", "phone=%zz", "a=1&".repeat(5000), "%5B%5D=1", "faults%5B999999999%5D.place=x"]) {
    const { status } = await w.clients.nobody.send("POST", "/login", bytes, { ...FORM, ...HTML });
    assert.ok([400, 413, 422].includes(status), `${bytes.slice(0, 40)}: ${status}`);
  }
  for (const raw of [Buffer.from([0xff, 0xfe]), Buffer.from([0xc0, 0x80]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xf4, 0x90, 0x80, 0x80])]) {
    const body = Buffer.concat([Buffer.from('{"phone":"'), raw, Buffer.from('"}')]);
    const head = `POST /api/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    assert.ok([400, 422].includes(statusOf(await bare(w, Buffer.concat([Buffer.from(head), body])))), raw.toString("hex"));
  }
});

test("quality security 17 a room typed in letters of another script that look the same is no room", async () => {
  const take = (room) => w.clients.agent.post("/api/call", { project: PROJECT, room, contact_name: "陈淑兰", contact_phone: "19000000021", description: "滴水", faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] });
  const good = await take("5-2-1802");
  assert.ok([201, 409].includes(good.status), good.text);
  for (const room of ["5-2-18О2", "5-2-180ƻ", "５-２-1802а", "Ꮞ-2-1802", "5-2-1802\u200b\u202e", "5-2-1802'--"]) assert.equal((await take(room)).status, 422, room);
});
