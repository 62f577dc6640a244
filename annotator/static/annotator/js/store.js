// The spans as this page has them: changed here first, then sent.

import { takeActiveMs } from "./activity.js";
import { quote } from "./marks.js";
import { data } from "./page.js";
import * as outbox from "./outbox.js";

const FIELDS = [
  "start", "end", "quote", "label", "claim", "attributions", "quantity", "note", "confidence",
];
const rows = new Map();
const everMade = new Set(Object.keys(data.withdrawn ?? {}));
const asWithdrawn = new Map();
let listener = () => undefined;

for (const span of data.spans) {
  rows.set(span.id, blank({ quote: quote(span.start, span.end), ...span }));
  everMade.add(span.id);
}

/** Every span on the page, in the order of the text. */
export const spans = () => [...rows.values()].sort((a, b) => a.start - b.start || b.end - a.end);

/** A span by id, or undefined. */
export const get = (id) => rows.get(id);

/** Call `listener(id, before, after)` after every change. */
export const onChange = (hear) => { listener = hear; };

/** A new span's fields, with nothing attached. */
export function blank(fields) {
  return { claim: null, attributions: [], quantity: null, note: "", confidence: null, ...fields };
}

/** Make the span `id` be `after` (null: withdrawn): at once here, then on the server. */
export function put(id, after) {
  const before = rows.get(id) ?? null;
  set(id, after && { ...before, ...after, id });
  for (const act of actsBetween(id, before, rows.get(id) ?? null)) outbox.send(act);
}

function set(id, after) {
  const before = rows.get(id) ?? null;
  if (after) {
    rows.set(id, after);
  } else {
    rows.delete(id);
    if (before) asWithdrawn.set(id, before);
  }
  listener(id, before, rows.get(id) ?? null);
}

function actsBetween(id, before, after) {
  if (!after) return before ? [{ kind: "withdraw", id }] : [];
  if (before) return changeAct(id, pick(before, after));
  const body = Object.fromEntries(FIELDS.map((field) => [field, after[field]]));
  if (!everMade.has(id)) {
    everMade.add(id);
    const whole = { id, revision: data.revision, ...body, active_ms: takeActiveMs() };
    return [{ kind: "create", id, body: whole }];
  }
  const changed = pick(asWithdrawn.get(id) ?? {}, body);
  return [{ kind: "restore", id, row: after }, ...changeAct(id, changed)];
}

function pick(before, after) {
  const body = {};
  for (const field of FIELDS) {
    if (outbox.plain(field, before[field]) !== outbox.plain(field, after[field])) {
      body[field] = after[field];
    }
  }
  // The three say the same thing and are checked together.
  if ("start" in body || "end" in body || "quote" in body) {
    Object.assign(body, { start: after.start, end: after.end, quote: after.quote });
  }
  return body;
}

function changeAct(id, body) {
  if (!Object.keys(body).length) return [];
  return [{ kind: "change", id, body: { ...body, active_ms: takeActiveMs() } }];
}

/** Take over what the server or another tab says, without sending anything. */
export function adopt(id, row) {
  const isMine = !row || !row.revision || row.revision === data.revision;
  if (isMine) set(id, row && !row.withdrawn_at ? { ...rows.get(id), ...row } : null);
}

/** Lay acts that still wait over what the server drew. */
export function replay(acts) {
  for (const act of acts) {
    if (act.article !== data.article) continue;
    if (act.kind === "create") {
      everMade.add(act.id);
      set(act.id, { ...act.body });
    } else if (act.kind === "withdraw") {
      set(act.id, null);
    } else if (act.kind === "restore") {
      set(act.id, { ...act.row });
    } else if (act.kind === "change" && rows.has(act.id)) {
      const { active_ms: _spent, ...said } = act.body;
      set(act.id, { ...rows.get(act.id), ...said });
    }
  }
}
