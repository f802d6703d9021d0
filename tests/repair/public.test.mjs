/*
 * public.test.mjs -- S3.2.1b the channels, hours and promises of a project, for everyone, and for nobody more than these.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { look, person, startDemo } from "../story/browser.mjs";

let demo;
before(async () => (demo = await startDemo({ matters: 2 })), { timeout: 240000 });
after(() => demo?.stop());

test("S3.2.1b a project's public page shows channels, hours and promises without a login, on phone and desk", async () => {
  for (const [name, options] of [["phone", { phone: true }], ["dark", { phone: true, dark: true }], ["desk", { lang: "en-US" }]]) {
    const page = await person(demo, options);
    await page.goto(`${demo.base}/at/lanting`);
    const text = await page.innerText("main");
    for (const part of ["Lanting 澜庭", "4000000088", "4000000099", "澜庭安居"]) assert.ok(text.includes(part), part);
    if (options.phone) assert.match(text, /15 分钟内联系您，30 分钟内到场/);
    else assert.match(text, /within 15 minutes/);
    await look(demo, page, `public-${name}`);
    await page.context().close();
  }
});

test("S3.2.1b it holds nothing of a person, and an unknown project is not there", async () => {
  const text = await (await fetch(`${demo.base}/at/lanting`)).text();
  for (const secret of ["陈淑兰", "1900000", "R26", "5-2-1802"]) assert.ok(!text.includes(secret), secret);
  assert.equal((await fetch(`${demo.base}/at/nothing`)).status, 404);
  assert.equal((await fetch(`${demo.base}/at/${encodeURIComponent("' or 1=1")}`)).status, 404);
});
