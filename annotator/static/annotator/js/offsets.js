// The one place where the browser's UTF-16 positions and our code points meet, and where spans
// are rounded out to whole characters. Tested on tests/shared_cases/offsets.json.

const SURROGATES = /[\ud800-\udfff]/;
// Made when it is first needed: the browser takes some 20 ms for it.
let graphemes;

/** How many code points a string has. */
export function codePointLength(text) {
  return toCodePoints(text, text.length);
}

/** The code point offset of a UTF-16 offset; one inside a surrogate pair counts as before it. */
export function toCodePoints(text, utf16) {
  const first = text.search(SURROGATES);
  if (first < 0 || utf16 <= first) return utf16;
  let count = first;
  for (let at = first; at < utf16; count++) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
    if (at > utf16) break;
  }
  return count;
}

/** The UTF-16 offset of a code point offset. */
export function toUtf16(text, codePoints) {
  const first = text.search(SURROGATES);
  if (first < 0 || codePoints <= first) return codePoints;
  let at = first;
  for (let count = first; count < codePoints && at < text.length; count++) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
}

/** The smallest range of UTF-16 offsets that holds [start, end) and cuts no grapheme cluster. */
export function roundOut(text, start, end) {
  graphemes ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  const clusters = graphemes.segment(text);
  const first = start < text.length ? clusters.containing(start).index : text.length;
  if (end >= text.length) return [first, text.length];
  const last = clusters.containing(end);
  return [first, last.index === end ? end : last.index + last.segment.length];
}
