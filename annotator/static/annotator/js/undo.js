// Undo and redo, a hundred deep, also after a reload.

import { data } from "./page.js";
import { readAll } from "./session.js";
import { readHistory, writeHistory } from "./shelf.js";
import * as store from "./store.js";

const DEEPEST = 100;
let done = [];
let undone = [];

/** Read what an earlier page left; what is done here meanwhile comes after it. */
export async function open() {
  const kept = (await readHistory(data.article)) ?? {};
  const { done: before = [], undone: after = [], revision = data.revision } = kept;
  const isSame = revision === data.revision;
  const onto = isSame ? (entry) => entry : await follower(before, after);
  const isKept = isSame && !done.length;
  if (!done.length) undone = after.map(onto).filter(Boolean);
  done = [...before.map(onto).filter(Boolean), ...done];
  if (!isKept) await keep();
}

/** The text is another one by now: to each span's entries belongs the row that follows it. */
async function follower(before, after) {
  const rows = new Map();
  const asked = { project: data.project, article: data.article, author: data.user };
  const found = await readAll(data.urls.annotations, asked).catch(() => []);
  for (const row of found) if (row.follows) rows.set(row.follows, row);
  const last = new Map(after.map((entry) => [entry.id, entry.before]));
  for (const entry of before) last.set(entry.id, entry.after);
  return (entry) => {
    if (entry.id === undefined) return entry;
    let row = rows.get(entry.id);
    while (rows.has(row?.id)) row = rows.get(row.id);
    const was = last.get(entry.id);
    if (!row || row.quote !== was?.quote) return null;
    const by = row.start - was.start;
    const move = (span) => span && { ...span, id: row.id, start: span.start + by,
      end: span.end + by, version: row.version };
    return { id: row.id, before: move(entry.before), after: move(entry.after) };
  };
}

/** A part of the text was put back (kept) or taken out; the page is about to be left. */
export function actFence(number, kept) {
  done.push({ fence: number, kept });
  undone = [];
  return keep();
}

/** Make the span `id` be `after`, in a way that can be undone. Gives the new state. */
export function act(id, after) {
  const before = copy(store.get(id));
  store.put(id, after);
  record(id, before);
  return store.get(id);
}

/** Remember that the span `id`, now as it is, was `before`. */
export function record(id, before) {
  done.push({ id, before, after: copy(store.get(id)) });
  done = done.slice(-DEEPEST);
  undone = [];
  keep();
}

const copy = (span) => (span ? structuredClone(span) : null);

function keep() {
  return writeHistory(data.article, { done, undone, revision: data.revision });
}

/** Take back the last act; gives {id, before, after} or undefined. */
export function undo() {
  const entry = done.pop();
  if (!entry) return undefined;
  if (entry.id !== undefined) store.put(entry.id, entry.before);
  undone.push(entry);
  keep();
  return entry;
}

/** Do again what was taken back. */
export function redo() {
  const entry = undone.pop();
  if (!entry) return undefined;
  if (entry.id !== undefined) store.put(entry.id, entry.after);
  done.push(entry);
  keep();
  return entry;
}

/** Forget a span whose story went another way: a conflict, a refusal. */
export function forget(id) {
  done = done.filter((entry) => entry.id !== id);
  undone = undone.filter((entry) => entry.id !== id);
  keep();
}

export const canUndo = () => done.length > 0;
