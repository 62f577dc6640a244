// Whole sentences by pointer: beside the line they stand on, or by a long press on one.

import { offsetAt, paragraphAt, paragraphs, rangeOf } from "./marks.js";

const LONG_PRESS_MS = [300, 1500];
const text = document.getElementById("text");
let press = { at: -Infinity, x: 0, y: 0 };

text.addEventListener("pointerdown", (event) => {
  press = { at: event.pointerType === "touch" ? performance.now() : -Infinity,
    x: event.clientX, y: event.clientY };
}, { passive: true });

/** From the first to the last sentence that a span touches. */
export function sentencesAround(span) {
  const touched = paragraphs.flatMap((one) => one.sentences)
    .filter((one) => one.start < span.end && span.start < one.end);
  if (!touched.length) return span;
  return { start: touched[0].start, end: touched.at(-1).end };
}

/** Whether what is selected now was selected by a long press, and not by dragging its ends. */
export function isLongPress() {
  const since = performance.now() - press.at;
  if (since < LONG_PRESS_MS[0] || since > LONG_PRESS_MS[1]) return false;
  return offsetAt(press.x, press.y) !== null;
}

/** The sentence that a click beside the text means, or null; again: the next on that line. */
export function sentenceBeside(event, current) {
  const element = event.target.closest("p[data-start]");
  if (!element || event.target !== element) return null;
  const inset = parseFloat(getComputedStyle(element).paddingLeft);
  if (event.clientX > element.getBoundingClientRect().left + inset) return null;
  const { sentences } = paragraphAt(Number(element.dataset.start));
  const here = sentences.filter((one) => [...rangeOf(one.start, one.end).getClientRects()]
    .some((rect) => rect.top - 6 <= event.clientY && event.clientY <= rect.bottom + 6));
  const found = here.length ? here : sentences;
  return found[(found.indexOf(current) + 1) % found.length] ?? null;
}
