// The list of spans beside the text: one row per span, drawn by the server, kept in step here.

import { paragraphAt } from "./marks.js";
import { chainWords, claimText, make, quantityText, t } from "./page.js";

const list = document.getElementById("spans");
const total = document.getElementById("span-count");
const empty = document.getElementById("no-spans");

/** The row of a span, or null. */
export const rowOf = (id) => document.getElementById(`s-${id}`);

// Rows stand in lists of so many: what is out of sight is skipped list by list, and thousands of
// rows would each be looked at in every frame.
const TOGETHER = 50;
let first = [];
let drawn = 0;

/** Take over the rows that the server drew, and draw the rest bit by bit; `spans` in order. */
export function adopt(spans) {
  first = spans;
  const rows = [...list.querySelectorAll(".item:not(.is-other)")];
  drawn = rows.length;
  for (const [at, row] of rows.entries()) name(row, spans[at].id);
  if (spans.length > TOGETHER) arrange(rows);
  setTimeout(drawSome);
}

function drawSome(most = 200) {
  const some = first.slice(drawn, drawn + most);
  drawn += some.length;
  if (some.length) list.append(...inLists(some.map((span) => drawRow(span, first))));
  if (drawn < first.length) setTimeout(drawSome);
}

function inLists(rows) {
  const lists = [];
  for (let at = 0; at < rows.length || !at; at += TOGETHER) {
    lists.push(make("ol", { class: "spans" }, ...rows.slice(at, at + TOGETHER)));
  }
  return lists;
}

/** Let these rows be the list, in this order. */
export const arrange = (rows) => list.replaceChildren(...inLists(rows));

/** Draw at once what is still to be drawn. */
export const drawAll = () => drawSome(Infinity);

/** Say how many spans there are. */
export const count = (number) => { total.textContent = String(number); };

function name(row, id) {
  row.id = `s-${id}`;
  row.dataset.id = id;
}

function drawRow(span, spans) {
  const row = make("li", { class: "item" }, head(span, spans),
    span.trouble ? make("button", { type: "button", class: "button button-small held",
      "data-held": span.id }, span.trouble) : null);
  name(row, span.id);
  return row;
}

/** Draw the row of a span anew, or take it away; `spans` gives the order. */
export function showRow(id, span, spans) {
  drawSome(Infinity);
  const before = rowOf(id);
  if (span) {
    const row = drawRow(span, spans);
    const hadKeyboard = before?.querySelector(".item-open") === document.activeElement;
    if (before) before.replaceWith(row);
    const next = spans[spans.findIndex((one) => one.id === id) + 1];
    const after = next ? rowOf(next.id) : null;
    if (!before || row.nextElementSibling !== after) {
      if (after) after.before(row);
      else list.lastElementChild.append(row);
    }
    if (before && hadKeyboard) row.querySelector(".item-open").focus({ preventScroll: true });
  } else {
    before?.remove();
  }
  total.textContent = String(spans.length);
  empty.hidden = spans.length > 0;
  if (!list.querySelector('.item-open[tabindex="0"]')) {
    list.querySelector(".item-open")?.setAttribute("tabindex", "0");
  }
}

/** What a row shows of a span; `spans` may hold it, `more` stands below. */
export function head(span, spans, ...more) {
  const paragraph = paragraphAt(span.start);
  const outer = spans.some((one) => one.id !== span.id && one.start <= span.start
    && span.end <= one.end && one.end - one.start > span.end - span.start);
  const place = outer ? t("inside", { number: paragraph.number }) : `¶${paragraph.number}`;
  const details = [
    chainWords(span.attributions), quantityText(span.quantity),
    span.claim === null ? "" : claimText(span.claim),
  ].filter(Boolean);
  return make("a", {
    class: "item-open", href: `#p${paragraph.number}`, tabindex: "-1",
  },
  make("span", { class: "split" },
    make("span", { class: `label label-${span.label}` }, t(span.label)),
    make("span", { class: "muted small" }, place)),
  make("span", { class: "quote" }, "“", make("bdi", {}, span.quote), "”"),
  ...details.map((words) => make("span", { class: "small muted" }, words)), ...more);
}

/** Show which row has the focus; with `take` it gets the keyboard too. */
export function showFocusedRow(id, { take = false } = {}) {
  if (id) drawSome(Infinity);
  for (const row of list.querySelectorAll(".item.is-focused")) row.classList.remove("is-focused");
  for (const link of list.querySelectorAll('.item-open[tabindex="0"]')) link.tabIndex = -1;
  const row = id && rowOf(id);
  const link = row?.querySelector(".item-open") ?? list.querySelector(".item-open");
  if (link) link.tabIndex = 0;
  if (!row) return null;
  row.classList.add("is-focused");
  row.hidden = false;
  row.scrollIntoView({ block: "nearest" });
  if (take) link.focus({ preventScroll: true });
  return row;
}

/** The id of the row a node stands in, or null. */
export const idAt = (node) => node.closest?.(".item")?.dataset.id ?? null;

/** The id of the row before or after; the first or last one when there is none. */
export function neighbour(id, by) {
  drawSome(Infinity);
  const ids = [...list.querySelectorAll(".item[data-id]:not([hidden])")]
    .map((row) => row.dataset.id);
  if (!ids.length) return null;
  const at = ids.indexOf(id);
  if (at < 0) return by > 0 ? ids[0] : ids.at(-1);
  return ids[Math.max(0, Math.min(ids.length - 1, at + by))];
}
