// Twin of annotator/pages/annotate_data.py, which packs one's spans: columns instead of rows, and
// ids that begin as the one before them told by their ends only.

const LABELS = { c: "confirmed", u: "unverified", x: "contested" };

/** The spans as rows, in the order of the text; a quote is left to those who have the text. */
export function unpackSpans(packed, stances) {
  let id = "";
  let start = 0;
  return (packed?.ids ?? []).map((tail, at) => {
    id = id.slice(0, id.length - tail.length) + tail;
    start += packed.starts[at];
    return {
      id,
      start,
      end: start + packed.lengths[at],
      label: LABELS[packed.labels[at]],
      version: packed.versions[at],
      claim: packed.claims[at],
      active_ms: packed.seconds[at] * 1000,
      attributions: packed.chains[at].map((chain) => chain.map(([source, cue, stance]) => ({
        source, cue: packed.cues[cue], stance: stances[stance] ?? null,
      }))),
      ...packed.more[at],
    };
  });
}

let base = "";
let made = 0;

/**
 * A new id. Those of one page differ in their last four digits only: they lie together in the
 * index, and are short when they are told together.
 */
export function newId() {
  const at = made++ % 65536;
  if (at === 0) base = crypto.randomUUID().slice(0, -4);
  return base + at.toString(16).padStart(4, "0");
}
