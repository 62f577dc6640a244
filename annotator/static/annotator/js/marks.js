// The article's text on the page: positions to nodes and back, and one paragraph drawn anew.

import { toCodePoints, toUtf16 } from "./offsets.js";
import { chainWords, data, make, SYMBOLS, t } from "./page.js";
import { LETTERS, segments } from "./segments.js";

const LANES = 3;
const CONTROLS = {
  "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE",
  "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI",
  "\u2068": "FSI", "\u2069": "PDI",
};
const EACH_CONTROL = new RegExp(`([${Object.keys(CONTROLS).join("")}])`);
const root = document.getElementById("text");

/** Every paragraph {element, start, end, text, previousEnd, sentences}, in order. */
export const paragraphs = [];

for (const element of root?.querySelectorAll("p[data-start]") ?? []) {
  const start = Number(element.dataset.start);
  const before = paragraphs.at(-1);
  // Each number from the one before.
  let at = start;
  const numbers = (element.dataset.sentences.match(/\d+/g) ?? []).map((by) => (at += Number(by)));
  paragraphs.push({
    element,
    start,
    end: Number(element.dataset.end),
    text: element.textContent,
    gap: element.dataset.gap ?? "\n".repeat(before ? start - before.end : 0),
    previousEnd: before ? before.end : 0,
    number: paragraphs.length + 1,
    sentences: Array.from({ length: numbers.length / 2 }, (_, i) => ({
      start: numbers[2 * i], end: numbers[2 * i + 1],
    })),
  });
}

/** The paragraph that holds a code point offset, or the nearest one before it. */
export function paragraphAt(offset) {
  let low = 0;
  let high = paragraphs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (paragraphs[middle].start <= offset) low = middle;
    else high = middle - 1;
  }
  return paragraphs[low];
}

/** The paragraphs a span touches. */
export function paragraphsOf(span) {
  const found = [];
  for (let at = (paragraphAt(span.start)?.number ?? 1) - 1; at < paragraphs.length; at++) {
    const one = paragraphs[at];
    if (one.start >= span.end) break;
    if (span.start < one.end) found.push(one);
  }
  return found;
}

/** The text of [start, end), line ends between paragraphs included. */
export function quote(start, end) {
  let found = "";
  for (const [at, one] of paragraphsOf({ start, end }).entries()) {
    if (at > 0) found += one.gap;
    const from = toUtf16(one.text, Math.max(0, start - one.start));
    found += one.text.slice(from, toUtf16(one.text, Math.min(end, one.end) - one.start));
  }
  return found;
}

/** The code point offset of a place in the DOM, or null outside the article's paragraphs. */
export function offsetOf(node, offset) {
  const holder = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const element = holder?.closest("p[data-start]");
  const paragraph = element && paragraphs.find((one) => one.element === element);
  if (!paragraph) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(node, offset);
  return paragraph.start + toCodePoints(paragraph.text, before.toString().length);
}

/** The code point offset at a point of the window, or null. */
export function offsetAt(x, y) {
  const found = document.caretPositionFromPoint?.(x, y);
  if (found) return offsetOf(found.offsetNode, found.offset);
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? offsetOf(range.startContainer, range.startOffset) : null;
}

/** A DOM range over [start, end). */
export function rangeOf(start, end) {
  const range = document.createRange();
  const touched = paragraphsOf({ start, end });
  const first = touched[0];
  const last = touched.at(-1);
  range.setStart(...place(first, Math.max(start, first.start)));
  range.setEnd(...place(last, Math.min(end, last.end)));
  return range;
}

