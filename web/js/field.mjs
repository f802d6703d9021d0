/* field.mjs -- on the site pages of engineers and contractors: photos that wait for the network. */
import { photos } from "./upload.mjs";

photos();
