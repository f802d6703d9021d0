/* owner.mjs -- on an owner's pages with photos. */
import { steps } from "./steps.mjs";
import { photos } from "./upload.mjs";

steps();
photos();
