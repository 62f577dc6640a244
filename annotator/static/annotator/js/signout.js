// Signing out clears what this site kept in the browser; work that was not sent is asked about.

const PREFIX = "twosource-";

async function unsent(name) {
  const base = await new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
  if (!base?.objectStoreNames.contains("acts")) {
    base?.close();
    return 0;
  }
  const count = await new Promise((resolve) => {
    const request = base.transaction("acts").objectStore("acts").count();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(0);
  });
  base.close();
  return count;
}

async function ours() {
  const bases = (await indexedDB.databases?.().catch(() => [])) ?? [];
  return bases.map(({ name }) => name).filter((name) => name.startsWith(PREFIX));
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  let isCleared = false;
  form.addEventListener("submit", async (event) => {
    if (isCleared) return;
    event.preventDefault();
    const names = await ours();
    const counts = await Promise.all(names.map(unsent));
    const count = counts.reduce((sum, one) => sum + one, 0);
    if (count && !confirm(form.dataset.signOut.replace("%count%", count))) return;
    await Promise.all(names.map((name) => new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = resolve;
    })));
    isCleared = true;
    form.requestSubmit();
  });
}
