/*
 * later.test.mjs -- S3.2.1a the owner's report survives a dead connection and is sent later, once, with its photos.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { addPhoto, look, ownerLogin, person, startDemo } from "./browser.mjs";

let demo, owner;
before(async () => {
  demo = await startDemo();
  owner = await person(demo, { phone: true });
  await ownerLogin(demo, owner);
}, { timeout: 240000 });
after(() => demo?.stop());

const mine = async () => {
  const my = await (await owner.request.get(`${demo.base}/api/my`)).json();
  return [...my.waiting, ...my.running];
};

async function fill(text) {
  await owner.goto(`${demo.base}/my/lanting/report`);
  await owner.selectOption('[name="faults[0].place"]', "master_bath");
  await owner.selectOption('[name="faults[0].component"]', "waterproof");
  await owner.selectOption('[name="faults[0].symptom"]', "leak");
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.fill("[name=description]", text);
}

const offline = (on) => owner.context().setOffline(on);
/* The browser itself reports the requests that found no network. */
const forgetNoise = () => demo.errors.splice(0, demo.errors.length, ...demo.errors.filter((e) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(e)));

test("S3.2.1a without a network the report is kept on the phone, photos too, and she is told so", async () => {
  const before = (await mine()).length;
  await fill("地下室没有信号，主卫顶上滴水");
  await offline(true);
  await owner.locator("main [data-album] input").first().setInputFiles({ name: "a.png", mimeType: "image/png", buffer: (await import("../png.mjs")).png() });
  await owner.locator("figure.photo").first().waitFor();
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.getByRole("button", { name: "送出报修" }).click();
  await owner.locator("[data-later-said]").waitFor();
  assert.match(await owner.innerText("[data-later-said]"), /已存在这部手机上/);
  await owner.locator("[data-waiting-list]").filter({ hasText: /地下室没有信号/ }).waitFor();
  forgetNoise();
  await offline(false);
  await owner.locator(".toast").filter({ hasText: /已送出，编号 R/ }).waitFor();
  const now = await mine();
  assert.equal(now.length, before + 1, "sent once");
  const sent = await (await owner.request.get(`${demo.base}/api/my/lanting/${now.find((m) => /主卫/.test(m.title)).no}`)).json();
  const found = [sent, ...(await Promise.all(now.map(async (m) => (await owner.request.get(`${demo.base}/api/my/lanting/${m.no}`)).json())))].find((m) => m.matter.description.includes("地下室"));
  assert.equal(found.photos.length, 1);
  assert.ok(await owner.locator("[data-waiting-list]").isHidden());
});

test("S3.2.1a what waits survives a closed page, and a login that ended keeps it", async () => {
  const before = (await mine()).length;
  await fill("断网时写的第二件");
  await owner.getByRole("button", { name: "下一步" }).click();
  await offline(true);
  await owner.getByRole("button", { name: "送出报修" }).click();
  await owner.locator("[data-later-said]").waitFor();
  await owner.goto("about:blank");
  forgetNoise();
  const cookies = await owner.context().cookies();
  await owner.context().clearCookies();
  await offline(false);
  await owner.context().addCookies(cookies);
  await owner.goto(`${demo.base}/my`);
  await owner.locator(".toast").filter({ hasText: /已送出，编号 R/ }).waitFor();
  assert.equal((await mine()).length, before + 1);
  await look(demo, owner, "later-my");
});

test("quality 3 with a network the report goes at once, and a refused one shows the words beside the field", async () => {
  await fill("在线的一件");
  await addPhoto(owner);
  await owner.getByRole("button", { name: "下一步" }).click();
  await Promise.all([owner.waitForURL(/\/my\/lanting\/R/), owner.getByRole("button", { name: "送出报修" }).click()]);
  assert.match(await owner.innerText("main"), /在线的一件/);
  await owner.goto(`${demo.base}/my/lanting/report`);
  assert.equal(await owner.inputValue("[name=description]"), "", "the draft has done its work");
});
