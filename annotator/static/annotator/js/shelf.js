// The browser's own store: unsent acts and the undo history, per person; in memory where the
// browser forbids or has no room for a store.

const memory = { acts: new Map(), history: new Map(), ids: new Map() };
// Keys of acts that the store could not let go of.
const gone = new Set();
let nextKey = 1;
let opening = null;
let isForbidden = false;

/** Whether all that waits would survive the closing of this page. */
export const isKept = () => !isForbidden && memory.acts.size === 0;

/** The store, which is asked for once; null where it is forbidden. */
export function open() {
  opening ??= new Promise((resolve) => {
    const request = indexedDB.open(`twosource-${document.body.dataset.user}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("acts", { autoIncrement: true });
      request.result.createObjectStore("history");
      request.result.createObjectStore("ids");
    };
    request.onsuccess = () => {
      const base = request.result;
      // Signed out elsewhere, or cleared by the browser: the next act opens it anew.
      base.onclose = () => { opening = null; };
      base.onversionchange = () => {
        base.close();
        opening = null;
      };
      resolve(base);
    };
    request.onerror = () => resolve(null);
  }).catch(() => null).then((base) => {
    isForbidden = !base;
    gone.clear();
    return base;
  });
  return opening;
}

/** What `work` on the store gives; `otherwise`, on a map, where there is no store. */
async function run(name, mode, work, otherwise) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const options = { durability: name === "acts" ? "strict" : "relaxed" };
      const transaction = base.transaction(name, mode, options);
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    // Forbidden, full or taken away in mid-work: go on in memory, and let the page say so.
    return otherwise(memory[name]);
  }
}

/** Every act that waits, oldest first, as [key, act]. */
export async function waitingActs() {
  const rows = [];
  await run("acts", "readonly", (store) => {
    store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (!gone.has(cursor.key)) rows.push([cursor.key, cursor.value]);
      cursor.continue();
    };
  }, () => undefined);
  return rows.concat([...memory.acts]);
}

/** All or nothing: take acts out by key, write [key, act] anew, add acts at the end. */
export async function changeActs({ out = [], anew = [], add = [] }) {
  const { acts } = memory;
  const push = (list) => list.forEach((act) => acts.set(`here-${nextKey++}`, act));
  const isStored = (key) => !acts.has(key);
  const stored = { out: out.filter(isStored), anew: anew.filter(([key]) => isStored(key)) };
  // What comes after an act in memory stays behind it: the queue goes on there until it is empty.
  const fresh = acts.size ? [] : add;
  push(add.slice(fresh.length));
  out.forEach((key) => acts.delete(key));
  anew.forEach(([key, act]) => acts.has(key) && acts.set(key, act));
  if (!fresh.length && !stored.out.length && !stored.anew.length) return;
  await run("acts", "readwrite", (store) => {
    stored.out.forEach((key) => store.delete(key));
    stored.anew.forEach(([key, act]) => store.put(act, key));
    fresh.forEach((act) => store.add(act));
  }, () => {
    [...stored.out, ...stored.anew.map(([key]) => key)].forEach((key) => gone.add(key));
    push([...stored.anew.map(([, act]) => act), ...fresh]);
  });
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
export const readId = async (made) => memory.ids.get(made)
  ?? run("ids", "readonly", (store) => store.get(made), () => undefined);
