// Twin of annotator/pages/annotate_data.py, which packs one's spans: columns instead of rows, each
// a text with a sign for every number.

const numbers = (signs) => Array.from(signs, (sign) => {
  const code = sign.codePointAt();
  return code - (code < 0xd800 ? 63 : 2111);
});

/** The spans as rows, in the order of the text; a quote is left to those who have the text. */
export function unpackSpans({ columns, bases, sources, cues, more }, labels, stances, claims) {
  const left = {};
  for (const [name, signs] of Object.entries(columns)) left[name] = numbers(signs);
  const take = (name) => left[name].shift();
  const many = (name, make) => Array.from({ length: take(name) }, make);
  let start = 0;
  let told = 0;
  return left.labels.map((label, at) => {
    const claim = take("claims");
    start += take("starts");
    return {
      id: bases[take("bases")] + take("tails").toString(16).padStart(4, "0"),
      start,
      end: start + take("lengths"),
      label: labels[label],
      version: take("versions"),
      claim: claim ? claims[claim > 1 ? claim - 2 : told++].id : null,
      active_ms: take("seconds") * 1000,
      attributions: many("chains", () => many("hops", () => ({
        source: sources[take("sources") - 1] ?? null, cue: cues[take("cues")],
        stance: stances[take("stances") - 1] ?? null,
      }))),
      ...more[at],
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
