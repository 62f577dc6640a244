// What the page says whatever the article: from its own address, so that browsers keep it.

import { open } from "./shelf.js";

// The browser takes as long for its store as for the texts: both at once.
open();

/** {strings, parts}; where it does not come, the page works with the names of its texts. */
export const texts = await fetch(document.getElementById("texts").href)
  .then((answer) => answer.json()).catch(() => ({ strings: {}, parts: {} }));
