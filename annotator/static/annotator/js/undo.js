// Undo and redo, a hundred deep, also after a reload.

import { data } from "./page.js";
import { readHistory, writeHistory } from "./shelf.js";
import * as store from "./store.js";

const DEEPEST = 100;
let done = [];
let undone = [];

/** Read what an earlier page left. */
export async function open() {
  ({ done = [], undone = [] } = (await readHistory(data.article)) ?? {});
}

/** Make the span `id` be `after`, in a way that can be undone. Gives the new state. */
export function act(id, after) {
  const before = copy(store.get(id));
  store.put(id, after);
  done.push({ id, before, after: copy(store.get(id)) });
  done = done.slice(-DEEPEST);
  undone = [];
  keep();
  return store.get(id);
}

const copy = (span) => (span ? structuredClone(span) : null);

function keep() {
  writeHistory(data.article, { done, undone });
}

/** Take back the last act; gives {id, before, after} or undefined. */
export function undo() {
  const entry = done.pop();
  if (!entry) return undefined;
  store.put(entry.id, entry.before);
  undone.push(entry);
  keep();
  return entry;
}

/** Do again what was taken back. */
export function redo() {
  const entry = undone.pop();
  if (!entry) return undefined;
  store.put(entry.id, entry.after);
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
export const canRedo = () => undone.length > 0;
