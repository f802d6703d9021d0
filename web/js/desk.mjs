/*
 * desk.mjs -- the agent's hands stay on the keyboard.
 *
 *   /  search    n  new    j k  move    Enter  open    a  act    g t  today    g l  list    ?  help
 *   Alt+1…9 picks a home on the hotline form, Alt+Y takes what is proposed, Ctrl+Enter sends the form.
 *
 * Rows that can be walked have data-row with the address in their first link; data-preview names the
 * address of a preview that htmx puts into #preview.  Nothing happens while one is typing.
 */
import { $, $$ } from "./dom.mjs";
import { hints } from "./hints.mjs";
import { places as narrow } from "./places.mjs";

let prefix = "", prefixAt = 0;

const isTyping = (e) => e.target.closest("input, textarea, select, [contenteditable]");
const rows = () => $$("[data-row]");

function select(row) {
  for (const r of rows()) r.removeAttribute("aria-selected");
  if (!row) return;
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  $("a", row)?.focus({ preventScroll: true });
  const preview = $("#preview");
  if (preview && row.dataset.preview && window.htmx)
    window.htmx.ajax("GET", row.dataset.preview, { target: "#preview", swap: "innerHTML" });
}

function move(by) {
  const all = rows();
  const at = all.findIndex((r) => r.getAttribute("aria-selected") === "true");
  select(all[Math.max(0, Math.min(all.length - 1, at + by))]);
}

function follow(key) {
  const link = $(`[data-key="${key}"]`);
  if (link) link.click();
  return Boolean(link);
}

function help() {
  const dialog = $("#keys");
  if (dialog && !dialog.open) dialog.showModal();
}

const keys = {
  "/": () => ($("[data-search]")?.focus(), true),
  "?": () => (help(), true),
  n: () => follow("n"),
  j: () => (move(1), true),
  k: () => (move(-1), true),
  a: () => {
    const act = $("[data-key=a]") || $(".next-step .button--main");
    act?.focus();
    act?.click();
    return Boolean(act);
  },
  Enter: (e) => {
    const link = $("[data-row][aria-selected=true] a");
    if (!link || e.target.closest("a, button, summary")) return false;
    link.click();
    return true;
  },
};
const places = { t: "/field", l: "/matters" };

function onKey(event) {
  if (event.ctrlKey && event.key === "Enter") {
    const form = event.target.closest("form");
    if (form) form.requestSubmit($("[type=submit].button--main", form) || undefined);
    return;
  }
  if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const home = $$("[data-home]")[Number(event.code.slice(5)) - 1];
    if (!home) return;
    event.preventDefault();
    ($("input", home) || home).click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || $("dialog[open]")) return;
  if (prefix === "g" && Date.now() - prefixAt < 1500 && places[event.key]) {
    prefix = "";
    location.assign($(`[data-go="${event.key}"]`)?.href || places[event.key]);
    return;
  }
  prefix = event.key;
  prefixAt = Date.now();
  if (keys[event.key]?.(event)) event.preventDefault();
}

/* The caller's homes appear while her number is typed: <input data-lookup="/call/lookup"> fills #lookup. */
function lookup(input) {
  const least = Number(input.dataset.lookupLeast ?? 3);
  let timer, last = "";
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const q = input.value.trim();
      if (q === last || q.length < least || !window.htmx) return;
      last = q;
      const where = `${input.dataset.lookup}?${new URLSearchParams({ [input.name]: q })}`;
      window.htmx.ajax("GET", where, { source: "#lookup", target: "#lookup", swap: "innerHTML" });
    }, 180);
  });
}

/* The chosen home tells its project, and the caller's name when none was typed. */
function homeChosen() {
  const home = $("[name=home][data-project]:checked"), project = $("[name=project]"), name = $("[name=contact_name]");
  if (!home) return;
  if (project) project.value = home.dataset.project;
  if (name && (!name.value || name.dataset.filled)) {
    name.value = home.dataset.person;
    name.dataset.filled = "1";
  }
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) help();
  const row = event.target.closest("[data-row]");
  if (row && !event.target.closest("a, button, input, label")) select(row);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-go-on-change]")) event.target.form.requestSubmit();
  if (event.target.matches("[name=home]")) homeChosen();
});
$$("[data-lookup]").forEach(lookup);
hints();
narrow();
if ($("#lookup")) new MutationObserver(homeChosen).observe($("#lookup"), { childList: true });
