/* relative-time.mjs -- a tap on a time shows the exact instant, as the pointer's hover does. */

const said = new WeakMap();

export function relativeTime() {
  document.addEventListener("click", (event) => {
    const time = event.target.closest("time[title]");
    if (!time || event.target.closest("a, button")) return;
    if (!said.has(time)) said.set(time, time.textContent);
    const exact = new Date(time.dateTime);
    const isExact = time.textContent !== said.get(time);
    time.textContent = isExact || isNaN(exact)
      ? said.get(time)
      : exact.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "medium" });
  });
}
