/*
 * gallery.test.mjs -- every part in a real browser: axe finds nothing, the strict policy blocks nothing,
 * and the scripts do what they promise.
 */
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let server, browser, origin, sizes = {}, posts = [];

function answer(request, response) {
  const url = new URL(request.url, "http://x");
  if (url.pathname.startsWith("/a/") && url.pathname !== "/a/photo") {
    const out = spawnSync(process.env.GALLERY, [url.pathname], { maxBuffer: 1 << 24 }).stdout;
    const line = out.indexOf(10);
    const body = out.subarray(line + 1);
    sizes[url.pathname.replace(/\.[0-9a-f]{10}\./, ".")] = gzipSync(body, { level: 9 }).length;
    return response.writeHead(200, { "Content-Type": out.subarray(0, line).toString() }).end(body);
  }
  if (url.pathname === "/a/photo") return response.writeHead(200, { "Content-Type": "image/png" }).end(pixel);
  if (url.pathname === "/live") return response.writeHead(204).end();
  if (request.method === "POST") {
    const parts = [];
    request.on("data", (c) => parts.push(c));
    request.on("end", () => {
      posts.push(Buffer.concat(parts).toString("latin1"));
      setTimeout(() => response.writeHead(204).end(), 300);
    });
    return undefined;
  }
  const [, shell, lang] = url.pathname.split("/");
  const html = spawnSync(process.env.GALLERY, [shell, lang], { encoding: "utf8", maxBuffer: 1 << 24 }).stdout;
  sizes.page = gzipSync(html).length;
  return response
    .writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": csp })
    .end(html);
}

before(async () => {
  server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
  });
});
after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

async function open(shell, lang, options = {}) {
  const context = await browser.newContext({
    viewport: shell === "phone" ? { width: 390, height: 844 } : { width: 1360, height: 900 },
    bypassCSP: false,
    ...options,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (m) => m.type() === "error" && page.complaints.push(m.text()));
  page.on("pageerror", (e) => page.complaints.push(String(e)));
  await page.goto(`${origin}/${shell}/${lang}`);
  return page;
}

for (const shell of ["desk", "phone", "public", "paper"])
  for (const [lang, colorScheme] of [["zh-CN", "light"], ["en", "dark"]])
    test(`quality: axe finds nothing on the ${shell} parts in ${lang}, ${colorScheme}`, async () => {
      const page = await open(shell, lang, { colorScheme });
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${shell}-${lang}.png`, fullPage: true });
      const session = await page.context().newCDPSession(page);
      const { result } = await session.send("Runtime.evaluate", {
        expression: `${axe}; axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary)])))`,
        awaitPromise: true,
        returnByValue: true,
      });
      assert.deepEqual(JSON.parse(result.value), []);
      assert.deepEqual(page.complaints, [], "the policy blocked something, or a script failed");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} px too wide`);
      await page.context().close();
    });

test("quality: an owner's page with photos and signature stays far under 100 kB compressed", async () => {
  sizes = {};
  const page = await open("phone", "zh-CN");
  await page.waitForLoadState("networkidle");
  const sum = Object.values(sizes).reduce((a, b) => a + b, 0);
  assert.ok(sizes["/a/owner.js"] && sizes["/a/app.css"], Object.keys(sizes).join());
  assert.ok(sum < 60_000, `${sum} bytes: ${JSON.stringify(sizes)}`);
  await page.context().close();
});

test("forms: the first wrong field has the focus and says why", async () => {
  const page = await open("public", "en");
  assert.equal(await page.evaluate(() => document.activeElement.name), "phone");
  const id = await page.getAttribute("[name=phone]", "aria-describedby");
  assert.match(await page.textContent(`#${id}`), /Not a phone number/);
  assert.equal(await page.inputValue("[name=phone]"), "1900000");
  await page.context().close();
});

test("forms: two clicks send once, with the signature and the photos", async () => {
  const page = await open("public", "zh-CN");
  posts = [];
  await page.setInputFiles("[data-album] input", { name: "a.png", mimeType: "image/png", buffer: pixel });
  assert.equal(await page.locator(".upload .photo").count(), 1);
  await page.locator("[data-pad] canvas").scrollIntoViewIfNeeded();
  const box = await page.locator("[data-pad] canvas").boundingBox();
  await page.mouse.move(box.x + 30, box.y + 60);
  await page.mouse.down();
  for (let i = 0; i < 20; i++) await page.mouse.move(box.x + 30 + i * 6, box.y + 60 + (i % 5) * 8);
  await page.mouse.up();
  await page.setInputFiles("[name=file]", { name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("a") });
  await page.locator("main button.button--main").dblclick();
  await page.waitForTimeout(500);
  assert.equal(posts.length, 1);
  assert.match(posts[0], /name="write_key"\r\n\r\nkey\r\n/);
  assert.match(posts[0], /name="photos"; filename="a\.png"/);
  const strokes = JSON.parse(posts[0].match(/name="strokes"\r\n\r\n(.*)\r\n/)[1]);
  assert.ok(strokes[0].length > 5 && strokes[0][0].length === 3);
  assert.match(posts[0], /name="signature_png"\r\n\r\niVBOR/);
  await page.context().close();
});

test("photos: what was picked is there again after the page was closed", async () => {
  const page = await open("phone", "zh-CN");
  await page.setInputFiles("[data-album] input", { name: "a.png", mimeType: "image/png", buffer: pixel });
  await page.waitForTimeout(200);
  const again = await page.context().newPage();
  await page.close();
  await again.goto(`${origin}/phone/zh-CN`);
  await again.waitForSelector(".upload .photo");
  assert.equal(await again.evaluate(() => document.querySelector("[data-plain]").files.length), 1);
  await again.context().close();
});

test("desk: the keyboard reaches search and the table of keys", async () => {
  const page = await open("desk", "zh-CN");
  await page.locator("h1").click();
  await page.keyboard.press("/");
  assert.ok(await page.evaluate(() => document.activeElement.matches("[data-search]")));
  await page.locator("h1").click();
  await page.keyboard.press("?");
  assert.ok(await page.evaluate(() => document.getElementById("keys").open));
  await page.context().close();
});

test("pages are read and sent without any script", async () => {
  const page = await open("public", "zh-CN", { javaScriptEnabled: false });
  assert.ok(await page.isVisible("[data-plain]"));
  assert.ok(!(await page.isVisible("[data-pad]")));
  assert.ok(await page.isVisible("[name=signer]"));
  await page.context().close();
});
