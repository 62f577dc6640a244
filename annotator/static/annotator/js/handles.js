// Handles at both ends of the focused span, dragged by mouse or finger; the keys [ ] do the same.

import { offsetAt, paragraphAt, quote, rangeOf } from "./marks.js";
import { make, t } from "./page.js";
import { highlight, nearestEdge } from "./selection.js";

const place = document.querySelector(".text-place");
const workspace = document.getElementById("workspace");
const EDGE_PX = 90;
const SIDES = ["start", "end"];
let span = null;
let drag = null;
let drop;

const handles = SIDES.map((side) => make("button", {
  type: "button", class: `handle handle-${side}`, tabindex: "-1", hidden: true,
  title: t(`handle_${side}`), "aria-label": t(`handle_${side}`),
  onpointerdown: (event) => take(event, side),
  onpointermove: follow,
  onpointerup: () => letGo(true),
  onpointercancel: () => letGo(false),
}));

/** Say what happens when an end was moved: `hear(span)`. */
export function connect(hear) {
  drop = hear;
  place.append(...handles);
  new ResizeObserver(lay).observe(place);
}

/** Show the handles of a span; null takes them away. */
export function show(shown) {
  span = shown;
  lay();
}

function lay() {
  const now = drag?.moved ?? span;
  for (const handle of handles) handle.hidden = !now;
  if (!now) return;
  const rects = rangeOf(now.start, now.end).getClientRects();
  const box = place.getBoundingClientRect();
  for (const [at, side] of SIDES.entries()) {
    const rect = rects[at ? rects.length - 1 : 0];
    if (!rect) continue;
    const { element } = paragraphAt(at ? now.end - 1 : now.start);
    const isLeft = (side === "start") === (getComputedStyle(element).direction === "ltr");
    handles[at].style.left = `${(isLeft ? rect.left : rect.right) - box.left}px`;
    handles[at].style.top = `${(at ? rect.bottom : rect.top) - box.top}px`;
  }
}

function take(event, side) {
  if (event.button) return;
  // The words stay selected and the keyboard where it is.
  event.preventDefault();
  event.target.setPointerCapture(event.pointerId);
  drag = { side, moved: span, x: event.clientX, y: event.clientY, exact: false };
  // From the knob to the line it belongs to.
  const knob = event.target.getBoundingClientRect();
  drag.dx = knob.left + knob.width / 2 - event.clientX;
  drag.dy = (side === "start" ? knob.bottom + 8 : knob.top - 8) - event.clientY;
  workspace.classList.add("is-dragging");
  requestAnimationFrame(creep);
}

function follow(event) {
  if (!drag) return;
  Object.assign(drag, { x: event.clientX, y: event.clientY, exact: event.altKey });
  move();
}

function move() {
  const at = offsetAt(drag.x + drag.dx, drag.y + drag.dy);
  const edge = at === null ? null : nearestEdge(drag.side, at, drag.exact);
  if (edge === null) return;
  const moved = { ...span, [drag.side]: edge };
  if (moved.start >= moved.end || !quote(moved.start, moved.end).trim()) return;
  drag.moved = moved;
  highlight("preview", moved);
  lay();
}

/** Near the top or bottom of the window the text moves along. */
function creep() {
  if (!drag) return;
  const by = drag.y < EDGE_PX ? -6 : drag.y > innerHeight - EDGE_PX ? 6 : 0;
  if (by) {
    scrollBy({ top: by, behavior: "instant" });
    move();
  }
  requestAnimationFrame(creep);
}

function letGo(isMeant) {
  if (!drag) return;
  const { moved } = drag;
  drag = null;
  workspace.classList.remove("is-dragging");
  highlight("preview", null);
  if (isMeant && (moved.start !== span.start || moved.end !== span.end)) drop(moved);
  lay();
}
