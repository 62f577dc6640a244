// What a span says: label, chains, figure, claim and note, changed in place.

import * as chains from "./chains.js";
import { countOf, openComments, openEvidence } from "./comments.js";
import { guess, openFigure } from "./figures.js";
import { cap, commandOn } from "./keys.js";
import { paragraphAt } from "./marks.js";
import { claims, claimText, data, LABELS, make, quantityText, sources, t } from "./page.js";
import * as outbox from "./outbox.js";
import { pickWords, stopPicking } from "./picking.js";
import { request } from "./session.js";
import * as store from "./store.js";
import { openTypeahead } from "./typeahead.js";

const editor = make("div", { class: "editor", id: "editor" });
const KINDS = [
  "organisation", "person", "government", "military", "agency", "outlet", "document", "anonymous",
];
const KIND_WORDS = [
  ["military", /leger|army|militar/i],
  ["government", /minist|govern|regering|gemeente|council|police|politie/i],
  ["outlet", /krant|courant|times|radio|tv\b|news|nieuws/i],
];
const STEPS = [0, 0.25, 0.5, 0.75, 1];
// What was last chosen, in which paragraph.
const recent = { source: null, claim: null, paragraph: 0 };
const skipped = new Set();
let spanId = null;
let place = null;
let hooks;

/** Say what happens on a change (chains, label, ...) and when the reader is through. */
export const connect = (given) => { hooks = given; };

