// Keeps a page that waits for the worker at what is known; when the wait is over, nothing is asked.

const EVERY_MS = 1500;
const place = document.getElementById("waiting");

async function refresh() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("waiting");
    if (!news) return;
    if (!("pending" in news.dataset)) {
      location.reload(); // a new page tells a screen reader that the wait is over
      return;
    }
    const [bar, now] = [place, news].map((part) => part.querySelector("progress"));
    if (bar && now) bar.value = now.value;
    const [said, says] = [place, news].map((part) => part.querySelector("[role=status] p"));
    if (said && says && said.textContent !== says.textContent) said.textContent = says.textContent;
  } catch {
    // Offline: asked again next time.
  }
  setTimeout(refresh, EVERY_MS);
}

setTimeout(refresh, EVERY_MS);
