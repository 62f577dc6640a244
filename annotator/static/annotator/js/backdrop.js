// The sentence shown, as boxes behind its lines. No highlight of the browser's own: that draws the
// lines under marks in the colour of the text.

import { rangeOf } from "./marks.js";
import { make } from "./page.js";

const place = document.querySelector(".text-place");
const layer = make("div", { class: "backdrop" });
let shown = null;

/** Show the sentence {start, end}; null takes it away. */
export function showSentenceAt(span) {
  shown = span;
  lay();
}

function lay() {
  const box = place.getBoundingClientRect();
  const rects = shown ? [...rangeOf(shown.start, shown.end).getClientRects()] : [];
  layer.replaceChildren(...rects.map(({ left, top, bottom, width }) => {
    const one = make("i");
    Object.assign(one.style, { left: `${left - box.left}px`, width: `${width}px`,
      top: `${(top + bottom) / 2 - box.top}px` });
    return one;
  }));
}

place.prepend(layer);
new ResizeObserver(lay).observe(place);
