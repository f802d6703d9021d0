/* app.mjs -- on every page; small, because owners get it on a phone's network. */
import { forms } from "./forms.mjs";
import { live } from "./live.mjs";
import { menu } from "./menu.mjs";
import { relativeTime } from "./relative-time.mjs";

forms();
live();
menu();
relativeTime();
document.documentElement.classList.add("has-script");
