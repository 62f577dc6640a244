// The filter of list and text: mine, everybody's, or where people differ. What others marked is
// asked for when it is wanted, and can only be read.

import * as lists from "./list.js";
import { connect, paragraphAt, paragraphs, paragraphsOf, rangeOf, redraw } from "./marks.js";
import { announce, data, make, notify, t } from "./page.js";
import { highlight } from "./selection.js";
import { readAll } from "./session.js";
import * as store from "./store.js";

const filter = document.getElementById("list-filter");
const list = document.getElementById("spans");
let theirs = null;
// Those of them that stand in the text.
let visible = [];
let shown = "mine";
let isDue = false;

const drawn = () => [...store.spans(), ...visible];
connect(drawn);

async function load() {
  const { project, article, revision } = data;
  const [rows, members] = await Promise.all([
    readAll(data.urls.annotations, { project, article, revision, live: true }),
    readAll(data.urls.members, {}),
  ]);
  const names = new Map(members.map((one) => [one.user, one.name]));
  theirs = rows.filter((row) => row.author !== data.user && row.origin !== "adjudicated")
    .map((row) => ({ ...row, author_name: names.get(row.author) ?? t("former_member") }));
}

const clash = (a, b) => a.start < b.end && b.start < a.end && a.label !== b.label
  && a.author !== b.author;

function draw() {
  isDue = false;
  lists.drawAll();
  for (const row of list.querySelectorAll(".is-other")) row.remove();
  const mine = store.spans();
  const isAll = shown === "all";
  const isMine = shown === "mine";
  const differs = (span) => isMine || isAll
    || [...mine, ...theirs].some((other) => clash(span, other));
  const rows = mine.map((span) => {
    const row = lists.rowOf(span.id);
    row.hidden = !row.classList.contains("is-focused") && !differs(span);
    return { start: span.start, row };
  });
  const before = new Set(visible);
  visible = isMine ? [] : theirs.filter(differs);
  const changed = [...before.symmetricDifference(new Set(visible))];
  const spans = drawn();
  for (const one of new Set(changed.flatMap(paragraphsOf))) redraw(one, spans);
  if (!isMine) {
    for (const span of visible) {
      const row = make("li", { class: "item is-other", onclick: (event) => {
        event.preventDefault();
        look(span);
      } }, lists.head(span, theirs, make("span", { class: "small" }, span.author_name)));
      span.row = row;
      rows.push({ start: span.start, row });
    }
    rows.sort((a, b) => a.start - b.start);
    lists.arrange(rows.map((one) => one.row));
  }
  const count = rows.filter((one) => !one.row.hidden).length;
  lists.count(isMine ? mine.length : count);
  document.getElementById("no-spans").hidden = count > 0;
}

/** Show whose a span is: its row has the keyboard, its words stand out. */
export function look(span) {
  for (const one of list.querySelectorAll(".is-other.is-looked-at")) {
    one.classList.remove("is-looked-at");
  }
  span.row.classList.add("is-looked-at");
  span.row.querySelector("a").focus({ preventScroll: true });
  highlight("other", span);
  paragraphAt(span.start).element.scrollIntoView({ block: "nearest" });
  const { top, bottom } = rangeOf(span.start, span.end).getBoundingClientRect();
  if (top < 80 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 3 });
}

/** J and K in the list while others' rows stand in it; gives the id of one's own row, or true. */
export function step(by) {
  if (shown === "mine") return null;
  const links = [...list.querySelectorAll(".item:not([hidden]) > .item-open")];
  const at = links.indexOf(document.activeElement) + by;
  const link = links[Math.max(0, Math.min(links.length - 1, at))];
  if (!link) return null;
  const { id } = link.parentElement.dataset;
  if (!id) link.click();
  return id ?? true;
}

/** After a change of one's own spans. */
export function refresh() {
  if (!theirs || shown === "mine" || isDue) return;
  isDue = true;
  setTimeout(draw);
}

filter?.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  shown = button.value;
  highlight("other", null);
  try {
    // Asked anew each time: others go on working.
    if (shown !== "mine") await load();
  } catch {
    shown = "mine";
    notify(t("others_failed"), { key: "others" });
  }
  for (const one of filter.children) one.setAttribute("aria-pressed", String(one.value === shown));
  draw();
  announce(t("rows_shown", { count: list.querySelectorAll(".item:not([hidden])").length }));
});

// The server drew others' too, for those without scripts: their marks are ours from here on.
const asked = filter?.querySelector("[aria-pressed=true]:not([value=mine])");
if (asked) {
  for (const one of paragraphs) redraw(one);
  asked.click();
}