function place(paragraph, offset) {
  let left = toUtf16(paragraph.text, offset - paragraph.start);
  const walker = document.createTreeWalker(paragraph.element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [paragraph.element, paragraph.element.childNodes.length];
}

let shown = () => [];
let focusedId = null;

/** `give()` answers every span that is to be drawn; others' have an author_name. */
export const connect = (give) => { shown = give; };

/** The spans that touch [start, end). */
export const spansIn = ({ start, end }, spans = shown()) =>
  spans.filter((one) => one.start < end && start < one.end);

/** The spans that a mark stands for. */
export function spansOf(mark) {
  const ids = mark.dataset.ids.split(" ");
  return shown().filter((one) => ids.includes(one.id));
}

/** A span in a few words: label, quote, and whose it is when it is another person's. */
export const inShort = (span) => [`${t(span.label)}: ${span.quote.slice(0, 80)}`, span.author_name]
  .filter(Boolean).join(", ");

/** What a screen reader says of a span: label, chains, author. */
function description(span) {
  return [t(span.label), chainWords(span.attributions), span.author_name ?? data.author]
    .filter(Boolean).join(", ");
}

/** Draw one paragraph anew. */
export function redraw(paragraph, spans) {
  const inside = spansIn(paragraph, spans);
  const byId = new Map(inside.map((span) => [span.id, span]));
  const pieces = segments(paragraph.start, paragraph.end, inside, paragraph.previousEnd);
  const nodes = [];
  let at = 0;
  for (const piece of pieces) {
    const length = piece.end - piece.start;
    const to = at + toUtf16(paragraph.text.slice(at), length);
    const words = paragraph.text.slice(at, to);
    at = to;
    nodes.push(...piece.ids.length ? [drawPiece(piece, words, byId)] : spelled(words));
  }
  paragraph.element.replaceChildren(...nodes);
  afterwards(paragraph);
}

let afterwards = () => undefined;

/** Call `act(paragraph)` whenever a paragraph was drawn anew. */
export const onRedraw = (act) => { afterwards = act; };

/** The words as nodes, with what turns the direction of writing made visible. */
function spelled(words) {
  return words.split(EACH_CONTROL).map((part) => {
    if (!CONTROLS[part]) return part;
    return make("span", { class: "control", "data-name": CONTROLS[part] }, part);
  });
}

/** The sign of a mark, with the initials of another person. */
const symbol = ({ label, author_name: name }) => SYMBOLS[label]
  + (name ? name.match(/(?<!\p{L})\p{L}/gu)?.slice(0, 3).join("") ?? "*" : "");

function drawPiece(piece, words, byId) {
  const mark = document.createElement("mark");
  const lines = {};
  for (const [at, id] of piece.ids.entries()) {
    const lane = Math.min(piece.lanes[at], LANES - 1);
    const span = byId.get(id);
    lines[`lane ${lane}`] ??= (span.author_name ? "o " : "") + LETTERS[span.label] + lane;
  }
  const [own, ...others] = Object.values(lines);
  mark.className = `${piece.css} ${own}`;
  if (piece.opens.length) {
    mark.dataset.symbol = piece.opens.map((id) => symbol(byId.get(id))).join("");
    if (byId.get(piece.opens[0]).author_name) mark.classList.add("q");
  }
  dress(mark, piece, byId);
  if (piece.ids.includes(focusedId)) mark.classList.add("is-focused");
  mark.append(...others.reduce(
    (nodes, line) => [make("u", { class: line }, ...nodes)], spelled(words),
  ));
  return mark;
}

/** Which spans a mark stands for, and what a screen reader says where one begins. */
function dress(mark, piece, byId) {
  mark.dataset.ids = piece.ids.join(" ");
  if (piece.ids.length > 1) mark.dataset.many = "";
  if (piece.opens.length) {
    const opened = piece.opens.map((id) => description(byId.get(id)));
    mark.setAttribute("aria-description", opened.join("; "));
  }
}

/** Take over the marks that the server drew: it leaves out what the scripts know anyway. */
export function adopt(spans) {
  const byId = new Map(spans.map((span) => [span.id, span]));
  let next = 0;
  let reaching = [];
  for (const { element, start, end, previousEnd } of paragraphs) {
    while (next < spans.length && spans[next].start < end) reaching.push(spans[next++]);
    reaching = reaching.filter((span) => span.end > start);
    const marks = element.getElementsByTagName("mark");
    if (!marks.length) continue;
    const pieces = segments(start, end, reaching, previousEnd).filter((piece) => piece.ids.length);
    for (const [at, piece] of pieces.entries()) dress(marks[at], piece, byId);
  }
}

/** Show which span has the focus, without drawing anything anew. */
export function showFocus(id) {
  focusedId = id;
  for (const mark of root.querySelectorAll("mark.is-focused")) mark.classList.remove("is-focused");
  if (!id) return null;
  const pieces = root.querySelectorAll(`mark[data-ids~="${id}"]`);
  for (const mark of pieces) mark.classList.add("is-focused");
  return pieces[0] ?? null;
}
