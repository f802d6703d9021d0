/* totp.mjs -- an authenticator, as a phone has one: RFC 6238 by Node's own crypto. */
import { createHmac } from "node:crypto";

export function secretOf(text) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text.replaceAll(" ", "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

/* The code `ahead` steps from now. */
export function totp(secret, ahead = 0, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30000) + ahead));
  const h = createHmac("sha1", secret).update(counter).digest(), at = h[19] & 15;
  return String((h.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/* Sets up the second factor in the browser of a server.mjs; returns the secret and the recovery codes. */
export async function enrol(browser) {
  await browser.fill("/me/second", "/me/second/begin", {});
  const secret = secretOf(/id="secret">([A-Z2-7 ]+)</.exec((await browser.get("/me/second")).text)[1]);
  const done = await browser.fill("/me/second", "/me/second/confirm", { code: totp(secret) });
  return { secret, status: done.status, codes: [...done.text.matchAll(/<li class="num strong">([A-Z2-7 ]+)</g)].map((m) => m[1]) };
}