/** Show the span `id` in `host`; null shows nothing. */
export function show(id, host) {
  if (id !== spanId) {
    chains.lookAtOrigin(store.get(id)?.attributions ?? []);
    stopPicking();
  }
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
function draw() {
  const now = span();
  if (!now) return;
  const key = editor.contains(document.activeElement) && document.activeElement.dataset.key;
  place = make("div", { class: "editor-place" });
  editor.replaceChildren(...[
    chains.drawChains(now, {
      look: (chain, position) => {
        Object.assign(chains.at, { chain, position });
        draw();
        editor.querySelector(`[data-key="hop-${chain}-${position}"]`)?.focus();
      },
      change: (attributions) => change({ attributions }),
      pick: () => pickCue(),
    }),
    asking(now),
    make("div", { class: "actions" },
      action("source", "source", () => askSource("origin")),
      now.attributions.length ? action("via", "via", () => askSource("via")) : null,
      now.attributions.length ? action("chain", "another_chain", () => askSource("chain")) : null),
    place,
    line("figure", "figure", quantityText(now.quantity), askFigure),
    line("claim", "claim", now.claim === null ? "" : claimText(now.claim), askClaim),
    now.claim !== null && data.may_decide
      ? line("evidence", "evidence", "", askEvidence) : null,
    line("note", "note", now.note, askNote),
    line("comments", "comments", countOf(now.id), askComments),
    make("div", { class: "editor-line" },
      make("label", { for: "confidence", class: "small muted" }, t("confidence")),
      make("select", { id: "confidence", "data-key": "confidence",
        onchange: (event) => change({ confidence: event.target.value === ""
          ? null : Number(event.target.value) }) },
      make("option", { value: "" }, t("none")),
      ...[...new Set([...STEPS, now.confidence ?? 0])].sort().map((step) => make("option",
        { value: step, selected: step === now.confidence }, `${Math.round(step * 100)} %`)))),
    make("div", { class: "split" },
      make("span", { class: "small muted" }, activeTime(now)),
      make("button", { type: "button", class: "button button-small button-quiet",
        "data-key": "withdraw", onclick: () => hooks.withdraw(spanId) },
      t("withdraw"), " ", cap("withdraw"))),
  ].filter(Boolean));
  if (key) editor.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}

const activeTime = (now) =>
  now.active_ms >= 1000 ? t("active_seconds", { seconds: Math.round(now.active_ms / 1000) }) : "";

/** What this label needs next: {text, key, where, stance}, or null when it needs nothing. */
function question(now) {
  const chains = now.attributions;
  if (skipped.has(now.id + now.label)) return null;
  if (!chains.length) {
    return { text: now.label === "confirmed" ? "ask_what_confirms" : "ask_who_says", key: "source",
      where: "origin" };
  }
  const stances = chains.map((chain) => chain.at(-1).stance);
  if (now.label === "contested" && !stances.includes("denies")) {
    return { text: "ask_who_disputes", key: "chain", where: "chain", stance: "denies" };
  }
  if (now.label === "confirmed" && chains.length < 2) {
    return { text: "ask_what_else_confirms", key: "chain", where: "chain", stance: "asserts" };
  }
  return null;
}

/** It, in a line that is in nobody's way. */
function asking(now) {
  const asked = question(now);
  return asked && make("p", { class: "small ask" }, make("button", {
    type: "button", class: "line-value", "data-key": "ask", onclick: () => askSource(asked.where),
  }, t(asked.text), " ", cap(asked.key)),
  make("span", { class: "muted" }, " ", t("ask_hint")));
}

/** A capital typed in text or list answers at once; whether it did. */
export function answers({ key, target, shiftKey, ctrlKey, altKey, metaKey }) {
  const now = span();
  if (!now || !shiftKey || ctrlKey || altKey || metaKey || !/^\p{Lu}$/u.test(key)
      || (commandOn(key) === "stanceBack" && now.attributions.length)
      || target.closest("input, textarea, select")) return false;
  const asked = question(now);
  if (asked) askSource(asked.where, key);
  return Boolean(asked);
}

/** Esc: the question is not asked again of this span. */
export function skip() {
  const now = span();
  if (now) skipped.add(now.id + now.label);
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

const inLanguage = data.language && { language: data.language };
/** What the server finds, each made with `row`; rejects when it does not answer. */
async function found(address, row, asked) {
  const { json } = await request("GET", `${address}?${new URLSearchParams(asked)}`);
  return json.results.map(row);
}
const searching = (address, row) => (search) =>
  found(address, row, { project: data.project, search });

const sourceOption = (row) => {
  sources.set(row.id, { ...sources.get(row.id), ...row });
  return { id: row.id, text: row.name, note: t(`kind_${row.kind}`), aliases: row.aliases };
};
const claimOption = (row) => {
  claims.set(row.id, row);
  return { id: row.id, text: row.text, note: apart(row) };
};

/** What sets a claim's figure apart from the span's; "" where nothing does. */
function apart({ text, figures }) {
  if (figures === undefined) {
    const [ours, theirs] = [span().quote, text].map((words) => guess(words).first);
    return ours && theirs && ours !== theirs ? t("claim_other") : "";
  }
  if (!figures) return "";
  if (figures.field) return t(`claim_other_${figures.field}`);
  const figure = quantityText(figures.quantity);
  return [t(`claim_${figures.relation}`), figure].filter(Boolean).join(": ");
}

/** The claims most like the span, as the server ranks them by words and figures. */
function similarClaims() {
  const { quote, quantity } = span();
  return found(data.urls.claims, claimOption, { ...inLanguage, project: data.project,
    similar_to: quote.slice(0, 500), ...quantity && { quantity: JSON.stringify(quantity) } });
}

/** The figures that the server reads in some words. */
const readFigures = (words) => found(data.urls.figures, (row) => row,
  { ...inLanguage, text: words.slice(0, 2000) });

/** Not twice the same record under the id made here and the one the server gave. */
const distinct = (rows, name) => [...new Map(rows.map((row) => [name(row), row])).values()];

/** What was chosen last in this paragraph, if it may be offered again. */
function lastOf(kind) {
  return recent.paragraph === paragraphAt(span().start).number ? recent[kind] : null;
}

function remember(kind, id) {
  const { number } = paragraphAt(span().start);
  if (recent.paragraph !== number) Object.assign(recent, { source: null, claim: null });
  recent.paragraph = number;
  recent[kind] = id;
}

/** S, V, A: ask who; `value` is what was already typed. */
export function askSource(where, value) {
  const asked = question(span());
  const others = new Set(span().attributions.flat().map((hop) => hop.source));
  const all = distinct([...sources.values()], (row) => row.name).map(sourceOption);
  const options = [...all, { id: null, text: t("nameless"), note: t("nameless_note") }];
  openTypeahead(place, {
    label: t({ origin: "ask_source", via: "ask_via", chain: "ask_chain" }[where]),
    options,
    value,
    first: [lastOf("source")].filter((id) => id !== null && (where === "origin" || !others.has(id))),
    search: searching(data.urls.sources, sourceOption),
    makeNew: makeSource,
    kindsFor: (name) => {
      const kind = KIND_WORDS.find(([, words]) => words.test(name))?.[0] ?? KINDS[0];
      return [kind, ...KINDS.filter((one) => one !== kind)];
    },
    pick: (option) => {
      remember("source", option.id);
      const attributions = {
        origin: chains.withOrigin, via: chains.withVia, chain: chains.withChain,
      }[where](span(), option.id, asked?.where === where ? asked.stance : undefined);
      change({ attributions });
      hooks.done(t("source_set", { name: option.text }));
    },
    close,
  });
}

function makeSource(name, kind) {
  const id = `new:${crypto.randomUUID()}`;
  sources.set(id, { id, name, kind });
  outbox.send({ kind: "source", id, body: { project: data.project, name, kind } });
  return { id, text: name };
}

/** C: which claim is this an appearance of? */
export function askClaim() {
  const options = distinct([...claims.values()], (row) => row.text).map(claimOption);
  const words = span().quote.replace(/\s+/g, " ").trim();
  // A claim with another figure comes after those without one.
  const rank = (option) => alike(option.text, words) - (option.note ? 0.5 : 0);
  options.sort((a, b) => rank(b) - rank(a));
  if (!options.some((option) => option.text === words)) {
    options.splice(3, 0, { id: "quote", text: t("claim_from_quote", { quote: words }) });
  }
  if (span().claim !== null) options.push({ id: null, text: t("no_claim") });
  const lastId = lastOf("claim");
  const last = lastId !== null && options.find((option) => option.id === lastId && !option.note);
  openTypeahead(place, {
    label: t("ask_claim"),
    options,
    first: last ? [last.id] : [],
    search: searching(data.urls.claims, claimOption),
    propose: similarClaims,
    makeNew: makeClaim,
    pick: (option) => {
      const chosen = option.id === "quote" ? makeClaim(words) : option;
      remember("claim", chosen.id);
      change({ claim: chosen.id });
      hooks.done(t(chosen.id === null ? "claim_gone" : "claim_set", { name: chosen.text }));
    },
    close,
  });
}

function makeClaim(text) {
  const id = `new:${crypto.randomUUID()}`;
  claims.set(id, { id, text });
  const body = { project: data.project, text, language: data.language ?? "" };
  outbox.send({ kind: "claim", id, body });
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
    read: readFigures,
    known: store.spans().map((one) => one.quantity),
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

/** W: the next words selected in the text are the cue of the hop looked at. */
export function pickCue(asked) {
  if (!span()?.attributions.length) return;
  pickWords((cue) => {
    change({ attributions: chains.withCue(span(), cue) });
    hooks.done(t("cue_set", { cue }));
  }, asked);
}

// With a hop in the keyboard's focus, words selected in the text are meant for it.
document.getElementById("text").addEventListener("pointerdown", () => {
  if (document.activeElement?.closest("#editor .chains")) pickCue(false);
}, true);

/** E: what bears on the claim. */
export function askEvidence() {
  if (span().claim !== null && data.may_decide) openEvidence(place, { claim: span().claim, close });
}

/** M: what colleagues say of the span and its claim. */
export function askComments() {
  const { id, claim } = span();
  openComments(place, { annotation: id, claim, close: () => { draw(); close(); } });
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
