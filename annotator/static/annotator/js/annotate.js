// The annotating page: ties text, list, keys and outbox together.

import { showSentenceAt } from "./backdrop.js";
import * as caret from "./caret.js";
import * as editor from "./editor.js";
import * as fences from "./fences.js";
import * as handles from "./handles.js";
import { areOn, commandOf } from "./keys.js";
import * as list from "./list.js";
import * as marks from "./marks.js";
import { closeMenu, openMenu } from "./menu.js";
import * as others from "./others.js";
import * as outbox from "./outbox.js";
import { announce, data, LABELS, t } from "./page.js";
import { highlight, moveEdge, selectedSpan, snapToWords } from "./selection.js";
import { newId } from "./spans.js";
import * as store from "./store.js";
import * as suggestions from "./suggestions.js";
import * as together from "./together.js";
import { isLongPress, sentenceBeside, sentencesAround } from "./touch.js";
import { connectTroubles } from "./troubles.js";
import * as undo from "./undo.js";

const text = document.getElementById("text");
const workspace = document.getElementById("workspace");
const dock = document.getElementById("dock");
const bar = document.getElementById("bar");
const narrow = matchMedia("(max-width: 900px)");
const sentences = marks.paragraphs.flatMap((one) => one.sentences);
let focused = null;
let sentence = -1;
let selected = null;
let isExact = false;
let isWide = false;

// --- labelling ----------------------------------------------------------------------------

function label(name) {
  const offered = suggestions.take();
  const span = offered ?? selected ?? (focused ? null : sentences[sentence]);
  if (!span) {
    if (focused) {
      editor.relabel(name);
      announce(t("relabelled", { label: t(name) }));
    } else announce(t("select_first"));
    return;
  }
  const same = store.spans().find((one) => one.start === span.start && one.end === span.end);
  const id = same?.id ?? newId();
  const words = marks.quote(span.start, span.end);
  undo.act(id, same ? { ...same, label: name, ...offered?.values }
    : store.blank({
      start: span.start, end: span.end, quote: words, label: name, ...offered?.values,
    }));
  clearSelection();
  focus(id);
  showButtons();
  announce(t("labelled", { label: t(name), quote: words }));
  if (offered?.name) editor.askSource("origin", offered.name);
}

function clearSelection() {
  selected = null;
  isWide = false;
  if (caret.isOn()) getSelection()?.collapseToEnd();
  else getSelection()?.removeAllRanges();
  highlight("preview", null);
  showDock();
}

function withdraw(id = focused) {
  if (!id) return;
  const next = list.neighbour(id, 1);
  const words = store.get(id).quote;
  undo.act(id, null);
  focus(null);
  showButtons();
  text.focus({ preventScroll: true });
  announce(t("withdrawn", { quote: words }));
  if (next && next !== id) list.showFocusedRow(null);
}

function moveFocusedEdge(side, by) {
  const moved = focused && moveEdge(store.get(focused), side, by);
  if (!moved) {
    announce(t("no_room"));
    return;
  }
  moved.quote = marks.quote(moved.start, moved.end);
  undo.act(focused, moved);
  announce(moved.quote);
}

handles.connect((moved) => {
  undo.act(focused, { ...moved, quote: marks.quote(moved.start, moved.end) });
  showButtons();
  announce(store.get(focused).quote);
});

editor.connect({
  change: (id, span) => {
    undo.act(id, span);
    showButtons();
  },
  done: (message) => {
    text.focus({ preventScroll: true });
    if (message) announce(message);
  },
  withdraw,
});

// --- what is shown ------------------------------------------------------------------------

let late = null;
const isTyping = () => document.activeElement.matches("#editor :is(input, textarea, select)");

store.onChange((id, before, after, isFromElsewhere) => {
  const spans = store.spans();
  const touched = new Set([before, after].filter(Boolean).flatMap(marks.paragraphsOf));
  const putBack = caret.hold();
  for (const paragraph of touched) marks.redraw(paragraph);
  putBack();
  if (isFromElsewhere && after && id === focused && isTyping()) {
    late = id; // a field is not taken from under the hands
    return;
  }
  list.showRow(id, after, spans);
  others.refresh();
  if (id === focused) {
    if (after) focus(id, { scroll: false });
    else focus(null);
  }
});

workspace.addEventListener("focusout", () => setTimeout(() => {
  const span = late && !isTyping() && store.get(late);
  if (!span) return;
  late = null;
  list.showRow(span.id, span, store.spans());
  if (span.id === focused) focus(focused, { scroll: false });
}));

marks.adopt(store.spans());
list.adopt(store.spans());

