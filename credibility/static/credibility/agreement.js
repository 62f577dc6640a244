// Keeps the agreement page at what is computed: asks for its changing part, which is seldom sent.

const EVERY_MS = 2000;
const parts = document.getElementById("agreement-parts");
const news = document.getElementById("agreement-news");
let tag = parts.dataset.tag;
let timer = 0;

// A phone shows what matters first; the rest is one touch away.
if (matchMedia("(max-width: 640px)").matches) {
  for (const part of parts.querySelectorAll("details.fold")) part.open = false;
}

/** What the reader has open and where they are, so that news takes none of it away. */
function remember() {
  const states = [...parts.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]);
  const focused = parts.contains(document.activeElement)
    ? document.activeElement.closest("[id]")?.id
    : null;
  return () => {
    for (const [id, open] of states) document.getElementById(id)?.toggleAttribute("open", open);
    if (!focused) return;
    const place = document.getElementById(focused);
    (place?.matches("button, a, summary") ? place : place?.querySelector("summary"))?.focus();
  };
}

async function refresh() {
  try {
    const answer = await fetch(parts.dataset.address, {
      headers: { "If-None-Match": tag },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
    });
    if (answer.status === 200) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const putBack = remember();
      parts.replaceChildren(...page.body.childNodes);
      putBack();
      tag = answer.headers.get("ETag") ?? tag;
      news.textContent = news.dataset.text;
    } else if (answer.status !== 304 && answer.status < 500) {
      return; // signed out, or closed to the reader: nothing more will come
    }
  } catch {
    // Offline: asked again next time.
  }
  timer = setTimeout(refresh, EVERY_MS);
}

function start() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, EVERY_MS);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) refresh();
});
start();
