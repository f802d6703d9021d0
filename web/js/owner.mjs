/* owner.mjs -- on an owner's pages with photos. */
import { photos } from "./upload.mjs";

photos();