function focus(id, { take = false, scroll = true } = {}) {
  focused = id;
  const mark = marks.showFocus(id);
  const row = list.showFocusedRow(id, { take });
  editor.show(id, narrow.matches ? document.getElementById("dock-editor") : row);
  handles.show(data.may_write && id ? store.get(id) : null);
  showDock();
  if (scroll && mark) reveal(mark);
}

/** Scroll so that a thing stands between the header and, on a phone, the sheet. */
function reveal(thing) {
  const { top, bottom } = thing.getBoundingClientRect();
  const ceiling = document.querySelector(".work-header").offsetHeight + 8;
  const floor = innerHeight - (narrow.matches && !dock.hidden ? dock.offsetHeight : 0) - 8;
  if (top >= ceiling && bottom <= floor) return;
  scrollBy({ top: top - ceiling - Math.max(0, (floor - ceiling) / 3 - 24), behavior: "instant" });
}

function showDock() {
  const tapped = focused ? store.get(focused) : sentences[sentence];
  const offered = suggestions.current();
  const span = offered ?? selected ?? (narrow.matches ? tapped : null);
  dock.querySelector(".why")?.remove();
  dock.hidden = !span || !data.may_write;
  workspace.classList.toggle("has-dock", !dock.hidden);
  if (dock.hidden) return;
  document.getElementById("dock-quote").textContent = `“${marks.quote(span.start, span.end)}”`;
  for (const button of bar.querySelectorAll("[data-label]")) {
    const isNow = !selected && !offered && store.get(focused)?.label === button.dataset.label;
    button.setAttribute("aria-pressed", String(isNow));
  }
  if (offered) bar.before(suggestions.explanation());
  document.getElementById("dock-editor").hidden = Boolean(offered ?? selected);
  const widen = document.getElementById("widen");
  widen.hidden = offered || !selected || !narrow.matches;
  widen.textContent = t(isWide ? "take_words" : "take_sentence");
  if (narrow.matches) {
    dock.style.removeProperty("top");
    dock.style.removeProperty("left");
    return;
  }
  const last = [...marks.rangeOf(span.start, span.end).getClientRects()].at(-1);
  const box = text.getBoundingClientRect();
  const left = Math.max(0, Math.min(last.left - box.left, box.width - dock.offsetWidth));
  dock.style.top = `${last.bottom - box.top + 8}px`;
  dock.style.left = `${left}px`;
}

function showButtons() {
  document.getElementById("undo").disabled = !undo.canUndo();
}

// --- sentences ----------------------------------------------------------------------------

function step(by) {
  const other = document.activeElement?.matches(".item-open") ? others.step(by) : null;
  if (other) {
    if (other !== true) focus(other, { take: true });
    return;
  }
  if (workspace.contains(document.activeElement) && list.idAt(document.activeElement)
      && document.activeElement.matches(".item-open")) {
    const id = list.neighbour(list.idAt(document.activeElement), by);
    if (id) focus(id, { take: true });
    return;
  }
  if (!sentences.length) return;
  if (sentence < 0 && focused) {
    const from = store.get(focused).start;
    sentence = sentences.findIndex((one) => one.end > from) - (by > 0 ? 0 : -1);
  }
  const next = Math.max(0, Math.min(sentences.length - 1, sentence + by));
  clearSelection();
  focus(null);
  sentence = next;
  showSentence();
}

function showSentence() {
  const span = sentences[sentence] ?? null;
  showSentenceAt(span);
  showDock();
  for (const one of text.querySelectorAll("p.has-sentence")) one.classList.remove("has-sentence");
  if (!span) return;
  const paragraph = marks.paragraphAt(span.start);
  paragraph.element.classList.add("has-sentence");
  if (caret.isOn()) caret.goTo(span.start);
  const words = marks.quote(span.start, span.end);
  const said = marks.spansIn(span).map(marks.inShort).join("; ");
  announce(said ? `${words} (${said})` : words);
  reveal(marks.rangeOf(span.start, span.end));
}

// --- commands -----------------------------------------------------------------------------

function goBack() {
  // Esc closes the help by itself.
  if (document.querySelector("[popover]:popover-open") || suggestions.leave()) return;
  editor.skip();
  if (selected) clearSelection();
  else if (focused) {
    const from = store.get(focused).start;
    focus(null);
    sentence = Math.max(0, sentences.findIndex((one) => one.end > from));
  } else if (!caret.leave()) {
    sentence = -1;
  }
  showSentence();
  text.focus({ preventScroll: true });
}

