/* owner.mjs -- on an owner's own pages: steps, photos, and what waits for the network. */
import { later } from "./later.mjs";
import { places } from "./places.mjs";
import { steps } from "./steps.mjs";
import { photos } from "./upload.mjs";

steps();
later();
photos();
places();
