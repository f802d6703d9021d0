/*
 * live.mjs -- the page hears that something it shows was changed.
 *
 * The server sends only `changed` with the subject; what changed is fetched under the reader's own
 * rights.  Parts with data-live-id are fetched anew and replaced when nobody is typing in them;
 * otherwise a small message offers to show it.  On an error we fall silent and try again later:
 * a page without live news is still right when it is loaded.
 */
import { $, $$, toast, words } from "./dom.mjs";

const waits = [2, 5, 15, 60, 300]; /* seconds */
let source, tries = 0, offered = false, timer;

function isTyping(part) {
  const at = document.activeElement;
  return part.contains(at) && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
}

async function refresh(parts) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const next = part.id && fresh.getElementById(part.id);
    if (!next) continue;
    part.replaceWith(next);
    next.dispatchEvent(new CustomEvent("anju:fresh", { bubbles: true }));
  }
}

function changed(event) {
  let what;
  try {
    what = JSON.parse(event.data);
  } catch {
    return;
  }
  const parts = $$("[data-live-id]").filter((p) => p.dataset.liveId === "*" || p.dataset.liveId === what.id);
  if (parts.length === 0) return;
  clearTimeout(timer);
  if (!parts.some(isTyping) && !document.querySelector("[data-form][data-busy='1']")) {
    timer = setTimeout(() => refresh(parts).catch(() => {}), 400);
  } else if (!offered) {
    offered = true;
    toast(words("changed"), [words("show"), () => location.reload()]);
  }
}

function open() {
  source = new EventSource(document.body.dataset.live);
  source.addEventListener("open", () => (tries = 0));
  source.addEventListener("changed", changed);
  source.addEventListener("error", () => {
    source.close();
    const wait = waits[Math.min(tries++, waits.length - 1)];
    setTimeout(open, wait * 1000 * (0.75 + Math.random() / 2));
  });
}

export function live() {
  if (document.body.dataset.live && $("[data-live-id]") && "EventSource" in window) open();
  addEventListener("pagehide", () => source && source.close());
}
