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
import { request } from "node:http";

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

async function serve(dir, env = {}) {
  const began = process.hrtime.bigint();
  const child = spawn(anju, ["serve", "--data", dir, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...env } });
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

/* The statements that one request of a page runs, as a server of its own writes them down. */
async function statementsOf(dir, path, token) {
  const file = join(place, "statements.sql"), headers = { authorization: `Bearer ${token}`, accept: "text/html" };
  rmSync(file, { force: true });
  const s = await serve(dir, { LD_PRELOAD: resolve(build, "tests/bench/libbench_collect.so"), ANJU_BENCH_STATEMENTS: file });
  const ask = async () => (await fetch(s.base + path, { headers })).text();
  await ask();
  writeFileSync(file, "");
  const bytes = Buffer.byteLength(await ask());
  const text = readFileSync(file, "utf8");
  await s.stop();
  const threads = new Map();
  let lines;
  for (const line of text.split("\n"))
    if (line.startsWith("T ")) threads.set(line, (lines = threads.get(line) ?? []));
    else if (line) lines.push(line);
  /* others are the jobs and the live events that happened to run */
  const most = [...threads.values()].sort((a, b) => b.length - a.length)[0];
  writeFileSync(file, most.map((l) => `${l}\n`).join(""));
  return { file, bytes, n: most.filter((l) => l.startsWith("S ")).length };
}

async function bare(dir, path, token) {
  const { file, bytes, n } = await statementsOf(dir, path, token);
  const port = 20000 + (process.pid % 20000);
  const child = spawn(resolve(build, "tests/bench/bench_bare"), [`${port}`, join(dir, "anju.db"), file, `${bytes}`], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const measured = wrk(`http://127.0.0.1:${port}/`);
  child.kill("SIGTERM");
  await once(child, "exit");
  return { ...measured, n, bytes };
}

/* Creations per second with n clients that each wait for their answer. */
function creations(base, token, body, clients, seconds) {
  const lua = join(place, "post.lua");
  writeFileSync(lua, `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = ${JSON.stringify(body)}\n`);
  const out = spawnSync("wrk", ["-t1", `-c${clients}`, `-d${seconds}s`, "-s", lua, "-H", `Authorization: Bearer ${token}`, `${base}/api/p/lanting/matters`], { encoding: "utf8" }).stdout;
  if (/Non-2xx/.test(out)) throw new Error(out);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]);
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
  say("list page, requests/s, p99", `${list.rate.toFixed(0)}, ${list.p99.toFixed(1)} ms`);
  say("matter page, requests/s, p99", `${page.rate.toFixed(0)}, ${page.p99.toFixed(1)} ms`);
  say("two-character search, requests/s, p99", `${search.rate.toFixed(0)}, ${search.p99.toFixed(1)} ms`);
  say("search time / list time (promise: at most 3)", ratio(list.rate, search.rate));
  const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${s.child.pid}/status`, "utf8"))[1]) / 1024;
  say("resident memory after the load (promise: under 80 MB)", `${memory.toFixed(0)} MB`);
  await s.stop();
  for (const [what, path, measured] of [["list", "/matters", list], ["matter page", `/p/lanting/matters/${no}`, page]]) {
    const b = await bare(big, path, bigToken);
    say(`bare handler, the ${what}'s ${b.n} statements and ${b.bytes} bytes`, `${b.rate.toFixed(0)} requests/s`);
    say(`${what} / bare (promise: at least 0.5)`, ratio(measured.rate, b.rate));
  }
  s = await serve(few);
  const fewList = wrk(`${s.base}/matters`, fewToken);
  say(`list p99 at ${matters} / at ${small} (promise for 1 000 000: at most 1.5)`, ratio(list.p99, fewList.p99));
  const home = sql(join(few, "anju.db"), "select id from home limit 1");
  const body = JSON.stringify({ home, description: "厨房下水慢", faults: [{ place: "kitchen", component: "drainage", symptom: "blocked" }] });
  const alone = creations(s.base, fewToken, body, 1, 5), many = creations(s.base, fewToken, body, 64, 8);
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
