/* dom.mjs -- the few lines that every module uses. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Words stand in data-… of the page, so that scripts speak no language of their own. */
export const words = (name) => document.body.dataset[name] || "";

/* A short message above the bottom of the page; `act` may be [words, function]. */
export function toast(text, act) {
  const list = $("[data-toasts]");
  if (!list || !text) return null;
  const item = document.createElement("div");
  item.className = "toast";
  item.append(text);
  if (act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = act[0];
    button.addEventListener("click", () => (item.remove(), act[1]()));
    item.append(button);
  } else {
    setTimeout(() => item.remove(), 6000);
  }
  list.append(item);
  return item;
}

/* sessionStorage that may be forbidden (private windows of old browsers). */
export const keep = {
  get(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      /* the page works without */
    }
  },
};
