// What a span says: label, chains, figure, claim and note, changed in place.

import * as chains from "./chains.js";
import { openFigure } from "./figures.js";
import { cap } from "./keys.js";
import { claims, claimText, data, LABELS, make, quantityText, sources, t } from "./page.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";
import { openTypeahead } from "./typeahead.js";

const editor = make("div", { class: "editor", id: "editor" });
const recent = { source: null, claim: null };
let spanId = null;
let place = null;
let hooks = { change: () => undefined, done: () => undefined };

/** Say what happens on a change (chains, label, ...) and when the reader is through. */
export const connect = (given) => { hooks = given; };

export const element = editor;

/** Show the span `id` in `host`; null shows nothing. */
export function show(id, host) {
  if (id !== spanId) chains.lookAtOrigin(store.get(id)?.attributions ?? []);
  spanId = id;
  if (!id) {
    editor.remove();
    return;
  }
  if (editor.parentElement !== host) host.append(editor);
  draw();
}

const span = () => store.get(spanId);

function change(values) {
  hooks.change(spanId, { ...span(), ...values });
}

/** Draw anew what changed, with the keyboard where it was. */
export function draw() {
  const now = span();
  if (!now) return;
  const key = editor.contains(document.activeElement) && document.activeElement.dataset.key;
  place = make("div", { class: "editor-place" });
  editor.replaceChildren(
    chains.drawChains(now, {
      look: (chain, position) => {
        Object.assign(chains.at, { chain, position });
        draw();
        editor.querySelector(`[data-key="hop-${chain}-${position}"]`)?.focus();
      },
      change: (attributions) => change({ attributions }),
    }),
    ...next(now),
    make("div", { class: "actions" },
      action("source", "source", () => askSource("origin")),
      now.attributions.length ? action("via", "via", () => askSource("via")) : null,
      now.attributions.length ? action("chain", "another_chain", () => askSource("chain")) : null),
    place,
    line("figure", "figure", quantityText(now.quantity), askFigure),
    line("claim", "claim", now.claim === null ? "" : claimText(now.claim), askClaim),
    line("note", "note", now.note, askNote),
    make("div", { class: "split" },
      make("span", { class: "small muted" }, activeTime(now)),
      make("button", { type: "button", class: "button button-small button-quiet",
        "data-key": "withdraw", onclick: () => hooks.withdraw(spanId) },
      t("withdraw"), " ", cap("withdraw"))),
  );
  if (key) editor.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}

const activeTime = (now) =>
  now.active_ms >= 1000 ? t("active_seconds", { seconds: Math.round(now.active_ms / 1000) }) : "";

/** What this label needs next, asked in a line that is in nobody's way. */
function next(now) {
  if (now.attributions.length) return [];
  const question = { unverified: "ask_who_says", contested: "ask_who_disputes" }[now.label];
  return question ? [make("p", { class: "small muted ask" }, t(question))] : [];
}

function action(key, name, act) {
  return make("button", { type: "button", class: "button button-small", "data-key": name,
    onclick: act }, t(name), " ", cap(key));
}

function line(key, name, value, act) {
  return make("div", { class: "editor-line" },
    make("span", { class: "small muted" }, t(name), " ", cap(key)),
    make("button", { type: "button", class: "line-value", "data-key": name, onclick: act },
      value || t("none"), make("span", { class: "visually-hidden" }, ` (${t("change")})`)));
}

function close(giveFocus = true) {
  place.replaceChildren();
  if (giveFocus) hooks.done();
}

