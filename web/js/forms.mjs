/*
 * forms.mjs -- a form is sent once, and what was typed is never lost.
 *
 * The server already keeps the values of a refused form and the write key makes a second sending
 * harmless; this adds what only the browser can do: the first error gets the focus, a second click
 * does nothing, a page left by accident gives its draft back, and a lost connection says so
 * instead of the browser's own error page eating the form.
 */
import { $, $$, keep, toast, words } from "./dom.mjs";

const never = new Set(["csrf", "write_key", "version", "strokes", "signature_png"]);

function fields(form) {
  return [...form.elements].filter(
    (e) => e.name && !never.has(e.name) && !/^(password|file|hidden|submit|button)$/.test(e.type),
  );
}

function draftKey(form) {
  return `draft ${location.pathname} ${form.getAttribute("action")}`;
}

function draftSave(form) {
  const draft = fields(form)
    .filter((e) => !/^(radio|checkbox)$/.test(e.type) || e.checked)
    .map((e) => [e.name, e.value])
    .filter(([, value]) => value !== "");
  keep.set(draftKey(form), draft.length > 0 ? draft : null);
}

export const draftForget = (form) => keep.set(draftKey(form), null);

function draftApply(form, draft) {
  let changed = false;
  for (const [name, value] of draft)
    for (const e of fields(form).filter((f) => f.name === name)) {
      if (/^(radio|checkbox)$/.test(e.type)) {
        if (e.value === value && !e.checked) changed = e.checked = true;
      } else if (e.value === e.defaultValue && e.value !== value && e.tagName !== "SELECT") {
        e.value = value;
        changed = true;
      } else if (e.tagName === "SELECT" && e.value !== value) {
        e.value = value;
        changed = true;
      }
    }
  return changed;
}

/* A form that the server refused knows better than a draft. */
function draftRestore(form) {
  const draft = keep.get(draftKey(form));
  if (!draft || $(".field--error, [data-problem]", form)) return;
  if (draftApply(form, draft)) toast(words("draft"));
}

export function busy(form, on) {
  form.dataset.busy = on ? "1" : "";
  for (const b of $$("button", form).filter((e) => e.type === "submit")) {
    b.setAttribute("aria-disabled", String(on));
    b.classList.toggle("is-busy", on && b.classList.contains("button--main"));
  }
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches("[data-form]")) return;
  if (form.dataset.busy) {
    event.preventDefault();
  } else if (navigator.onLine === false && !form.dataset.own) {
    event.preventDefault();
    toast(words("offline"));
  } else if (!event.defaultPrevented) {
    keep.set("sent", draftKey(form));
    busy(form, true);
  }
}

/* The page behind a sent form came: without an error the draft has done its work. */
function forgetSent() {
  const sent = keep.get("sent");
  if (sent && !$(".field--error, [data-problem]")) keep.set(sent, null);
  keep.set("sent", null);
}

function focusFirst() {
  const wrong = $(".field--error :is(input, textarea, select):not([type=hidden])") || $("[data-problem]");
  if (wrong) wrong.focus();
}

export function forms() {
  forgetSent();
  for (const form of $$("[data-form]")) draftRestore(form);
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (e) => e.target.form?.matches("[data-form]") && draftSave(e.target.form));
  document.addEventListener("submit", onSubmit);
  /* back from the browser's cache: the buttons live again */
  addEventListener("pageshow", (e) => e.persisted && $$("[data-form]").forEach((f) => busy(f, false)));
  focusFirst();
}
