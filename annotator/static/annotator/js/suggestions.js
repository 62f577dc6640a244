// What rules propose for the text: dotted words, gone through with Tab, taken with a label's key.

import { kept } from "./kept.js";
import { onRedraw, paragraphAt, redraw } from "./marks.js";
import { toUtf16 } from "./offsets.js";
import { announce, data, make, quantityText, sources, t } from "./page.js";
import { highlight } from "./selection.js";
import { request } from "./session.js";
import * as store from "./store.js";

const OFF = "twosource-no-suggestions";
const GONE = `twosource-dismissed-${data.user}-${data.revision}`;
const PER_TURN = 40;
const text = document.getElementById("text");
const byParagraph = new Map();
const byId = new Map();
const dismissed = new Set(JSON.parse(kept(GONE) ?? "[]"));
let hooks;
let shown = null;
let isLeaving = false;

/** The suggestion that has the focus, or null. */
export const current = () => shown;

/** `given`: show() when the one with the focus changes, reveal(element), hold(),
 *  focused() -> span, change(span), from() -> the place in the text where one is. */
export function connect(given) {
  hooks = given;
  const box = document.getElementById("suggestions-on");
  if (!box) return;
  box.checked = kept(OFF) !== "1";
  box.disabled = false;
  box.addEventListener("change", () => {
    kept(OFF, box.checked ? "" : "1");
    // Those put away come back with the others.
    if (box.checked) kept(GONE, "[]");
    location.reload();
  });
  text.addEventListener("keydown", onTab);
  text.addEventListener("focusin", ({ target }) => {
    show(byId.get(target.dataset.suggestion));
    if (shown) hooks.reveal(target);
  });
  text.addEventListener("focusout", ({ relatedTarget }) => {
    isLeaving = false;
    if (!relatedTarget?.closest("#dock")) show(null);
  });
  document.getElementById("dock").addEventListener("focusout", ({ relatedTarget }) => {
    if (shown && !relatedTarget?.closest("#dock, .hint")) show(null);
  });
  // Words selected across one are meant themselves.
  document.addEventListener("selectionchange", () => {
    if (shown && !getSelection().isCollapsed) show(null);
  });
  onRedraw(draw);
  if (box.checked) load();
}

async function load(turn = 0) {
  const { json: found } = await request("GET",
    `${data.urls.suggestions}?revision=${data.revision}`).catch(() => ({}));
  if (found?.state === "waiting" && turn < 4) {
    setTimeout(load, 3000 * 3 ** turn, turn + 1);
  }
  if (found?.state !== "ready") return;
  for (const row of found.sources) if (!sources.has(row.id)) sources.set(row.id, row);
  for (const row of found.results) {
    const paragraph = paragraphAt(row.places[0][0]);
    byId.set(row.id, row);
    byParagraph.set(paragraph, [...byParagraph.get(paragraph) ?? [], row]);
  }
  drawSome([...byParagraph.keys()]);
}

/** A long text is drawn bit by bit, so that reading and typing are never held up. */
function drawSome(waiting) {
  // What is being selected stays selected: drawing would part its words.
  const isBusy = text.matches(":active") || !getSelection().isCollapsed;
  if (!isBusy) {
    const putBack = hooks.hold();
    waiting.splice(0, PER_TURN).forEach(draw);
    putBack();
  }
  if (waiting.length) setTimeout(drawSome, isBusy ? 300 : 0, waiting);
  else document.documentElement.dataset.suggested = "";
}

/** Dot the words of a paragraph's open suggestions, after it was drawn. */
function draw(paragraph) {
  for (const row of byParagraph.get(paragraph)?.filter(isOpen) ?? []) {
    row.places.forEach((place, at) => dot(paragraph, row, place, !at));
  }
}

/** Not dismissed, and not said yet by a span of one's own. */
function isOpen(row) {
  const said = row.kind === "figure" ? (span) => span.quantity : (span) => span.attributions.length;
  return !dismissed.has(row.id) && !store.spans().some((span) => span.start < row.end
    && row.start < span.end && said(span) && (row.kind !== "figure" || span.start < row.places[0][1]));
}

