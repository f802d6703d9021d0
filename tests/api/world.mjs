/*
 * world.mjs -- a running demo with one client for each role, confined to the demo's project, and a
 * second project that none of them may see.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { setCookies } from "../cookies.mjs";

const anju = process.env.ANJU;
export const PROJECT = "lanting", FOREIGN = "p2", NAME = "Lanting 澜庭";
export const ROLES = ["admin", "manager", "agent", "engineer", "supervisor", "contractor", "property", "owner"];

export const run = (...args) => spawnSync(anju, args, { encoding: "utf8", maxBuffer: 64 << 20 });
export const table = () => JSON.parse(run("routes").stdout);

export class Client {
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  async send(method, path, body, headers = {}) {
    const given = { accept: "application/json", ...headers };
    if (this.token) given.authorization = `Bearer ${this.token}`;
    if (this.cookie) given.cookie = this.cookie;
    if (this.csrf && method !== "GET") given["x-csrf-token"] = this.csrf;
    if (body !== undefined && !(body instanceof FormData) && typeof body !== "string") {
      given["content-type"] ??= "application/json";
      body = JSON.stringify(body);
    }
    const answer = await fetch(this.base + path, { method, body, headers: given, redirect: "manual" });
    if (/event-stream/.test(answer.headers.get("content-type"))) {
      await answer.body.cancel(); /* it would go on for ever */
      return { status: answer.status, headers: answer.headers, text: "", json: null };
    }
    const text = await answer.text();
    let json = null;
    try {
      json = JSON.parse(text);
    } catch {
      /* a page */
    }
    return { status: answer.status, headers: answer.headers, text, json };
  }

  get = (path, headers) => this.send("GET", path, undefined, headers);
  post = (path, body = {}, headers) => this.send("POST", path, body, headers);
}

export class World {
  static async open(options) {
    const w = new World();
    try {
      return await w.fill(options);
    } catch (e) {
      w.child?.kill("SIGKILL"); /* or the test would wait for it */
      throw e;
    }
  }

  async fill({ matters = 30 } = {}) {
    const w = this;
    w.place = mkdtempSync(join(tmpdir(), "anju-api-"));
    w.data = join(w.place, "data");
    assert.equal(run("demo", "--data", w.data, "--homes", "560", "--matters", `${matters}`).status, 0);
    const other = join(w.place, "other.csv");
    writeFileSync(other, "楼栋,单元,房号,业主姓名,手机号,竣工日期,交付日期\n1,1,101,钱多多,13900001111,2024-01-10,2024-06-01\n");
    for (const kind of ["homes", "owners"]) {
      const done = run("import", "--data", w.data, "--project", "别处", "--kind", kind, "--file", other, "--json", "--accept-good-rows");
      assert.ok([0, 1].includes(done.status), done.stdout + done.stderr);
    }
    await w.start();
    w.clients = { nobody: new Client(w.base) };
    /* Refusals say nothing about a project that is not there: it is, and its slug is this. */
    w.clients.root = new Client(w.base, w.token("admin", "root"));
    assert.equal((await w.clients.root.get(`/api/p/${FOREIGN}/homes`)).json.homes[0].owner, "钱多多");
    for (const role of ROLES.slice(0, 7)) {
      const company = { contractor: ["--company", "恒基建设工程有限公司"], property: ["--company", "澜庭物业服务有限公司"] }[role] || [];
      w.command("user", "add", "--data", w.data, "--name", `t-${role}`, "--role", role, "--project", NAME, ...company);
      w.clients[role] = new Client(w.base, w.token(`t-${role}`, role));
    }
    w.command("user", "add", "--data", w.data, "--name", "other-contractor", "--role", "contractor", "--project", NAME, "--company", "精工装饰工程有限公司");
    w.clients.other_contractor = new Client(w.base, w.token("other-contractor", "oc"));
    w.clients.owner = await w.owner("19000000021");
    w.clients.other_owner = await w.owner("19010000000");
    return w;
  }

  command(...args) {
    const done = run(...args);
    assert.equal(done.status, 0, `${args.join(" ")}: ${done.stderr}`);
    return done.stdout.trim();
  }

  token(login, name, ...more) {
    return this.command("token", "create", "--data", this.data, "--user", login, "--name", name, ...more);
  }

  async start() {
    this.log = "";
    this.child = spawn(anju, ["serve", "--data", this.data, "--listen", "127.0.0.1:0"]);
    this.child.stderr.on("data", (d) => (this.log += d));
    let said = "";
    while (!/ready at \S+\n/.test(said)) said += await once(this.child.stdout, "data");
    this.base = /ready at (\S+)/.exec(said)[1];
  }

  /* Logs in as her phone does: the code stands in the log of the development sender. */
  async owner(phone) {
    const c = new Client(this.base), after = this.log.length;
    const first = await c.post("/api/login", { phone });
    assert.equal(first.status, 200, first.text);
    c.cookie = setCookies(first.headers).map((s) => s.split(";")[0]).join("; ");
    let code;
    for (let i = 0; i < 400 && !code; i++) {
      code = /验证码 (\d{6})/.exec(this.log.slice(after))?.[1];
      if (!code) await once(this.child.stderr, "data");
    }
    const second = await c.post("/api/login/code", { code });
    assert.equal(second.status, 200, second.text);
    c.cookie = setCookies(second.headers).map((s) => s.split(";")[0]).find((s) => s.startsWith("anju=") && s.length > 10);
    c.csrf = /name="csrf" value="([^"]+)"/.exec((await c.get("/my/lanting/report", { accept: "text/html" })).text)[1];
    return c;
  }

  async close() {
    if (this.child.exitCode === null) {
      this.child.kill("SIGTERM");
      const [status] = await once(this.child, "exit");
      assert.equal(status, 0, this.log.slice(-3000));
    }
    rmSync(this.place, { recursive: true, force: true });
  }

  /* A repair of the demo owner's home, just reported by herself. */
  async report(more = {}) {
    const home = (await this.clients.owner.get("/api/my")).json.homes[0].id;
    const answer = await this.clients.owner.post(`/api/p/${PROJECT}/matters`, {
      home,
      description: "主卫顶上滴水",
      faults: [{ place: "master_bath", component: "waterproof", symptom: "leak" }],
      ...more,
    });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  }
}
