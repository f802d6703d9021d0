/*
 * theme.test.mjs -- light or dark: as the device says, until somebody chooses.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { look, ownerLogin, person, staffLogin, startDemo } from "./browser.mjs";

let demo, day, night;
before(async () => {
  demo = await startDemo();
  day = await person(demo, { phone: true });
  night = await person(demo, { dark: true });
  await ownerLogin(demo, day);
  await staffLogin(demo, night, "agent");
}, { timeout: 240000 });
after(() => demo?.stop());

/* The colour behind everything, as the page's rules have it now. */
const isDark = (page) =>
  page.evaluate(() => {
    const hex = getComputedStyle(document.documentElement).getPropertyValue("--bg").trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
    return [1, 3, 5].reduce((sum, i) => sum + parseInt(hex.slice(i, i + 2), 16), 0) < 200;
  });

test("quality 9 a page is dark where the device is, until one chooses, and the choice holds on that device", async () => {
  for (const [page, device, start] of [[day, false, "/my"], [night, true, "/matters"]]) {
    await page.goto(demo.base + start);
    assert.equal(await isDark(page), device, "as the device says");
    await Promise.all([page.waitForURL(/theme=/), page.locator("a.theme").first().click()]);
    assert.equal(await isDark(page), true, "dark");
    await page.goto(demo.base + start);
    assert.equal(await isDark(page), true, "and on the next page");
    await look(demo, page, `theme-dark-${device}`);
    await Promise.all([page.waitForURL(/theme=/), page.locator("a.theme").first().click()]);
    assert.equal(await isDark(page), false, "light");
    await page.goto(demo.base + start);
    assert.equal(await isDark(page), false);
    await look(demo, page, `theme-light-${device}`);
    await Promise.all([page.waitForURL(/theme=/), page.locator("a.theme").first().click()]);
    assert.equal(await isDark(page), device, "as the device says again");
  }
});

test("quality 9 paper is white, whatever the screen is", async () => {
  await night.goto(`${demo.base}/matters?theme=dark`);
  await night.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await isDark(night), false);
  await night.emulateMedia({ media: "screen", colorScheme: "dark" });
  assert.equal(await isDark(night), true);
});

test("quality 9 a choice that does not exist changes nothing", async () => {
  const cookie = (await night.context().cookies()).find((c) => c.name === "theme")?.value;
  await night.goto(`${demo.base}/matters?theme=${encodeURIComponent('"><script>')}`);
  assert.equal((await night.context().cookies()).find((c) => c.name === "theme")?.value, cookie);
  assert.doesNotMatch(await night.content(), /"><script>/);
});
