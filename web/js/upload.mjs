/*
 * upload.mjs -- photos that survive a bad connection.
 *
 * A picked photo is kept in IndexedDB at once and forgotten only when the server has confirmed the
 * SHA-256 of what it stored, so neither a tunnel nor a closed tab loses it.  Two ways, as the page says:
 *  - with data-src each photo is sent there by itself, under an idempotency key of its own, again and
 *    again until it arrives; the form then carries the ids;
 *  - without it they go with the form; what was picked is put back after a reload.
 */
import { openDB } from "idb";
import { $, $$, toast } from "./dom.mjs";

const waits = [1, 3, 8, 20, 60]; /* seconds between tries */
const kinds = ["image/jpeg", "image/png", "image/heic", "image/heif", "video/mp4", "video/quicktime"];
/* Some browsers give a phone's photo no type at all. */
const isPhoto = (f) => kinds.includes(f.type) || (!f.type && /\.(hei[cf]|mp4|mov)$/i.test(f.name));

const db = openDB("anju-photos", 1, {
  upgrade: (base) => base.createObjectStore("photo", { keyPath: "key" }).createIndex("page", "page"),
}).catch(() => null); /* private windows: photos live as long as the page */

export const forget = async (key) => (await db)?.delete("photo", key);
/* Only what was picked: what the page adds to a photo later can't be stored. */
const remember = async ({ key, page, name, blob }) => (await db)?.put("photo", { key, page, name, blob });

/* What was picked on a page and has not arrived yet. */
export const waitingPhotos = async (page) => (await (await db)?.getAllFromIndex("photo", "page", page)) || [];

const key = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

async function sha256(blob) {
  if (!crypto.subtle) return "";
  const hash = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

class Photos {
  constructor(root) {
    this.root = root;
    this.most = Number(root.dataset.photos);
    this.page = `${location.pathname} ${root.dataset.name}`;
    this.plain = $("[data-plain]", root);
    this.form = root.closest("form");
    this.list = [];
    this.isRequired = this.plain.required;
  }

  async start() {
    for (const add of $$(".add", this.root)) {
      add.hidden = false;
      $("input", add).addEventListener("change", (e) => this.picked(e.target));
    }
    this.plain.hidden = true;
    const kept = (await (await db)?.getAllFromIndex("photo", "page", this.page)) || [];
    for (const photo of kept.slice(0, this.most)) this.add(photo);
    this.changed();
    addEventListener("online", () => this.sendAll());
    this.form?.addEventListener("submit", (e) => this.submitted(e));
  }

  picked(input) {
    for (const file of [...input.files].filter(isPhoto)) {
      if (this.list.length >= this.most) break;
      const photo = { key: key(), page: this.page, name: file.name, blob: file };
      remember(photo).catch(() => {});
      this.add(photo);
    }
    input.value = "";
    this.changed();
  }

  add(photo) {
    const figure = document.createElement("figure");
    figure.className = "photo";
    const isVideo = photo.blob.type.startsWith("video/");
    const img = document.createElement(isVideo ? "video" : "img");
    if (isVideo) Object.assign(img, { muted: true, preload: "metadata", ariaLabel: photo.name });
    else img.alt = photo.name;
    img.src = URL.createObjectURL(photo.blob);
    img.addEventListener("error", () => figure.classList.add("has-no-preview")); /* HEIC on most desks */
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "drop";
    drop.textContent = "×";
    drop.setAttribute("aria-label", this.root.dataset.remove);
    drop.addEventListener("click", () => this.drop(photo));
    photo.said = document.createElement("figcaption");
    photo.figure = figure;
    figure.append(img, photo.said, drop);
    $(".add", this.root).before(figure);
    this.list.push(photo);
    if (this.root.dataset.src) this.send(photo, 0);
  }

  drop(photo) {
    URL.revokeObjectURL($("img, video", photo.figure).src);
    photo.figure.remove();
    photo.input?.remove();
    photo.isDropped = true;
    this.list = this.list.filter((p) => p !== photo);
    forget(photo.key).catch(() => {});
    this.changed();
  }

  /* The plain input carries the files when they go with the form. */
  changed() {
    const full = this.list.length >= this.most;
    for (const add of $$(".add", this.root)) add.hidden = full;
    if (this.root.dataset.src) {
      this.plain.required = this.isRequired && this.list.length === 0;
      this.plain.disabled = this.list.length > 0;
      return;
    }
    const files = new DataTransfer();
    for (const p of this.list) files.items.add(new File([p.blob], p.name, { type: p.blob.type }));
    this.plain.files = files.files;
  }

  sendAll() {
    if (this.root.dataset.src) for (const p of this.list) if (!p.id && !p.isSending) this.send(p, 0);
  }

  async send(photo, tries) {
    const { src, csrf, sending, saved, waiting, refused, kept } = this.root.dataset;
    if (photo.id || photo.isDropped) return;
    photo.isSending = true;
    photo.said.textContent = sending;
    try {
      const body = new FormData();
      body.append("photo", photo.blob, photo.name);
      const answer = await fetch(src, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "Idempotency-Key": photo.key, "X-CSRF-Token": csrf },
      });
      if (answer.ok) return await this.confirmed(photo, await answer.json(), saved);
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
        const problem = await answer.json().catch(() => ({}));
        photo.figure.classList.add("is-refused");
        photo.said.textContent = refused;
        toast(problem.detail || problem.title || refused);
        return await forget(photo.key);
      }
    } catch {
      if (tries === 0) toast(kept);
    } finally {
      photo.isSending = false;
    }
    photo.said.textContent = waiting;
    setTimeout(() => this.send(photo, tries + 1), waits[Math.min(tries, waits.length - 1)] * 1000);
  }

  async confirmed(photo, answer, saved) {
    const mine = await sha256(photo.blob);
    if (mine && answer.sha256 && mine !== answer.sha256) throw new Error("arrived otherwise");
    photo.id = String(answer.id);
    photo.said.textContent = saved;
    photo.input = document.createElement("input");
    photo.input.type = "hidden";
    photo.input.name = this.root.dataset.name;
    photo.input.value = photo.id;
    this.root.append(photo.input);
    await forget(photo.key);
  }

  /* Sending waits for photos under way; those that went with the form are forgotten once a page without
     an error has come back (pages with an error show the same field again and find them). */
  submitted(event) {
    if (this.root.dataset.src) {
      if (this.list.some((p) => !p.id && !p.figure.classList.contains("is-refused"))) {
        event.preventDefault();
        event.stopImmediatePropagation();
        toast(navigator.onLine === false ? this.root.dataset.kept : this.root.dataset.waiting);
      }
      return;
    }
    try {
      sessionStorage.setItem("photos sent", this.page);
    } catch {
      /* they stay a while; harmless */
    }
  }
}

/* A page came after a form with photos: no error in it means that they have arrived. */
async function forgetSent() {
  let page;
  try {
    page = sessionStorage.getItem("photos sent");
    sessionStorage.removeItem("photos sent");
  } catch {
    return;
  }
  if (!page || $(".field--error, [data-problem]")) return;
  const base = await db;
  for (const k of (await base?.getAllKeysFromIndex("photo", "page", page)) || []) await base.delete("photo", k);
}

export async function photos() {
  await forgetSent();
  for (const root of $$("[data-photos]")) await new Photos(root).start();
}
