/*
 * hints.mjs -- what the program knows while a call is being typed.
 *
 * <div data-hints="/call/hints"> in a form is fetched anew when home, room, description or one of the
 * lists changes; each box asks for itself, so that its newest question is the one that is answered.  A click on a proposal, or Alt+Y for all of them, puts it into the form; nothing is
 * chosen by itself.
 */
import { $, $$ } from "./dom.mjs";

const LONGEST = 500; /* characters of the description that go into an address */

function question(form) {
  const value = (name) => $(`[name="${name}"]`, form)?.value.trim() ?? "";
  const ask = new URLSearchParams({ project: value("project") });
  const home = $("[name=home]:checked", form)?.value;
  const more = {
    home,
    room: home ? "" : value("room"),
    description: [...value("description")].slice(0, LONGEST).join(""),
    place: value("faults[0].place"),
    component: value("faults[0].component"),
    symptom: value("faults[0].symptom"),
  };
  for (const [name, text] of Object.entries(more)) if (text) ask.set(name, text);
  return ask.toString();
}

function take(button) {
  const form = button.closest("form"), name = button.dataset.take, value = button.dataset.value;
  const select = $(`select[name="${name}"]`, form), radio = $(`[type=radio][name="${name}"][value="${value}"]`, form);
  if (select) {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (radio && !radio.checked) {
    radio.click();
  }
}

const takeAll = (form) => $$("[data-take]", form).forEach(take);

function watch(box) {
  const form = box.closest("form");
  let timer, last = "";
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const ask = question(form);
      if (ask === last || !window.htmx || !new URLSearchParams(ask).get("project")) return;
      last = ask;
      window.htmx.ajax("GET", `${box.dataset.hints}?${ask}`, { source: box, target: box, swap: "innerHTML" });
    }, 250);
  };
  for (const kind of ["input", "change"]) form.addEventListener(kind, look);
  const homes = $("#lookup", form);
  if (homes) new MutationObserver(look).observe(homes, { childList: true });
  if ($("[name=description]", form)?.value) look();
}

export function hints() {
  $$("[data-hints]").forEach(watch);
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-take]"), all = event.target.closest("[data-take-all]");
    if (one) take(one);
    if (all) takeAll(all.closest("form"));
  });
  document.addEventListener("keydown", (event) => {
    const form = $("[data-hints]")?.closest("form");
    if (!form || !event.altKey || event.code !== "KeyY") return;
    event.preventDefault();
    takeAll(form);
  });
}
