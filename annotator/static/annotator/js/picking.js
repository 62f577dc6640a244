// Words taken out of the text for a field: the next ones selected go there.

import { quote } from "./marks.js";
import { announce, t } from "./page.js";
import { highlight, selectedSpan } from "./selection.js";

const text = document.getElementById("text");
let take = null;
let isAsked = false;
let waits = null;

/** The next words selected in the text go to `give`; `asked`: until Esc, else until a click. */
export function pickWords(give, asked = true) {
  take = give;
  isAsked = asked;
  if (!asked) return;
  text.focus({ preventScroll: true });
  announce(t("pick_words"));
}

/** No words are picked any more. */
export function stopPicking() {
  if (take) highlight("preview", null);
  take = null;
}

function finish() {
  const span = take && selectedSpan();
  if (!span) {
    if (!isAsked) stopPicking();
    return;
  }
  const give = take;
  stopPicking();
  getSelection().removeAllRanges();
  give(quote(span.start, span.end).replace(/\s+/g, " ").trim());
}

// Heard before the page's own listeners: while words are picked, none of them begins a span.
document.addEventListener("selectionchange", (event) => {
  if (!take) return;
  event.stopImmediatePropagation();
  highlight("preview", selectedSpan());
  clearTimeout(waits);
  // A finger that selects by a long press ends no pointer that we hear of.
  if (matchMedia("(pointer: coarse)").matches) waits = setTimeout(finish, 900);
});
addEventListener("pointerup", () => take && setTimeout(finish));
addEventListener("pointercancel", () => isAsked || stopPicking());
addEventListener("keydown", (event) => {
  if (!take || !["Enter", "Escape"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Enter") finish();
  else stopPicking();
}, true);
