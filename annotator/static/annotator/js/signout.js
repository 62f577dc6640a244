// Signing out clears what this site kept of a person in the browser; work that was not sent is
// asked about. What others left here goes too, but for what they still have to send.

const PREFIX = "twosource-";
export const own = PREFIX + document.body.dataset.user;

/** How many acts wait in a person's store. */
export async function unsent(name) {
  const base = await new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
  const count = base?.objectStoreNames.contains("acts") ? await new Promise((resolve) => {
    const request = base.transaction("acts").objectStore("acts").count();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(0);
  }) : 0;
  base?.close();
  return count;
}

/** The names of the stores that this browser has. */
export async function kept() {
  try {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    return names.filter((name) => name.startsWith(PREFIX));
  } catch {
    return []; // a browser that forbids or does not list them
  }
}

const clear = (name) => new Promise((resolve) => {
  const request = indexedDB.deleteDatabase(name);
  request.onsuccess = request.onerror = request.onblocked = resolve;
});

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  let isCleared = false;
  form.addEventListener("submit", async (event) => {
    if (isCleared) return;
    event.preventDefault();
    if ((await kept()).includes(own)) {
      const count = await unsent(own);
      if (count && !confirm(form.dataset.signOut.replace("%count%", count))) return;
      await clear(own);
    }
    isCleared = true;
    form.requestSubmit();
  });
}

for (const name of await kept()) {
  if (name !== own && !(await unsent(name))) await clear(name);
}
