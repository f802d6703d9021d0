/*
 * video.test.mjs -- a leak that drips is seen better than photographed: the owner films it, the agent plays it.
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { addPhoto, look, ownerLogin, person, send, staffLogin, startDemo } from "./browser.mjs";
import { video } from "../archive/video.mjs";

let demo, owner, agent;
before(async () => {
  demo = await startDemo();
  owner = await person(demo, { phone: true });
  agent = await person(demo);
  await ownerLogin(demo, owner);
  await staffLogin(demo, agent, "agent");
}, { timeout: 240000 });
after(() => demo?.stop());

test("S3.2.1a the owner sends a short video beside a photo, and the agent finds both on the matter's page", async () => {
  await owner.goto(`${demo.base}/my/lanting/report`);
  await owner.selectOption('[name="faults[0].place"]', "master_bath");
  await owner.selectOption('[name="faults[0].component"]', "waterproof");
  await owner.selectOption('[name="faults[0].symptom"]', "leak");
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.fill("[name=description]", "顶上一直滴水，视频里看得清楚");
  await addPhoto(owner);
  await owner.locator("main [data-album] input").first().setInputFiles({ name: "滴水.mov", mimeType: "video/quicktime", buffer: video({ brand: "qt  " }) });
  await owner.waitForFunction(() => [...document.querySelectorAll(".upload .photo figcaption")].filter((f) => f.textContent === "已存好").length === 2);
  await look(demo, owner, "owner-report-video");
  await owner.getByRole("button", { name: "下一步" }).click();
  await send(owner, "送出报修");
  assert.ok((await owner.locator("main video").count()) > 0);
  await look(demo, owner, "owner-track-video");
  const no = owner.url().split("/").pop();
  await agent.goto(`${demo.base}/p/lanting/matters/${no}`);
  const player = agent.locator("main video").first();
  assert.equal(await player.getAttribute("controls"), "");
  assert.match(await player.getAttribute("aria-label"), /视频/);
  const answer = await agent.request.get(`${demo.base}${await player.getAttribute("src")}`, { headers: { range: "bytes=0-3" } });
  assert.equal(answer.status(), 206);
  await look(demo, agent, "agent-matter-video");
});

test("S3.2.1a a video that is too long is refused beside its picture, and the report can still be sent", async () => {
  await owner.goto(`${demo.base}/my/lanting/report`);
  await owner.selectOption('[name="faults[0].place"]', "kitchen");
  await owner.selectOption('[name="faults[0].component"]', "drainage");
  await owner.selectOption('[name="faults[0].symptom"]', "blocked");
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.fill("[name=description]", "水池下水慢");
  await owner.locator("main [data-album] input").first().setInputFiles({ name: "long.mp4", mimeType: "video/mp4", buffer: video({ seconds: 90 }) });
  await owner.waitForSelector(".upload .photo.is-refused");
  assert.match(await owner.innerText("body"), /视频超过一分钟，请剪短后再选/);
  await owner.locator(".upload .photo.is-refused .drop").click();
  await owner.getByRole("button", { name: "下一步" }).click();
  await send(owner, "送出报修");
  assert.match(owner.url(), /R\d{6}-\d{4}$/);
});
