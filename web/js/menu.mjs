/* menu.mjs -- the left menu of a desk on a narrow screen; a click elsewhere or Escape closes it. */
import { $ } from "./dom.mjs";

export function menu() {
  const button = $("[data-menu]"), nav = $("#menu");
  if (!button || !nav) return;
  const show = (on) => {
    nav.classList.toggle("is-open", on);
    button.setAttribute("aria-expanded", String(on));
  };
  button.addEventListener("click", () => show(!nav.classList.contains("is-open")));
  document.addEventListener("click", (e) => !nav.contains(e.target) && !button.contains(e.target) && show(false));
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !nav.classList.contains("is-open")) return;
    show(false);
    button.focus();
  });
}
