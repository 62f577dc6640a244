// Caret mode: a caret walks the text with the browser's own keys, and nothing can be typed.

import { offsetOf, paragraphs, rangeOf, redraw } from "./marks.js";
import { announce, t } from "./page.js";

const text = document.getElementById("text");
const LOOKS = {
  // Chromium gives read-only fields no caret: the text is editable, and every edit is refused.
  contenteditable: "true", inputmode: "none", role: "textbox", "aria-readonly": "true",
  "aria-multiline": "true", spellcheck: "false", autocapitalize: "off",
};
const role = text.getAttribute("role");

export const isOn = () => text.isContentEditable;

/** Begin with the caret at a code point offset; a finger has its own ways. */
export function enter(offset) {
  if (isOn() || matchMedia("(pointer: coarse)").matches) return;
  for (const [name, value] of Object.entries(LOOKS)) text.setAttribute(name, value);
  for (const one of text.querySelectorAll(":scope > :not([data-start])")) {
    one.setAttribute("contenteditable", "false");
  }
  text.focus({ preventScroll: true });
  goTo(offset);
  announce(t("caret_on"));
}

/** Back to reading; false when there was no caret. */
export function leave() {
  if (!isOn()) return false;
  for (const name of Object.keys(LOOKS)) text.removeAttribute(name);
  if (role) text.setAttribute("role", role);
  getSelection()?.removeAllRanges();
  text.focus({ preventScroll: true });
  announce(t("caret_off"));
  return true;
}

/** Put the caret at a code point offset. */
export function goTo(offset) {
  const range = rangeOf(offset, offset + 1);
  getSelection().collapse(range.startContainer, range.startOffset);
}

/** Where the caret is, in code points, or null. */
export function at() {
  const { focusNode, focusOffset } = getSelection() ?? {};
  return isOn() && focusNode && text.contains(focusNode) ? offsetOf(focusNode, focusOffset) : null;
}

/** Remember the caret; the answer puts it back after the text was drawn anew. */
export function hold() {
  const offset = at();
  return () => { if (offset !== null) goTo(offset); };
}

text.addEventListener("beforeinput", (event) => event.preventDefault());
for (const name of ["compositionend", "input"]) {
  text.addEventListener(name, () => {
    // What an input method composes cannot be refused: it is drawn over.
    const back = hold();
    for (const one of paragraphs) {
      if (one.element.textContent !== one.text) redraw(one);
    }
    back();
  });
}
