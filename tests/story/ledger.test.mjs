/*
 * ledger.test.mjs -- the manager's overview opens the rows behind a figure; an old ledger is uploaded,
 * its companies confirmed, and stands as history on the page of a home.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { look, person, staffLogin, startDemo } from "./browser.mjs";

let demo;
before(async () => {
  demo = await startDemo({ matters: 24 });
}, { timeout: 240000 });
after(() => demo?.stop());

for (const [name, options] of [["desk", {}], ["desk-dark", { dark: true }], ["phone", { phone: true }], ["phone-dark", { phone: true, dark: true }]])
  test(`S5c ${name}: a figure of the overview opens as many rows as it says`, { timeout: 120000 }, async () => {
    const page = await person(demo, options);
    await staffLogin(demo, page, "manager");
    await page.goto(`${demo.base}/overview`);
    await look(demo, page, `overview-${name}`);
    const figure = page.locator("a.figure").nth(3), said = Number(await figure.locator(".value").innerText());
    await figure.click();
    await page.getByRole("heading", { name: "台账", exact: true }).waitFor();
    assert.equal(await page.locator("tr[data-row]").count(), Math.min(said, 50));
    await look(demo, page, `register-${name}`);
  });

test("an old ledger: uploaded, companies confirmed by a person, history of a home", { timeout: 120000 }, async () => {
  const page = await person(demo, {});
  await staffLogin(demo, page, "manager");
  await page.goto(`${demo.base}/admin/import`);
  await page.locator('input[name="kind"][value="ledger"]').check({ force: true });
  await page.locator('input[type="file"]').setInputFiles(join(import.meta.dirname, "..", "data", "old-repair-ledger.xlsx"));
  await page.getByRole("button", { name: "上传并检查" }).click();
  await page.locator('select[name="companies[0].answer"]').waitFor({ timeout: 60000 });
  await look(demo, page, "ledger-checked");
  assert.equal(await page.getByRole("button", { name: "只导入通过的行" }).count(), 0, "not before the companies are confirmed");
  for (const select of await page.locator('select[name^="companies"]').all()) await select.selectOption("same");
  await page.getByRole("button", { name: "确认单位" }).click();
  await page.getByRole("button", { name: /只导入通过的行|确认导入/ }).click();
  await page.getByText("已导入").first().waitFor({ timeout: 60000 });
  await look(demo, page, "ledger-done");
  await page.goto(`${demo.base}/p/lanting/homes?q=5-2-1802`);
  await page.getByRole("link", { name: "5-2-1802" }).first().click();
  await page.getByRole("heading", { name: "以前的维修" }).waitFor();
  await look(demo, page, "home-history");
});
