// What the reader has selected, snapped to words; Alt takes it exactly.

import { roundOut, toCodePoints, toUtf16 } from "./offsets.js";
import { offsetOf, paragraphAt, paragraphs, quote, rangeOf } from "./marks.js";
import { data, locale } from "./page.js";

let words;
const JOINERS = /^[-\u2010\u2011'’]$/;
const SIGNS = /^[€$£¥%‰°]$/;
const LETTER = /[\p{L}\p{N}]/u;
const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** The words of a text as [start, end) in UTF-16; "Noord-Koreaanse" and "€ 5" stay whole. */
function wordsOf(text) {
  words ??= new Intl.Segmenter(data.language || locale, { granularity: "word" });
  const found = [];
  let join = false;
  for (const { segment, index, isWordLike } of words.segment(text)) {
    const end = index + segment.length;
    const last = found.at(-1);
    const touches = last && last[1] === index;
    if (isWordLike || WORD.test(segment)) {
      if (touches && join) last[1] = end;
      else found.push([index, end]);
      join = false;
    } else if (SIGNS.test(segment)) {
      if (touches) last[1] = end;
      else found.push([index, end]);
      join = true;
    } else if (JOINERS.test(segment) && touches && LETTER.test(text[end] ?? "")) {
      last[1] = end;
      join = true;
    } else {
      join = false;
    }
  }
  return found;
}

/** The words that [start, end) touches; without any, the range itself. In UTF-16. */
export function snapToWords(text, start, end) {
  const touched = wordsOf(text).filter((word) => word[0] < end && start < word[1]);
  if (!touched.length) return [start, end];
  return [touched[0][0], touched.at(-1)[1]];
}

/** The span {start, end} in code points that a selection stands for, or null. */
export function selectedSpan({ exact = false } = {}) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const ends = textEnds(range);
  return ends && tidy(ends[0], ends[1], exact);
}

function textEnds(range) {
  let start = offsetOf(range.startContainer, range.startOffset);
  let end = offsetOf(range.endContainer, range.endOffset);
  // A selection may begin or end on a fence, a number or the next paragraph's edge.
  if (start === null || end === null) {
    const inside = paragraphs.filter((one) => range.intersectsNode(one.element));
    if (!inside.length) return null;
    start ??= inside[0].start;
    end ??= inside.at(-1).end;
  }
  return start < end ? [start, end] : null;
}

function tidy(start, end, exact) {
  const first = paragraphAt(start);
  let last = paragraphAt(end);
  if (last.start === end && last !== first) {
    last = paragraphs[last.number - 2];
    end = Math.min(end, last.end);
  }
  const from = toUtf16(first.text, start - first.start);
  const to = toUtf16(last.text, Math.min(end, last.end) - last.start);
  const edge = (paragraph, a, b) => {
    const [low, high] = exact ? [a, b] : snapToWords(paragraph.text, a, b);
    return roundOut(paragraph.text, low, high);
  };
  let low;
  let high;
  if (first === last) [low, high] = edge(first, from, to);
  else [low, high] = [edge(first, from, first.text.length)[0], edge(last, 0, to)[1]];
  const span = {
    start: first.start + toCodePoints(first.text, low),
    end: last.start + toCodePoints(last.text, high),
  };
  return span.start < span.end && quote(span.start, span.end).trim() ? span : null;
}

/** Move an edge of a span by one word: side "start" or "end", by +1 or -1. Null: no room. */
export function moveEdge(span, side, by) {
  const inner = side === "start" ? span.start : span.end - 1;
  const paragraph = paragraphAt(inner);
  const edges = wordsOf(paragraph.text)
    .map((word) => paragraph.start + toCodePoints(paragraph.text, word[side === "start" ? 0 : 1]));
  const at = span[side];
  const next = by > 0 ? edges.find((edge) => edge > at) : edges.findLast((edge) => edge < at);
  if (next === undefined) return null;
  const moved = { ...span, [side]: next };
  return moved.start < moved.end ? moved : null;
}

/** The edge of a word (exact: of a character) that is nearest to a code point offset. */
export function nearestEdge(side, offset, exact) {
  const one = paragraphAt(offset);
  const at = toUtf16(one.text, offset - one.start);
  const which = side === "start" ? 0 : 1;
  let edges = exact ? [] : wordsOf(one.text).map((word) => word[which]);
  if (!edges.length) edges = [roundOut(one.text, at, at)[which]];
  const nearest = edges.reduce((a, b) => (Math.abs(b - at) < Math.abs(a - at) ? b : a));
  return one.start + toCodePoints(one.text, nearest);
}

const supported = typeof Highlight === "function" && CSS.highlights;

/** Show a passing thing (preview, cue, other) over [start, end); null takes it away. */
export function highlight(name, span) {
  if (!supported) return;
  if (span) CSS.highlights.set(name, new Highlight(rangeOf(span.start, span.end)));
  else CSS.highlights.delete(name);
}
