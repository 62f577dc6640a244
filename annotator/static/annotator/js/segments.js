// Twin of annotator/text/segments.py: cuts a paragraph into pieces that each lie under the same
// marks. Both are tested on tests/shared_cases/segments.json.

export const LETTERS = { confirmed: "c", unverified: "u", contested: "x" };

/** By start, then the longer first, then id. */
function drawingOrder(a, b) {
  return a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * The pieces {start, end, ids, css, opens, lanes} of the paragraph [start, end), covering it wholly.
 * A mark with an author_name is another person's: it lends the piece no colour.
 * previousEnd: where the paragraph above ends; a mark that starts between opens in piece one.
 */
export function segments(start, end, marks, previousEnd = null) {
  const inside = marks.filter((mark) => mark.start < end && start < mark.end).sort(drawingOrder);
  const opensFrom = previousEnd ?? start;
  const edges = new Set([start, end]);
  for (const mark of inside) {
    edges.add(Math.max(mark.start, start)).add(Math.min(mark.end, end));
  }
  const ordered = [...edges].sort((a, b) => a - b);
  const pieces = [];
  let active = [];
  let next = 0;
  const lanes = new Map();
  for (let i = 0; i + 1 < ordered.length; i++) {
    const at = ordered[i];
    active = active.filter((mark) => mark.end > at);
    const opening = [];
    while (next < inside.length && Math.max(inside[next].start, start) === at) {
      const taken = new Set(active.map((mark) => lanes.get(mark.id)));
      let lane = 0;
      while (taken.has(lane)) lane++;
      lanes.set(inside[next].id, lane);
      opening.push(inside[next]);
      active.push(inside[next++]);
    }
    pieces.push({
      start: at,
      end: ordered[i + 1],
      ids: active.map((mark) => mark.id),
      css: css(active),
      opens: opening.filter((mark) => mark.start >= opensFrom).map((mark) => mark.id),
      lanes: active.map((mark) => lanes.get(mark.id)),
    });
  }
  return pieces;
}

function css(active) {
  const labels = new Set(active.map((mark) => !mark.author_name && mark.label));
  return Object.keys(LETTERS).filter((label) => labels.has(label)).map((label) => LETTERS[label])
    .join("");
}
