/*
 * later.mjs -- an owner's report survives a dead connection and is sent later.
 *
 * A form that holds [data-later] is sent by script: when the network fails, the report with its texts
 * and photos goes into IndexedDB, the page says so, and every page of hers sends it on when there is a
 * network again.  Its write key makes a second sending harmless; it is forgotten only when the server
 * has answered with a number.  A login that ended keeps it too.
 */
import { openDB } from "idb";
import { $, $$, toast } from "./dom.mjs";
import { busy, draftForget } from "./forms.mjs";
import { forget, waitingPhotos } from "./upload.mjs";

const db = openDB("anju-later", 1, {
  upgrade: (base) => base.createObjectStore("report", { keyPath: "key" }),
}).catch(() => null);

const csrf = () => $("[name=csrf]")?.value || $("[data-csrf]")?.dataset.csrf || "";
const head = (key) => ({ Accept: "application/json", "Idempotency-Key": key, "X-CSRF-Token": csrf() });

async function recordOf(form) {
  const own = new Set(["csrf", "write_key", "version"]);
  return {
    key: form.elements.write_key.value,
    action: new URL(form.action).pathname,
    src: $("[data-photos]", form)?.dataset.src || "",
    entries: [...new FormData(form)].filter(([name, value]) => !own.has(name) && typeof value === "string" && value !== ""),
    photos: (await waitingPhotos(`${location.pathname} photos[]`)).map(({ key, name, blob }) => ({ key, name, blob })),
    at: Date.now(),
  };
}

/* Resolves to the server's answer; throws when there is no network. */
async function send(record) {
  const body = new URLSearchParams(record.entries);
  for (const photo of record.photos) {
    const one = new FormData();
    one.append("photo", photo.blob, photo.name);
    const answer = await fetch(record.src, { method: "POST", body: one, headers: head(photo.key) });
    if (!answer.ok) return answer;
    const id = String((await answer.json()).id);
    if (!body.getAll("photos[]").includes(id)) body.append("photos[]", id);
  }
  return fetch(record.action, { method: "POST", body, headers: head(record.key) });
}

function draw(box, records) {
  box.hidden = records.length === 0;
  const list = $("ul", box);
  list.replaceChildren(...records.map((r) => {
    const row = document.createElement("li"), text = document.createElement("div"), drop = document.createElement("button");
    const said = r.entries.find(([name]) => name === "description")?.[1] || "";
    text.className = "grow";
    text.append(said, document.createElement("br"));
    const state = document.createElement("span");
    state.className = "small muted";
    state.textContent = `${new Date(r.at).toLocaleString(document.documentElement.lang)} · ${r.problem || box.dataset[r.needsLogin ? "login" : "waiting"]}`;
    text.append(state);
    drop.type = "button";
    drop.className = "button button--quiet";
    drop.textContent = box.dataset.drop;
    drop.addEventListener("click", async () => {
      await (await db)?.delete("report", r.key);
      await show();
    });
    row.append(text, drop);
    return row;
  }));
}

async function show() {
  const records = (await (await db)?.getAll("report")) || [];
  for (const box of $$("[data-waiting-list]")) draw(box, records);
  return records;
}

let isRunning = false;

/* Sends what waits, oldest first; stops at the first sign that there is no network. */
async function flush() {
  const box = $("[data-waiting-list]");
  if (isRunning || !box || navigator.onLine === false) return;
  isRunning = true;
  try {
    for (const record of (await show()).sort((a, b) => a.at - b.at)) {
      const answer = await send(record);
      const said = await answer.json().catch(() => ({}));
      if (answer.ok && said.matter) {
        await (await db).delete("report", record.key);
        toast(box.dataset.sent.replace("%s", said.matter.no_said || said.matter.no), [box.dataset.open, () => location.assign(`/my/${said.matter.project}/${said.matter.no}`)]);
      } else if (answer.status < 500) {
        record.needsLogin = answer.status === 401 || answer.status === 403;
        record.problem = record.needsLogin ? "" : said.detail || said.title || "";
        await (await db).put("report", record);
      }
    }
  } catch {
    /* no network: the next page, the next minute or the browser's word begins again */
  } finally {
    isRunning = false;
    await show();
  }
}

async function keepForLater(form, record) {
  const base = await db;
  if (!base) return toast(form.querySelector("[data-later]").dataset.nowhere);
  await base.put("report", record);
  for (const photo of record.photos) await forget(photo.key);
  draftForget(form);
  form.hidden = true;
  const said = $("[data-later-said]");
  if (said) {
    said.hidden = false;
    said.focus();
  }
  await show();
}

async function submitted(event) {
  const form = event.target;
  if (!form.querySelector("[data-later]") || form.dataset.busy) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  busy(form, true);
  const record = await recordOf(form);
  try {
    const answer = await send(record), said = await answer.json().catch(() => ({}));
    if (answer.ok) draftForget(form);
    if (answer.ok && said.matter) return location.assign(`/my/${said.matter.project}/${said.matter.no}`);
    busy(form, false);
    form.submit(); /* refused: the server shows the words beside the fields */
  } catch {
    busy(form, false);
    await keepForLater(form, record);
  }
}

export function later() {
  document.addEventListener("submit", submitted, true);
  addEventListener("online", flush);
  setInterval(flush, 60000);
  for (const out of $$('form[action="/logout"]'))
    out.addEventListener("submit", async () => (await db)?.clear("report"));
  flush();
}
