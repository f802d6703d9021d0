// A real server on a folder of its own, and a browser that keeps cookies and fills forms.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setCookies } from "../cookies.mjs";

const anju = process.env.ANJU;

export class Server {
  constructor() {
    this.place = mkdtempSync(join(tmpdir(), "anju-people-"));
    this.data = join(this.place, "data");
  }

  run(args, input) {
    return spawnSync(anju, args, { encoding: "utf8", input });
  }

  // Takes over a table by the command, as an office does.
  bring(project, kind, text) {
    const file = join(this.place, `${kind}.csv`);
    writeFileSync(file, text);
    return this.run(["import", "--data", this.data, "--project", project, "--kind", kind, "--file", file]);
  }

  async start() {
    const args = ["serve", "--data", this.data, "--listen", "127.0.0.1:0"];
    this.child = spawn(anju, args, { stdio: ["ignore", "pipe", "ignore"] });
    this.said = "";
    this.child.stdout.on("data", (d) => (this.said += d));
    while (!/ready at \S+\n/.test(this.said)) await once(this.child.stdout, "data");
    this.url = /ready at (\S+)/.exec(this.said)[1];
  }

  // The greeting's second line comes with the first or right behind it.
  async setupCode() {
    while (!/code \d+/.test(this.said)) await once(this.child.stdout, "data");
    return /code (\d+)/.exec(this.said)[1];
  }

  async stop() {
    if (this.child && this.child.exitCode === null) {
      this.child.kill("SIGTERM");
      const [status] = await once(this.child, "exit");
      assert.equal(status, 0, "the server did not end well");
    }
    rmSync(this.place, { recursive: true });
  }

  browser() {
    return new Browser(this.url);
  }
}

class Browser {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
  }

  async send(method, path, body, headers = {}) {
    const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
    const r = await fetch(this.url + path, {
      method,
      body,
      redirect: "manual",
      headers: { accept: "text/html", ...(cookie ? { cookie } : {}), ...headers },
    });
    for (const line of setCookies(r.headers)) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { status: r.status, headers: r.headers, where: r.headers.get("location"), text: await r.text() };
  }

  get(path, headers) {
    return this.send("GET", path, undefined, headers);
  }

  async json(path) {
    const r = await this.get(path, { accept: "application/json" });
    return { ...r, value: JSON.parse(r.text) };
  }

  post(path, fields, headers) {
    return this.send("POST", path, new URLSearchParams(fields), headers);
  }

  // The token that the forms of a page carry.
  async csrf(path) {
    return /name="csrf" value="([^"]+)"/.exec((await this.get(path)).text)?.[1];
  }

  // As a person does it: opens the page, fills in, sends.
  async fill(page, path, fields) {
    return this.post(path, { csrf: (await this.csrf(page)) ?? "", ...fields });
  }
}
