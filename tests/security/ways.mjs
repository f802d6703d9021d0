/*
 * ways.mjs -- what the tests of the security classes share: addresses of things that exist,
 * log-ins by password, and requests that fetch() would tidy up.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { png } from "../png.mjs";
import { Client, PROJECT, table } from "../api/world.mjs";
import { setCookies } from "../cookies.mjs";

export const { routes } = table();
export const gets = routes.filter((r) => r.method === "get" && !r.path.startsWith("/live/"));
export const writes = routes.filter((r) => r.method !== "get");
export const HTML = { accept: "text/html" };
export const FORM = { "content-type": "application/x-www-form-urlencoded" };

/* All paths below a folder; readdir's own recursion stumbles over sockets in older Node versions. */
export function walk(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const path = join(dir, e.name);
    return e.isDirectory() ? [path, ...walk(path)] : [path];
  });
}

/* Ids and numbers of things of the demo's owner, of every kind that a path names. */
export async function things(w) {
  const { agent, owner, admin } = w.clients;
  const home = (await owner.get("/api/my")).json.homes[0].id;
  const { json: file } = await agent.get(`/api/p/${PROJECT}/homes/${home}`);
  const photo = await upload(owner, png());
  assert.equal(photo.status, 201, photo.text);
  const found = { home, person: file.people[0].person_id, relation: file.people[0].id, photo: photo.json.id };
  for (const m of (await agent.get("/api/matters?view=all")).json.matters) {
    const { text, json } = await agent.get(`/api/p/${PROJECT}/matters/${m.no}`);
    if (json.matter.home_id === home) found.matter ??= m.no;
    found.order ??= json.orders[0]?.no;
    found.paper ??= /\/papers\/([A-Za-z0-9-]+)/.exec(text)?.[1];
  }
  found.building = /"id":"(\d+)"/.exec(JSON.stringify((await admin.get(`/api/p/${PROJECT}/estate`)).json.buildings))?.[1];
  return found;
}

const named = { matters: "matter", my: "matter", orders: "order", papers: "paper", homes: "home", people: "person", files: "photo", buildings: "building" };

/* The route's path with the ids of such things; `more` takes precedence. */
export const path = (r, t, more = {}) =>
  r.path.replace(/(\w+)\/\{(project)\}|([\w]+)?\/\{(\w+)\}/g, (all, before, project, kind, name) => {
    if (project) return `${before}/${more.project ?? PROJECT}`;
    const value = more[name] ?? { relation: t.relation, kind: "homes", code: "wall", component: "wall", symptom: "leak" }[name];
    const own = kind ? named[kind] : /^\/my\//.test(r.path) ? "matter" : undefined;
    return `${kind ?? ""}/${value ?? (own && t[own]) ?? "1"}`;
  }) + (r.scope === "project" && !r.path.includes("{project}") ? `?project=${more.project ?? PROJECT}` : "");

export async function upload(client, bytes, { type = "image/png", name = "a.png", more = {} } = {}) {
  const form = new FormData();
  for (const [k, v] of Object.entries(more)) form.append(k, v);
  form.append("photo", new Blob([bytes], { type }), name);
  return client.post(`/api/p/${PROJECT}/files`, form);
}

/* Staff at their door, as a browser is. */
export async function enter(w, login, password, headers = {}) {
  const c = new Client(w.base);
  c.answer = await c.post("/api/staff", { login, password }, headers);
  const cookie = setCookies(c.answer.headers).find((s) => s.startsWith("anju="));
  if (!cookie) return c;
  c.flags = cookie;
  c.cookie = cookie.split(";")[0];
  const page = await c.get("/homes", HTML);
  const { text } = page.status === 303 ? await c.get(page.headers.get("location"), HTML) : page;
  c.csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? /csrf[^"]*"(?: content| value)?="?([A-Za-z0-9_-]{20,})/.exec(text)?.[1];
  return c;
}

/* Bytes as they are; resolves to all that came back until the other side closes. */
export const bare = (w, bytes) =>
  new Promise((resolve) => {
    const socket = net.connect(Number(new URL(w.base).port), "127.0.0.1", () => socket.write(bytes));
    const parts = [];
    socket.on("data", (d) => parts.push(d));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(parts).toString("latin1")));
  });
export const bareGet = (w, target, headers = "") => bare(w, Buffer.from(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`, "latin1"));
export const statusOf = (text) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
