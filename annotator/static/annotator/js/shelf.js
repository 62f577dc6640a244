// The browser's own store: unsent acts and the undo history, per person; in memory where the
// browser forbids or has no room for a store.

import { data } from "./page.js";

const PREFIX = "twosource-";
const memory = { acts: new Map(), history: new Map(), ids: new Map() };
let nextKey = 1;
let opening = null;
let hasStore = true;

/** Whether what waits would survive the closing of this page. */
export const isKept = () => hasStore;

function open() {
  opening ??= new Promise((resolve) => {
    const give = (value) => {
      hasStore = value !== null;
      resolve(value);
    };
    let request;
    try {
      request = indexedDB.open(PREFIX + data.user, 1);
    } catch {
      give(null);
      return;
    }
    request.onupgradeneeded = () => {
      request.result.createObjectStore("acts", { autoIncrement: true });
      request.result.createObjectStore("history");
      request.result.createObjectStore("ids");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      give(request.result);
    };
    request.onerror = () => give(null);
  });
  return opening;
}

async function run(store, mode, work, otherwise) {
  const base = await open();
  if (!base) return otherwise(memory[store]);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = base.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } catch {
    // Full or taken away in mid-work: go on in memory, and let the page say so.
    hasStore = false;
    return otherwise(memory[store]);
  }
}

/** Put an act at the end of the queue. */
export const addAct = (act) =>
  run("acts", "readwrite", (store) => store.add(act), (map) => map.set(nextKey++, act));

/** Every act that waits, oldest first, as [key, act]. */
export async function waitingActs() {
  const found = [...memory.acts];
  const base = await open();
  if (!base) return found;
  const kept = await new Promise((resolve) => {
    const rows = [];
    const request = base.transaction("acts").objectStore("acts").openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve(rows);
      rows.push([cursor.key, cursor.value]);
      return cursor.continue();
    };
    request.onerror = () => resolve(rows);
  });
  return kept.concat(found);
}

/** Write an act anew in its place. */
export const replaceAct = (key, act) => run(
  "acts", "readwrite", (store) => store.put(act, key), (map) => map.set(key, act),
);

/** Take an act out of the queue. */
export async function removeAct(key) {
  memory.acts.delete(key);
  await run("acts", "readwrite", (store) => store.delete(key), () => undefined);
}

/** The undo history of an article, or undefined. */
export const readHistory = (article) =>
  run("history", "readonly", (store) => store.get(article), (map) => map.get(article));

/** Keep the undo history of an article. */
export const writeHistory = (article, history) => run(
  "history", "readwrite", (store) => store.put(history, article),
  (map) => map.set(article, history),
);

/** Remember which id the server gave to something made here. */
export const writeId = (made, given) =>
  run("ids", "readwrite", (store) => store.put(given, made), (map) => map.set(made, given));

/** The id the server gave, or undefined. */
export const readId = (made) =>
  run("ids", "readonly", (store) => store.get(made), (map) => map.get(made));

/** Forget what other people left in this browser. */
export async function forgetOthers() {
  const bases = (await indexedDB.databases?.()) ?? [];
  for (const { name } of bases) {
    if (name.startsWith(PREFIX) && name !== PREFIX + data.user) indexedDB.deleteDatabase(name);
  }
}