function dot(paragraph, row, [start, end], isFirst) {
  const from = toUtf16(paragraph.text, start - paragraph.start);
  const to = toUtf16(paragraph.text, end - paragraph.start);
  const walker = document.createTreeWalker(paragraph.element, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let at = 0;
  for (let node = walker.nextNode(); node && at < to; node = walker.nextNode()) {
    const [a, b] = [Math.max(from - at, 0), Math.min(to - at, node.length)];
    if (a < b && !node.parentElement.closest(".hint")) pieces.push([node, a, b]);
    at += node.length;
  }
  for (const [node, a, b] of pieces) {
    const range = document.createRange();
    range.setStart(node, a);
    range.setEnd(node, b);
    range.surroundContents(make("span", isFirst ? {
      class: "hint", role: "button", tabindex: "-1", "data-suggestion": row.id,
      "aria-description": `${t("suggestion")}: ${words(row)}. ${t("suggestion_keys")}`,
    } : { class: "hint" }));
    isFirst = false;
  }
}

/** What it says: "the army: denies", "≥ 30 persons". */
function words(row) {
  const said = row.attributions.map((chain, at) => [
    row.said_by[at] || t("nameless"), t(`stance_${chain.at(-1).stance}`),
  ].join(": "));
  return [...said, quantityText(row.quantity)].filter(Boolean).join(" · ");
}

/** The lines and the button under the words in the dock, for the suggestion with the focus. */
export function explanation() {
  return make("div", { class: "why" },
    make("p", {}, `${t("suggestion")}: ${words(shown)}`),
    make("p", { class: "small muted" }, t(`why_${shown.rule}`)),
    make("button", { type: "button", class: "button button-small", onclick: dismiss },
      t("dismiss"), " ", make("kbd", {}, "Del")));
}

function show(row) {
  if (shown === (row ?? null)) return;
  shown = row ?? null;
  isLeaving = false;
  highlight("preview", shown);
  hooks.show();
}

const hints = () => [...text.querySelectorAll("[data-suggestion]")];

function onTab(event) {
  if (event.key !== "Tab" && event.key !== "Shift") isLeaving = false;
  const isTab = event.key === "Tab" && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!isTab || isLeaving) return;
  const all = hints();
  const at = all.indexOf(event.target);
  // From the text itself backwards, and from anything else in it, Tab is the browser's.
  if (at < 0 && (event.shiftKey || event.target !== text)) return;
  const from = at < 0 ? hooks.from() : 0;
  const next = at < 0 ? all.find((one) => byId.get(one.dataset.suggestion).places[0][1] > from)
    : all[at + (event.shiftKey ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  goTo(next);
}

const goTo = (hint) => hint.focus({ preventScroll: true });

/** Take the suggestion with the focus: its place, and what a span gets of it. */
export function take() {
  if (!shown) return null;
  const { id, start, end, attributions, quantity, names } = shown;
  text.focus({ preventScroll: true });
  const name = names.find(Boolean);
  return { start, end, name, values: { attributions, quantity, suggestion: id } };
}

/** Give the focused span what the suggestion has and it has not; whether there was one to take. */
export function fill() {
  if (!shown) return false;
  const span = hooks.focused();
  const row = shown;
  const values = {};
  if (span && span.start < row.end && row.start < span.end) {
    if (row.quantity && !span.quantity) values.quantity = row.quantity;
    if (row.attributions.length && !span.attributions.length) values.attributions = row.attributions;
  }
  if (Object.keys(values).length) {
    text.focus({ preventScroll: true });
    hooks.change({ ...span, ...values });
    announce(t("filled", { words: words(row) }));
  } else document.querySelector("#bar [data-label]").focus();
  return true;
}

/** Put the suggestion with the focus away, for this person in this browser. */
export function dismiss() {
  if (!shown) return false;
  const row = shown;
  const all = hints();
  const { suggestion: next } = all[all.findIndex((one) => one.dataset.suggestion === row.id) + 1]?.dataset
    ?? {};
  show(null);
  dismissed.add(row.id);
  kept(GONE, JSON.stringify([...dismissed]));
  redraw(paragraphAt(row.start));
  announce(t("dismissed"));
  if (next) goTo(text.querySelector(`[data-suggestion="${next}"]`));
  else backToText();
  return true;
}

/** Back to the text; Tab then goes on out of it. Whether there was a suggestion to leave. */
export function leave() {
  if (!shown) return false;
  backToText();
  return true;
}

function backToText() {
  text.focus({ preventScroll: true });
  isLeaving = true;
}
