/*
 * bench.mjs -- ratios between what was measured in one run on one machine; absolute numbers beside them.
 *
 * Usage: bench.mjs BUILD MATTERS SMALL
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Agent, request } from "node:http";

const [build, matters, small] = process.argv.slice(2);
const anju = resolve(build, "src/anju"), place = mkdtempSync(join(tmpdir(), "anju-bench-"));
const sql = (db, text) => spawnSync("sqlite3", [db, text], { encoding: "utf8" }).stdout.trim();
const say = (what, value) => console.log(`${what.padEnd(62)} ${value}`);
const ratio = (a, b) => (a / b).toFixed(2);

function demo(name, n) {
  const dir = join(place, name);
  const done = spawnSync(anju, ["demo", "--data", dir, "--homes", "5600", "--matters", `${n}`], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return dir;
}

async function serve(dir) {
  const began = process.hrtime.bigint();
  const child = spawn(anju, ["serve", "--data", dir, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  while (!/ready at \S+\n/.test(said)) said += await once(child.stdout, "data");
  const base = /ready at (\S+)/.exec(said)[1];
  await fetch(base);
  const started = Number(process.hrtime.bigint() - began) / 1e6;
  return { base, child, started, stop: async () => (child.kill("SIGTERM"), await once(child, "exit")) };
}

function wrk(url, token, { connections = 8, seconds = 6 } = {}) {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-H", "Accept: text/html"];
  if (token) args.push("-H", `Authorization: Bearer ${token}`);
  const out = spawnSync("wrk", [...args, url], { encoding: "utf8" }).stdout;
  const unit = { us: 0.001, ms: 1, s: 1000 };
  const [, p99, u] = /99%\s+([\d.]+)(us|ms|s)/.exec(out);
  if (/Non-2xx/.test(out)) throw new Error(out);
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: Number(p99) * unit[u] };
}

/* The statements of a page, with this database's values in them. */
function listStatements(db) {
  const project = sql(db, "select id from project limit 1"), account = sql(db, "select id from account where login = 'agent'");
  const limited = (where) => `select count(*) from (select 1 from matter m where m.project_id = ${project}${where} limit 1000) x`;
  return [
    "select account_id, project_id, scopes from token limit 1",
    `select name from account where id = ${account}`,
    `select project_id, role, company_id from membership where account_id = ${account}`,
    `select distinct p.project_id from account_person p join home_person hp on hp.project_id = p.project_id and hp.person_id = p.person_id where p.account_id = ${account} and hp.to_on is null`,
    "select id from project order by id",
    `select m.id, m.no, m.state, m.urgency, m.title, m.received_at, m.due_at, m.version, m.contact_name, h.code, p.slug, (select a.name from account a where a.id = m.handler_id) from matter m join home h on h.project_id = m.project_id and h.id = m.home_id join project p on p.id = m.project_id where m.project_id = ${project} and m.closed_at is null order by m.received_at desc, m.id desc limit 26`,
    `select sum(n) from matter_count where project_id = ${project} and state <> 'closed'`,
    limited(` and m.closed_at is null and m.handler_id = ${account}`), limited(` and m.closed_at is null and m.checker_id = ${account} and m.handler_id <> ${account}`),
    limited(" and m.closed_at is null and m.urgency = 'emergency'"), limited(" and m.due_at is not null and m.due_at < 1900000000000"),
    ...["state in ('plan_proposed', 'finished')", "state = 'plan_agreed'", "state = 'closed'", "1 = 1"].map((w) => `select sum(n) from matter_count where project_id = ${project} and ${w}`),
    "select slug, name from project order by id",
  ];
}

async function bare(dir, statements, bytes) {
  const file = join(place, "statements.sql");
  writeFileSync(file, statements.map((s) => `${s}\n`).join(""));
  const port = 20000 + (process.pid % 20000);
  const child = spawn(resolve(build, "tests/bench/bench_bare"), [`${port}`, join(dir, "anju.db"), file, `${bytes}`], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const measured = wrk(`http://127.0.0.1:${port}/`);
  child.kill("SIGTERM");
  await once(child, "exit");
  return measured;
}

/* Creations per second with n clients that each wait for their answer. */
async function creations(base, token, body, clients, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const url = new URL(`${base}/api/p/lanting/matters`);
  const until = Date.now() + seconds * 1000;
  let done = 0;
  const one = () =>
    new Promise((ok, bad) => {
      const r = request(url, { method: "POST", agent, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } }, (a) => {
        a.resume();
        a.on("end", () => (a.statusCode === 201 ? ok() : bad(new Error(`${a.statusCode}`))));
      });
      r.on("error", bad);
      r.end(body);
    });
  await Promise.all(Array.from({ length: clients }, async () => {
    while (Date.now() < until) {
      await one();
      done++;
    }
  }));
  agent.destroy();
  return done / seconds;
}

