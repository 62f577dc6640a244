// The spans as this page has them: changed here first, then sent.

import { takeActiveMs } from "./activity.js";
import { quote } from "./marks.js";
import { data } from "./page.js";
import * as outbox from "./outbox.js";

const FIELDS = [
  "start", "end", "quote", "label", "claim", "attributions", "quantity", "note", "confidence",
];
const CONTEXT = 16;
const rows = new Map();
// As the server last said: what is discarded here goes back to it.
const stored = new Map();
const everMade = new Set(Object.keys(data.withdrawn ?? {}));
const asWithdrawn = new Map();
let listener = () => undefined;

for (const span of data.spans) {
  const row = blank({ quote: quote(span.start, span.end), ...span });
  rows.set(span.id, row);
  stored.set(span.id, row);
  everMade.add(span.id);
}

/** Every span on the page, in the order of the text. */
export const spans = () => [...rows.values()].sort((a, b) => a.start - b.start || b.end - a.end);

/** A span by id, or undefined. */
export const get = (id) => rows.get(id);

/** Call `listener(id, before, after, isFromElsewhere)` after every change. */
export const onChange = (hear) => { listener = hear; };

/** A new span's fields, with nothing attached. */
export function blank(fields) {
  return { claim: null, attributions: [], quantity: null, note: "", confidence: null, ...fields };
}

/** Make the span `id` be `after` (null: withdrawn): at once here, then on the server. */
export function put(id, after) {
  const before = rows.get(id) ?? null;
  if (!after && before?.trouble && !stored.has(id)) {
    discard(id);
    return;
  }
  set(id, after && { ...before, ...after, id });
  for (const act of actsBetween(id, before, rows.get(id) ?? null)) outbox.send(act);
}

function set(id, after, isFromElsewhere) {
  const before = rows.get(id) ?? null;
  if (after) {
    rows.set(id, after);
  } else {
    rows.delete(id);
    if (before) asWithdrawn.set(id, before);
  }
  listener(id, before, rows.get(id) ?? null, isFromElsewhere);
}

function actsBetween(id, before, after) {
  if (!after) return before ? [{ kind: "withdraw", id }] : [];
  if (before) return changeAct(id, pick(before, after));
  const body = Object.fromEntries(FIELDS.map((field) => [field, after[field]]));
  if (!everMade.has(id)) {
    everMade.add(id);
    const whole = { id, revision: data.revision, ...body, active_ms: takeActiveMs() };
    if (after.suggestion) whole.suggestion = after.suggestion;
    return [{ kind: "create", id, body: whole, around: around(after) }];
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
  const whole = { ...body, active_ms: takeActiveMs() };
  return [{ kind: "change", id, body: whole, around: "quote" in body ? around(body) : undefined }];
}

/** The words before and after a span: by them it is found again in a newer text. */
const around = ({ start, end }) =>
  [quote(Math.max(0, start - CONTEXT), start), quote(end, end + CONTEXT)];

/** Take over what the server or another tab says, without sending anything. */
export function adopt(id, row) {
  const isMine = !row || !row.revision || row.revision === data.revision;
  if (!isMine) return;
  if (row) stored.set(id, row);
  set(id, row && !row.withdrawn_at ? { ...rows.get(id), ...row } : null, true);
  if (row?.withdrawn_at) asWithdrawn.set(id, row);
}

/** The server has stored what we sent. */
export function settle(id, row) {
  stored.set(id, row);
  if (rows.has(id)) Object.assign(rows.get(id), { version: row.version, active_ms: row.active_ms });
}

/** Drop what of ours waits for a span: it goes back to what the server has. */
export function discard(id) {
  const row = stored.get(id) ?? null;
  if (!row) everMade.delete(id);
  adopt(id, row);
  return outbox.replace(id, []);
}

/** After a conflict: make the span, which the server has as `theirs`, be `after`. */
export function resolve(id, theirs, after) {
  adopt(id, theirs);
  const before = rows.get(id) ?? null;
  set(id, after && { ...before, ...after });
  return outbox.replace(id, actsBetween(id, before, after), theirs.version);
}

/** Show at each span what of it is held: `words` by id. */
export function hold(words) {
  for (const span of rows.values()) {
    const trouble = words.get(span.id);
    if (span.trouble !== trouble) set(span.id, { ...span, trouble }, true);
  }
}

/** Lay acts that still wait over what the server drew. */
export function replay(acts) {
  for (const act of acts) {
    if (act.article !== data.article) continue;
    // Of a span withdrawn elsewhere the page knows no more than what is held with the act.
    if (act.trouble?.theirs && !rows.has(act.id)) adopt(act.id, act.trouble.theirs);
    if (act.kind === "create") {
      if (act.body.revision !== data.revision) continue;
      everMade.add(act.id);
      set(act.id, { ...rows.get(act.id), ...act.body }, true);
    } else if (act.kind === "withdraw") {
      set(act.id, null, true);
    } else if (act.kind === "restore") {
      set(act.id, { ...act.row }, true);
    } else if (act.kind === "change") {
      const { active_ms: _spent, ...said } = act.body;
      const row = rows.get(act.id) ?? asWithdrawn.get(act.id);
      if (row) set(act.id, { ...row, ...said, withdrawn_at: null }, true);
    }
  }
}