const searching = (address, row) => async (query) => {
  const words = new URLSearchParams({ project: data.project, search: query });
  const answer = await fetch(`${address}?${words}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return [];
  const found = (await answer.json()).results;
  return found.map(row);
};

const sourceOption = (row) => {
  sources.set(row.id, row);
  return { id: row.id, text: row.name, note: t(`kind_${row.kind}`), aliases: row.aliases };
};
const claimOption = (row) => {
  claims.set(row.id, row);
  return { id: row.id, text: row.text };
};

/** Not twice the same record under the id made here and the one the server gave. */
const distinct = (rows, name) => [...new Map(rows.map((row) => [name(row), row])).values()];

/** S, V, A: ask who. */
export function askSource(where) {
  const others = new Set(span().attributions.flat().map((hop) => hop.source));
  const all = distinct([...sources.values()], (row) => row.name).map(sourceOption);
  const options = [...all, { id: null, text: t("nameless"), note: t("nameless_note") }];
  openTypeahead(place, {
    label: t({ origin: "ask_source", via: "ask_via", chain: "ask_chain" }[where]),
    options,
    first: [recent.source].filter((id) => id !== null && (where === "origin" || !others.has(id))),
    search: searching(data.urls.sources, sourceOption),
    makeNew: (name) => makeSource(name),
    pick: (option) => {
      recent.source = option.id;
      const attributions = {
        origin: chains.withOrigin, via: chains.withVia, chain: chains.withChain,
      }[where](span(), option.id);
      change({ attributions });
      hooks.done(t("source_set", { name: option.text }));
    },
    close,
  });
}

function makeSource(name) {
  const id = `new:${crypto.randomUUID()}`;
  sources.set(id, { id, name, kind: "organisation" });
  outbox.send({ kind: "source", id,
    body: { project: data.project, name, kind: "organisation" } });
  return { id, text: name };
}

/** C: which claim is this an appearance of? */
export function askClaim() {
  const options = distinct([...claims.values()], (row) => row.text).map(claimOption);
  const words = span().quote.replace(/\s+/g, " ").trim();
  options.sort((a, b) => alike(b.text, words) - alike(a.text, words));
  if (!options.some((option) => option.text === words)) {
    options.splice(3, 0, { id: "quote", text: t("claim_from_quote", { quote: words }) });
  }
  if (span().claim !== null) options.push({ id: null, text: t("no_claim") });
  openTypeahead(place, {
    label: t("ask_claim"),
    options,
    first: [recent.claim].filter((id) => id !== null),
    search: searching(data.urls.claims, claimOption),
    makeNew: makeClaim,
    pick: (option) => {
      const chosen = option.id === "quote" ? makeClaim(words) : option;
      recent.claim = chosen.id;
      change({ claim: chosen.id });
      hooks.done(t(chosen.id === null ? "claim_gone" : "claim_set", { name: chosen.text }));
    },
    close,
  });
}

function makeClaim(text) {
  const id = `new:${crypto.randomUUID()}`;
  claims.set(id, { id, text });
  outbox.send({ kind: "claim", id, body: { project: data.project, text } });
  return { id, text };
}

/** How many of the words of one stand in the other, 0 to 1. */
function alike(a, b) {
  const bag = (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
  const one = bag(a);
  const other = bag(b);
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / (one.size + other.size - shared || 1);
}

/** F: the figure in the span. */
export function askFigure() {
  openFigure(place, {
    quantity: span().quantity,
    quote: span().quote,
    keep: (quantity) => {
      change({ quantity });
      hooks.done(quantityText(quantity) || t("no_figure"));
    },
    close,
  });
}

/** N: a note. */
export function askNote() {
  const field = make("textarea", { id: "note-field", rows: "3", maxlength: "10000",
    onkeydown: (event) => {
      if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
        event.preventDefault();
        event.stopPropagation();
        keep();
        hooks.done();
      }
    },
    onblur: () => keep() }, span().note);
  let kept = false;
  const keep = () => {
    if (kept) return;
    kept = true;
    const note = field.value.trim();
    place.replaceChildren();
    if (note !== span().note) change({ note });
  };
  place.replaceChildren(make("div", { class: "field" },
    make("label", { for: "note-field" }, t("note")), field));
  field.focus();
}

/** D: the next stance of the hop looked at. */
export function nextStance(by) {
  if (!span().attributions.length) {
    askSource("origin");
    return;
  }
  change({ attributions: chains.withNextStance(span(), by) });
  const hop = chains.currentHop(span().attributions);
  hooks.done(t(`stance_${hop.stance}`));
}

/** 1, 2, 3 on a focused span. */
export function relabel(label) {
  if (LABELS.includes(label)) change({ label });
}
