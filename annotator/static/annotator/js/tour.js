// Four steps on top of the text for who has never marked anything here; they tick themselves off.

import { kept } from "./kept.js";
import { data, make, t } from "./page.js";

const line = document.getElementById("tour");
const KEPT = `twosource-tour-${data.user}`;
const text = document.getElementById("text");
const spans = document.getElementById("spans");

function end() {
  kept(KEPT, "over");
  line.remove();
}

function tick(number) {
  const step = line.querySelectorAll("li")[number];
  if (!step || step.classList.contains("is-done")) return;
  step.classList.add("is-done");
  step.append(make("span", { class: "visually-hidden" }, ` (${t("step_done")})`));
}

/** Show it, to who has not seen it through or closed it. */
export function beginTour() {
  if (!line || kept(KEPT)) return;
  line.hidden = false;
  line.querySelector("button").addEventListener("click", end);
  const before = spans.querySelectorAll(".item").length;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.isCollapsed && text.contains(selection.anchorNode)) tick(0);
  });
  new MutationObserver(() => {
    if (spans.querySelectorAll(".item").length > before) [0, 1].forEach(tick);
    if (spans.querySelector(".hop-origin")) tick(2);
  }).observe(spans, { childList: true, subtree: true });
  document.getElementById("done-form")?.addEventListener("submit", () => kept(KEPT, "over"));
}
