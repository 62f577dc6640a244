// Twin of annotator/text/cues.py: which stance cue words suggest, and which words near a span
// are cue words. Tested on tests/shared_cases/cues.json.

import { paragraphAt } from "./marks.js";
import { toUtf16 } from "./offsets.js";
import { data } from "./page.js";

// Until the table is read, no words are cue words.
const cueTable = { most_words: 60, origin_default: "asserts", hop_default: "reports" };
let rows = [];

/** Settles when the table of cue words is read. */
export const read = fetch(data.urls.cues).then((answer) => answer.json()).then((table) => {
  Object.assign(cueTable, table);
  rows = table.runs.flatMap(([stance, ...patterns]) =>
    patterns.map((pattern) => ({ stance, pattern: pattern.split(" ") })));
}).catch(() => undefined);
const WORD = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
const CLAUSE_END = /[;:–—]|,\s/g;

/** The words of a cue {word, index, end}, as patterns are compared with. */
function wordsOf(text) {
  // Lengths stay as they are, so that places in the text are known.
  const plain = text.replaceAll("’", "'").replaceAll("‑", "-");
  return [...plain.matchAll(WORD)].slice(0, cueTable.most_words).map((found) => ({
    word: found[0].normalize("NFKC").toLowerCase(),
    index: found.index,
    end: found.index + found[0].length,
  }));
}

const fits = (term, word) => term.split("|").some((choice) =>
  (choice.endsWith("*") ? word.startsWith(choice.slice(0, -1)) : word === choice));

/** How the pattern fits from word `from` on: {taken, letters, last} or null. */
function match(pattern, words, from) {
  let taken = 0;
  let letters = 0;
  let position = from;
  let gap = 0;
  for (const term of pattern) {
    if (term === "...") {
      gap = cueTable.gap_words;
      continue;
    }
    if (term === "$") return position === words.length ? { taken, letters, last: position - 1 } : null;
    const until = Math.min(position + gap + 1, words.length);
    let at = position;
    while (at < until && !fits(term, words[at].word)) at += 1;
    if (at >= until) return null;
    taken += 1;
    letters += words[at].word.length;
    position = at + 1;
    gap = 0;
  }
  return { taken, letters, last: position - 1 };
}

/** The pattern that fits best: {stance, from, last} in words, or null. */
function best(words) {
  let found = null;
  for (const { pattern, stance } of rows) {
    for (let from = 0; from < words.length; from++) {
      const one = match(pattern, words, from);
      if (one && (!found || one.taken > found.taken
          || (one.taken === found.taken && one.letters > found.letters))) {
        found = { ...one, from, stance };
      }
    }
  }
  return found;
}

/** The stance that cue words suggest; without any, the origin asserts and others report. */
export function stanceForCue(cue, isOrigin) {
  return best(wordsOf(cue))?.stance
    ?? (isOrigin ? cueTable.origin_default : cueTable.hop_default);
}

/**
 * The cue words {words, stance} in the span's sentence, near one of the source's names if it is
 * there; with `isNamed` only then.
 */
export function cueNear(span, source, isNamed = false) {
  const paragraph = paragraphAt(span.start);
  const sentence = paragraph.sentences.find((one) => one.start <= span.start && span.start < one.end);
  if (!sentence) return null;
  const text = paragraph.text.slice(
    toUtf16(paragraph.text, sentence.start - paragraph.start),
    toUtf16(paragraph.text, sentence.end - paragraph.start),
  );
  const names = source ? [source.name, ...(source.aliases ?? [])] : [];
  const clause = names.map((name) => clauseOf(text, name)).find(Boolean);
  if (isNamed && !clause) return null;
  const near = clause ?? text;
  const words = wordsOf(near);
  const found = best(words);
  if (!found) return null;
  return { words: near.slice(words[found.from].index, words[found.last].end), stance: found.stance };
}

/** The part of a sentence, between its commas and the like, in which a name stands. */
function clauseOf(text, name) {
  const at = name ? text.toLowerCase().indexOf(name.toLowerCase()) : -1;
  if (at < 0) return null;
  const edges = [0, ...[...text.matchAll(CLAUSE_END)].map((found) => found.index), text.length];
  const after = edges.findIndex((edge) => edge > at);
  return text.slice(edges[after - 1], edges[after]);
}

/** The stance a hop begins with. */
export function stanceFor(cue, isOrigin) {
  return cue?.stance ?? (isOrigin ? cueTable.origin_default : cueTable.hop_default);
}