function openAtCaret() {
  const here = list.idAt(document.activeElement);
  if (here) {
    focus(here);
    return;
  }
  const offset = caret.at();
  const span = offset === null ? sentences[sentence] : { start: offset, end: offset + 1 };
  const found = span && marks.spansIn(span);
  if (found?.length) choose(found, marks.rangeOf(span.start, span.end).getBoundingClientRect());
}

function choose(spans, rect) {
  if (spans.length === 1 && store.get(spans[0].id)) {
    focus(spans[0].id);
    return;
  }
  openMenu(rect, t("which_span"), spans.map((one) => ({
    text: marks.inShort(one),
    className: `label label-${one.label}`,
    act: () => {
      if (one.author_name) others.look(one);
      else {
        focus(one.id);
        text.focus({ preventScroll: true });
      }
    },
  })), () => text.focus({ preventScroll: true }));
}

function travel(entry, words) {
  if (!entry) {
    announce(t("nothing_more"));
    return;
  }
  if (entry.id === undefined) {
    fences.bring(entry.fence, words === "redone" ? entry.kept : !entry.kept);
    return;
  }
  const span = store.get(entry.id);
  focus(span ? entry.id : null);
  showButtons();
  announce(t(words, { quote: (span ?? entry.before ?? entry.after).quote }));
}

function startCaret() {
  if (caret.leave()) return;
  const from = (focused ? store.get(focused) : sentences[sentence])?.start;
  const first = marks.paragraphs.find((one) => one.element.getBoundingClientRect().bottom > 80);
  caret.enter(from ?? first?.start ?? 0);
}

const onSpan = (act) => () => {
  if (focused) act();
  else announce(t("focus_first"));
};
const reading = { next: () => step(1), previous: () => step(-1),
  help: () => document.getElementById("help").togglePopover(),
  open: () => suggestions.fill() || openAtCaret(),
  caret: startCaret,
  back: goBack, guideline: together.showGuideline };
const writing = {
  ...Object.fromEntries(LABELS.map((name) => [name, () => label(name)])),
  source: onSpan(() => editor.askSource("origin")),
  via: onSpan(() => editor.askSource("via")),
  chain: onSpan(() => editor.askSource("chain")),
  stance: onSpan(() => editor.nextStance(1)),
  stanceBack: onSpan(() => editor.nextStance(-1)),
  claim: onSpan(editor.askClaim),
  figure: onSpan(editor.askFigure),
  note: onSpan(editor.askNote),
  evidence: onSpan(editor.askEvidence),
  comments: onSpan(editor.askComments),
  cue: onSpan(() => editor.pickCue()),
  startBack: onSpan(() => moveFocusedEdge("start", -1)),
  startOn: onSpan(() => moveFocusedEdge("start", 1)),
  endOn: onSpan(() => moveFocusedEdge("end", 1)),
  endBack: onSpan(() => moveFocusedEdge("end", -1)),
  withdraw: () => suggestions.dismiss() || onSpan(() => withdraw())(),
  undo: () => travel(undo.undo(), "undone"),
  redo: () => travel(undo.redo(), "redone"),
  fence: () => { if (!fences.next()) announce(t("no_fence")); },
  done: () => document.getElementById("done-form").requestSubmit(),
};
const commands = data.may_write ? { ...reading, ...writing } : reading;

// --- listening ----------------------------------------------------------------------------

workspace.addEventListener("keydown", (event) => {
  // The browser tells of a selection later than it makes it.
  isWaiting ||= !holding && seen !== `${getSelection()}`;
  readSelection();
  isExact = event.altKey;
  const name = commandOf(event);
  if (data.may_write && areOn() && !suggestions.current() && editor.answers(event)) {
    event.preventDefault();
    return;
  }
  if (!commands[name]) return;
  // Esc must reach the browser too: it closes the help.
  if (name !== "back") event.preventDefault();
  commands[name]();
});

document.addEventListener("keydown", (event) => {
  // Undo and done work wherever the focus is, but for fields, which have their own undo.
  // A row that had the keyboard may be out of the page by now: what was done, was done.
  if (event.defaultPrevented || workspace.contains(event.target)) return;
  if (!(event.ctrlKey || event.metaKey)) return;
  const name = commandOf(event);
  if (!["undo", "redo", "done"].includes(name) || !commands[name]) return;
  event.preventDefault();
  commands[name]();
});

let holding = false;
dock.addEventListener("pointerdown", (event) => {
  // The selection in the text stays while its bar is used.
  if (event.target.closest("#bar, .why")) event.preventDefault();
  holding = true;
});
addEventListener("pointerup", () => setTimeout(() => { holding = false; }));

let seen = "";
let isWaiting = false;
document.addEventListener("selectionchange", () => {
  if (isWaiting || holding) return;
  isWaiting = true;
  requestAnimationFrame(readSelection);
});