async function size(base, path) {
  const head = { headers: { "accept-encoding": "gzip" } };
  return new Promise((ok) => request(new URL(path, base), head, (a) => {
    let n = 0;
    a.on("data", (d) => (n += d.length));
    a.on("end", () => ok(n));
  }).end());
}

try {
  const big = demo("big", matters), few = demo("few", small);
  const token = (dir) => spawnSync(anju, ["token", "create", "--data", dir, "--user", "agent", "--name", "bench"], { encoding: "utf8" }).stdout.trim();
  const bigToken = token(big), fewToken = token(few);
  let s = await serve(big);
  say(`start to first page, ${matters} matters`, `${s.started.toFixed(0)} ms`);
  const db = join(big, "anju.db");
  const list = wrk(`${s.base}/matters`, bigToken), no = sql(db, "select no from matter where state = 'finished' limit 1");
  const page = wrk(`${s.base}/p/lanting/matters/${no}`, bigToken);
  const search = wrk(`${s.base}/matters?q=${encodeURIComponent("渗漏")}`, bigToken);
  const listBytes = (await (await fetch(`${s.base}/matters`, { headers: { authorization: `Bearer ${bigToken}`, accept: "text/html" } })).text()).length;
  say("list page, requests/s, p99", `${list.rate.toFixed(0)}, ${list.p99.toFixed(1)} ms`);
  say("matter page, requests/s, p99", `${page.rate.toFixed(0)}, ${page.p99.toFixed(1)} ms`);
  say("two-character search, requests/s, p99", `${search.rate.toFixed(0)}, ${search.p99.toFixed(1)} ms`);
  say("search time / list time (promise: at most 3)", ratio(list.rate, search.rate));
  const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${s.child.pid}/status`, "utf8"))[1]) / 1024;
  say("resident memory after the load (promise: under 80 MB)", `${memory.toFixed(0)} MB`);
  const b = await bare(big, listStatements(db), listBytes);
  say("bare handler with the list's SQL, requests/s", b.rate.toFixed(0));
  say("list / bare (promise: at least 0.5)", ratio(list.rate, b.rate));
  await s.stop();
  s = await serve(few);
  const fewList = wrk(`${s.base}/matters`, fewToken);
  say(`list p99 at ${matters} / at ${small} (promise for 1 000 000: at most 1.5)`, ratio(list.p99, fewList.p99));
  const home = sql(join(few, "anju.db"), "select id from home limit 1");
  const body = JSON.stringify({ home, description: "厨房下水慢", faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] });
  const alone = await creations(s.base, fewToken, body, 1, 5), many = await creations(s.base, fewToken, body, 64, 8);
  say("durable creations/s, 1 client and 64", `${alone.toFixed(0)}, ${many.toFixed(0)}`);
  say("64 clients / 1 client (promise: at least 5)", ratio(many, alone));
  await s.stop();
  const writer = Number(spawnSync(resolve(build, "tests/bench/bench_writer"), [join(place, "writer"), "64", "5"], { encoding: "utf8" }).stdout);
  say("bare group-commit writer, one row a turn, rows/s", writer.toFixed(0));
  say("creations with 64 clients / bare writer (promise: at least 0.5)", ratio(many, writer));
  s = await serve(few);
  const assets = [...(await (await fetch(`${s.base}/login`)).text()).matchAll(/(?:href|src)="(\/a\/[^"#]+)/g)].map((m) => m[1]);
  let bytes = 0;
  for (const a of new Set([...assets])) bytes += await size(s.base, a);
  say("styles, scripts, icons of the owner's login page, compressed", `${(bytes / 1000).toFixed(0)} kB`);
  await s.stop();
} finally {
  rmSync(place, { recursive: true, force: true });
}
