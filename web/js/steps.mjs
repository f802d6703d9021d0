/*
 * steps.mjs -- a long form one step at a time; without script all steps stand below each other.
 *
 * Going on asks the browser to check what is visible; a form that came back refused opens at the first
 * field that is wrong.
 */
import { $, $$ } from "./dom.mjs";

function button(words, main) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = `button button--big${main ? " button--main" : ""}`;
  b.textContent = words;
  return b;
}

function start(root) {
  const steps = $$("[data-step]", root), end = $(".form__end", root.closest("form"));
  const back = button(root.dataset.back, false), next = button(root.dataset.next, true);
  const bar = document.createElement("div");
  bar.className = "row";
  bar.append(back, next);
  root.after(bar);
  let at = Math.max(0, steps.findIndex((s) => $(".field--error", s)));
  const show = (focus) => {
    steps.forEach((s, i) => (s.closest(".card").hidden = i !== at));
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    end.hidden = at !== steps.length - 1;
    if (focus) $("input:not([type=hidden]), select, textarea", steps[at])?.focus();
  };
  next.addEventListener("click", () => {
    const wrong = $$("input, select, textarea", steps[at]).find((e) => e.willValidate && !e.checkValidity());
    if (wrong) return wrong.reportValidity();
    at++;
    show(true);
  });
  back.addEventListener("click", () => (at--, show(true)));
  show(false);
}

export const steps = () => $$("[data-steps]").forEach(start);
