// Working together: the guideline in place, the way to a span that a colleague mentioned.

import { showSentenceAt } from "./backdrop.js";
import { countComments, openComments } from "./comments.js";
import { kept } from "./kept.js";
import { rangeOf } from "./marks.js";
import { data, make, t } from "./page.js";
import { ask } from "./outbox.js";
import { beginTour } from "./tour.js";

const SEEN = `twosource-guideline-${data.user}-${data.project}`;
const panel = document.getElementById("guideline");
const button = document.getElementById("guideline-button");

/** G: the guideline over the text, and away again; read from its page when it is first asked for. */
export async function showGuideline() {
  if (!panel) return;
  panel.togglePopover();
  if (!panel.matches(":popover-open")) return;
  panel.querySelector("button").focus();
  kept(SEEN, data.guideline);
  button.classList.remove("is-new");
  const place = document.getElementById("guideline-text");
  if (place.childElementCount) return;
  const answer = await fetch(data.urls.guideline).catch(() => null);
  const page = answer?.ok
    && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".markdown");
  if (page) place.replaceChildren(...page.childNodes);
  else place.textContent = t("no_connection");
}

/** What stands in the address: a span of one's own gets the focus, a colleague's its comments. */
async function openMentioned(focus, own) {
  const id = /^#s-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  if (!id) return;
  if (own(id)) {
    focus(id);
    return;
  }
  const { status, json } = await ask("GET", `${data.urls.annotations}${id}/`).catch(() => ({}));
  if (status !== 200 || json.revision !== data.revision) return;
  const host = make("div", {});
  const thread = make("section", { class: "thread", "aria-label": t("comments") },
    make("p", { class: "quote" }, `“${json.quote}”`), host);
  document.getElementById("spans").before(thread);
  showSentenceAt(json);
  rangeOf(json.start, json.end).startContainer.parentElement.scrollIntoView({ block: "center" });
  openComments(host, { annotation: id, claim: json.claim, close: () => {
    thread.remove();
    document.getElementById("text").focus({ preventScroll: true });
  } });
}

/** Begin: the tour, a mark on a guideline newer than the one last read, what was said. */
export function begin(focus, own) {
  const seen = Number(kept(SEEN));
  if (!seen) kept(SEEN, data.guideline);
  else if (button && seen < data.guideline) {
    button.classList.add("is-new");
    button.append(make("span", { class: "badge" }, t("new")));
  }
  button?.addEventListener("click", showGuideline);
  beginTour();
  openMentioned(focus, own);
  if (data.may_write) countComments().catch(() => undefined);
}