/** Take what is selected now; at the latest with the next picture, at once before a key acts. */
function readSelection() {
  if (!isWaiting) return;
  isWaiting = false;
  // Words of nothing selected are not asked for: the browser would lay the page out for them.
  seen = getSelection()?.isCollapsed ? "" : `${getSelection()}`;
  if (!data.may_write || document.activeElement?.matches("input, textarea, select")) return;
  const inText = text.contains(getSelection()?.anchorNode ?? null);
  const before = selected;
  selected = inText ? selectedSpan({ exact: isExact }) : selected && null;
  isWide = Boolean(selected) && isLongPress();
  if (isWide) selected = sentencesAround(selected);
  highlight("preview", selected);
  if (selected && !before) {
    sentence = -1;
    showSentence();
    focus(null);
  }
  if (selected || before) showDock();
}
for (const name of ["pointermove", "pointerup"]) {
  text.addEventListener(name, (event) => { isExact = event.altKey; }, { passive: true });
}

text.addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  if (!getSelection().isCollapsed) return;
  const beside = data.may_write && sentenceBeside(event, sentences[sentence]);
  if (beside) {
    focus(null);
    sentence = sentences.indexOf(beside);
    showSentence();
    return;
  }
  if (!mark) {
    if (!event.target.closest("button, a, .fence")) focus(null);
    return;
  }
  const found = marks.spansOf(mark);
  // The shortest is meant most often: it comes first.
  choose(found.sort((a, b) => (a.end - a.start) - (b.end - b.start)),
    mark.getBoundingClientRect());
});

document.getElementById("spans").addEventListener("click", (event) => {
  const id = event.target.closest(".item-open") && list.idAt(event.target);
  if (!id) return;
  event.preventDefault();
  focus(id, { take: true });
});

bar.addEventListener("click", (event) => {
  const name = event.target.closest("[data-label]")?.dataset.label;
  if (name) label(name);
});
bar.addEventListener("keydown", (event) => {
  const buttons = [...bar.querySelectorAll("button")];
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const at = buttons.indexOf(document.activeElement) + by;
  buttons[(at + buttons.length) % buttons.length].focus();
});

document.getElementById("widen").addEventListener("click", () => {
  isWide = !isWide;
  selected = selectedSpan({ exact: isExact }) ?? selected;
  if (isWide) selected = sentencesAround(selected);
  highlight("preview", selected);
  showDock();
});
document.getElementById("dock-close").addEventListener("click", goBack);
document.getElementById("undo").addEventListener("click", () => commands.undo?.());
document.getElementById("help").addEventListener("beforetoggle", () => import("./keymap.js"), {
  once: true,
});
const line = document.querySelector(".key-line");
line?.addEventListener("pointerdown", (event) => event.preventDefault());
line?.addEventListener("click", (event) => {
  readSelection();
  commands[event.target.closest("[data-run]")?.dataset.run]?.();
});
for (const name of ["copy", "cut"]) {
  text.addEventListener(name, (event) => {
    // Words only: what is pasted elsewhere carries no marks.
    event.clipboardData.setData("text/plain", getSelection().toString());
    event.preventDefault();
  });
}
narrow.addEventListener("change", () => focus(focused, { scroll: false }));

let isClear = false;
let isAsking = false;
document.getElementById("done-form").addEventListener("submit", async (event) => {
  if (isClear) return;
  // "Done" must not be said before the last act is there, nor twice.
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  isClear = await outbox.isClear();
  isAsking = false;
  if (isClear) event.target.requestSubmit();
});

async function begin() {
  if (!data.may_write) return;
  const [acts] = await Promise.all([outbox.waiting(), undo.open()]);
  store.replay(acts);
  showButtons();
  connectTroubles(showButtons);
  suggestions.connect({
    show: showDock,
    reveal,
    hold: caret.hold,
    focused: () => focused && store.get(focused),
    change: (span) => { undo.act(focused, span); showButtons(); },
    from: () => caret.at() ?? (focused ? store.get(focused) : sentences[sentence])?.start ?? 0,
  });
  await outbox.start();
}

addEventListener("scroll", closeMenu, { passive: true });
document.documentElement.classList.add("has-script");
text.tabIndex = 0;
together.begin(focus, store.get);
// Last of what changes the page: to take the focus it must have been laid out.
if (!location.hash) text.focus({ preventScroll: true });
// Words selected while the page came are selected.
isWaiting = true;
readSelection();
begin().then(() => {
  document.documentElement.dataset.ready = "";
  // The first selection finds what cuts words ready.
  setTimeout(snapToWords, 0, "", 0, 0);
});
