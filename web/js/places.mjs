/*
 * places.mjs -- of the places in a report's form only those that the chosen home has.
 *
 * <data data-places-of="{home}" value="kitchen study"> stands beside the choice of a home; without it,
 * or with an empty value, every place may be chosen.
 */
import { $, $$ } from "./dom.mjs";

function narrow(form) {
  const home = $("[name=home]:checked", form)?.value;
  const list = (home && $(`[data-places-of="${CSS.escape(home)}"]`, form)?.value.split(" ").filter(Boolean)) || [];
  for (const select of $$('select[name$="].place"]', form))
    for (const option of select.options) {
      const off = Boolean(option.value && list.length && !list.includes(option.value));
      option.hidden = option.disabled = off;
      if (off && option.selected) select.value = "";
    }
}

export function places() {
  for (const form of $$("form")) {
    if (!$('select[name$="].place"]', form)) continue;
    form.addEventListener("change", (event) => event.target.name === "home" && narrow(form));
    const homes = $("#lookup", form);
    if (homes) new MutationObserver(() => narrow(form)).observe(homes, { childList: true });
    narrow(form);
  }
}
