/*
 * browser.mjs -- a running demo and people who use it: for the tests of stories.
 *
 * Every page is watched: an error in the console, a request to another host, or anything that axe finds
 * fails the test that caused it.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { png } from "../png.mjs";
import { chromium } from "playwright-core";

const anju = process.env.ANJU;
const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const shots = process.env.SHOTS;
export const PASSWORD = "anju-demo-2026";
export const OWNER_PHONE = "19000000021";

/* Starts the program on the demo's folder; `now` fixes the clock where the story begins. */
async function serve(demo, now) {
  const server = spawn(anju, ["serve", "--data", demo.dir, "--listen", "127.0.0.1:0"], { env: { ...process.env, ...(now && { ANJU_NOW: now }) } });
  server.stderr.on("data", (d) => (demo.log += d));
  demo.base = await new Promise((ready, failed) => {
    server.stdout.on("data", (d) => {
      const found = String(d).match(/http:\/\/\S+/);
      if (found) ready(found[0]);
    });
    server.on("exit", (code) => failed(new Error(`serve ended with ${code}: ${demo.log}`)));
  });
  demo.server = server;
}

async function halt(demo) {
  const ended = new Promise((r) => demo.server.once("exit", r));
  demo.server.kill("SIGTERM");
  await ended;
}

export async function startDemo({ homes = 560, matters = 8, now } = {}) {
  const dir = join(mkdtempSync(join(tmpdir(), "anju-story-")), "data");
  const made = spawnSync(anju, ["demo", "--data", dir, "--homes", `${homes}`, "--matters", `${matters}`], { encoding: "utf8", env: { ...process.env, ...(now && { ANJU_NOW: now }) } });
  assert.equal(made.status, 0, made.stderr);
  const demo = { dir, log: "", errors: [], pages: [] };
  await serve(demo, now);
  demo.browser = await chromium.launch({ executablePath: ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((p) => existsSync(p)), args: ["--no-sandbox"] });
  /* Time passes: the same folder, another day. */
  demo.at = async (later) => {
    for (const page of demo.pages) await page.goto("about:blank");
    await halt(demo);
    await serve(demo, later);
  };
  demo.stop = async () => {
    await demo.browser.close();
    await halt(demo);
    rmSync(join(dir, ".."), { recursive: true, force: true });
  };
  return demo;
}

export async function person(demo, { phone = false, dark = false, lang = "zh-CN" } = {}) {
  const context = await demo.browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: dark ? "dark" : "light",
    locale: lang,
    hasTouch: phone,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  demo.pages.push(page);
  /* A page that is left takes its request along; htmx says so, and nobody sees it. */
  page.on("console", (m) => m.type() === "error" && !/htmx:error: Failed to fetch/.test(m.text()) && demo.errors.push(`${page.url()}: ${m.text()}`));
  page.on("pageerror", (e) => demo.errors.push(`${page.url()}: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(demo.base) && !/^(data|blob):/.test(r.url())) demo.errors.push(`left the host: ${r.url()}`);
  });
  return page;
}

export async function staffLogin(demo, page, login) {
  await page.goto(`${demo.base}/staff`);
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", PASSWORD);
  await Promise.all([page.waitForURL((u) => !u.pathname.startsWith("/staff")), page.click("main [type=submit]")]);
}

/* The code stands in the log of the development sender; it comes within a second or two. */
async function codeFromLog(demo, after) {
  for (let i = 0; i < 200; i++) {
    const found = [...demo.log.slice(after).matchAll(/验证码 (\d{6})/g)].pop();
    if (found) return found[1];
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error("no code was sent");
}

export async function ownerLogin(demo, page, phone = OWNER_PHONE) {
  const after = demo.log.length;
  await page.goto(`${demo.base}/login`);
  await page.fill("[name=phone]", phone);
  await Promise.all([page.waitForURL(/login\/code/), page.click("main [type=submit]")]);
  await page.fill("[name=code]", await codeFromLog(demo, after));
  await Promise.all([page.waitForURL(/\/my/), page.click("main [type=submit]")]);
}

/* Sends the form whose button says this, and waits for the next page. */
export async function send(page, button) {
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: button, exact: true }).first().click()]);
}

/* axe, the console, and a picture when SHOTS names a folder. */
export async function look(demo, page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(
    found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3)}`),
    [],
    `axe on ${page.url()}`,
  );
  assert.deepEqual(demo.errors, [], "console and network");
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
}

/* What a person does without the story being about it: the same write, as her page's script sends it. */
export async function quick(demo, page, path, body = {}) {
  if (!page.url().startsWith(demo.base)) await page.goto(`${demo.base}/account`).catch(() => {});
  const answer = await page.evaluate(
    async ([path, body]) => {
      const csrf = document.querySelector("[name=csrf]").value;
      const r = await fetch(`/api${path}`, { method: "POST", headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": csrf }, body: JSON.stringify(body) });
      return { status: r.status, text: await r.text() };
    },
    [path, body],
  );
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text.slice(0, 400)}`);
  return JSON.parse(answer.text);
}

/* One photo into the album of a form. */
export async function addPhoto(page, form = "main") {
  await page.locator(`${form} [data-album] input`).first().setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: png() });
  await page.locator(`${form} input[type=hidden][name="photos[]"]`).first().waitFor({ state: "attached" });
}
