// What could not be stored as it was: told above the text and at its span, until the reader has
// decided. Also what is carried to a newer text.

import { paragraphs, quote } from "./marks.js";
import { codePointLength } from "./offsets.js";
import * as outbox from "./outbox.js";
import {
  chainWords, claims, claimText, data, make, notify, noticeButton, openSheet, quantityText,
  sources, t,
} from "./page.js";
import * as store from "./store.js";
import * as undo from "./undo.js";

// What is compared: the name in the page's words, how it is shown, and the fields it is made of.
const PARTS = [
  ["label_word", (span) => t(span.label), "label"],
  ["span_word", (span) => `“${span.quote}”`, "quote", "start", "end"],
  ["source", (span) => chainWords(span.attributions), "attributions"],
  ["figure", (span) => quantityText(span.quantity), "quantity"],
  ["claim", (span) => (span.claim === null ? "" : claimText(span.claim)), "claim"],
  ["note", (span) => span.note, "note"],
  ["confidence", (span) => `${span.confidence ?? ""}`, "confidence"],
];
const SURE_ALONE = 20;
let held = new Map();
let showButtons = () => undefined;

/** Say what is to be done when the undo history changed. */
export function connectTroubles(afterwards) {
  showButtons = afterwards;
}

const words = (span) => (!span || span.withdrawn_at ? t("is_withdrawn")
  : PARTS.map(([, show]) => show(span)).filter(Boolean).join("\n"));

// What is said in the header makes it taller; what stays below it has to know.
new ResizeObserver(([{ target }]) => {
  document.querySelector(".side").style.setProperty("--header", `${target.offsetHeight}px`);
}).observe(document.querySelector(".work-header"));

outbox.on("replay", store.replay);
outbox.on("take", store.adopt);
outbox.on("saved", (act, row) => store.settle(act.id, row));

outbox.on("held", (acts) => {
  held = acts;
  const note = (act) => t(act.trouble?.theirs ? "held_conflict" : "held_refused");
  store.hold(new Map([...acts].map(([id, act]) => [id, note(act)])));
  const [first] = acts.values();
  if (!first) {
    notify(null, { key: "held" });
    return;
  }
  const message = [
    first.trouble?.theirs ? t("conflict") : t("refused", { reason: reason(first) }),
    acts.size > 1 ? t("held_more", { count: acts.size - 1 }) : "",
  ].join(" ");
  notify(message, { key: "held", kind: "error", isQuiet: true,
    actions: [noticeButton(t("look"), () => open(), true)] });
});

const reason = (act) => act.trouble?.message ?? t("server_fails");

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-held]");
  if (button) open(button.dataset.held);
});

/** Ask what is to become of an act that is held: the one for `id`, or the first. */
export async function open(id = held.keys().next().value) {
  const act = held.get(id);
  if (act?.trouble?.theirs) await compare(id, act.trouble.theirs);
  else if (act) decide(id, act);
}

const button = (name, act, isFirst) => make("button", {
  type: "button", class: `button${isFirst ? " button-primary" : ""}`, onclick: act,
}, t(name));

function decide(id, act) {
  const close = () => {
    sheet.close();
    open();
  };
  const said = act.body?.name ?? act.body?.text ?? words(store.get(id) ?? act.body);
  const isOld = act.trouble?.code === "revision_outdated" && act.trouble.current !== data.revision;
  const sheet = openSheet(t("held_refused"),
    make("p", { class: "quote lines" }, said),
    make("p", {}, reason(act)),
    make("p", { class: "muted small" }, t("held_help")),
    make("div", { class: "actions" },
      isOld ? button("open_new_text", () => location.reload(), true)
        : button("try_again", async () => {
          sheet.close();
          await outbox.retry(id);
        }, true),
      navigator.clipboard ? button("copy", async (event) => {
        await navigator.clipboard.writeText(said);
        event.target.textContent = t("copied");
      }) : null,
      button("discard", async () => {
        await (act.body?.name ?? act.body?.text ? unmake(id) : store.discard(id));
        undo.forget(id);
        close();
      }),
      button("later", () => sheet.close())));
}

/** A source or claim that will not be: what names it goes on without. */
async function unmake(id) {
  await outbox.replace(id, []);
  for (const span of store.spans()) {
    const said = JSON.stringify(span);
    if (said.includes(id)) store.put(span.id, JSON.parse(said.replaceAll(`"${id}"`, "null")));
  }
}

async function compare(id, known) {
  const theirs = await fetched(`${data.urls.annotations}${id}/`) ?? known;
  await learn(theirs);
  const mine = store.get(id) ?? null;
  const isGone = !mine || theirs.withdrawn_at;
  const parts = isGone ? [["span_word", words]] : PARTS.filter(([, , ...fields]) => fields.some(
    (field) => outbox.plain(field, mine[field]) !== outbox.plain(field, theirs[field]),
  ));
  const side = (name, index, shown) => make("label", { class: "version" },
    make("span", { class: "small muted" },
      make("input", { type: "radio", name, value: index, checked: !index }), " ",
      t(index ? "there" : "here")),
    make("span", { class: "quote lines" }, shown || t("none")));
  const finish = async (choose) => {
    let after = isGone ? mine : { ...theirs };
    for (const [name, , ...fields] of parts) {
      const isTheirs = choose(name) === "1";
      if (isGone) after = isTheirs ? (theirs.withdrawn_at ? null : theirs) : mine;
      else if (!isTheirs) for (const field of fields) after[field] = mine[field];
    }
    const before = structuredClone(mine);
    sheet.close();
    const stored = store.resolve(id, theirs, after);
    // What was not chosen is one undo away.
    undo.record(id, before);
    showButtons();
    await stored;
    open();
  };
  const form = make("form", { class: "stack", onsubmit: (event) => {
    event.preventDefault();
    finish((name) => form.elements[name].value);
  } },
  make("p", {}, t("conflict_help", { quote: (mine ?? theirs).quote })),
  ...parts.map(([name, show]) => make("fieldset", { class: "versions" },
    make("legend", {}, t(name)), side(name, 0, show(mine)), side(name, 1, show(theirs)))),
  make("div", { class: "actions" },
    make("button", { class: "button button-primary" }, t("keep_choice")),
    button("take_mine", () => finish(() => "0")),
    button("take_theirs", () => finish(() => "1")),
    button("later", () => sheet.close())));
  const sheet = openSheet(t("held_conflict"), form);
}

async function fetched(path) {
  const { status, json } = await outbox.ask("GET", path).catch(() => ({}));
  return status === 200 ? json : null;
}

/** Fetch the names of sources and claims that only the other device knows yet. */
async function learn(row) {
  const wanted = row.attributions.flat().map((hop) => [sources, data.urls.sources, hop.source]);
  const missing = [...wanted, [claims, data.urls.claims, row.claim]]
    .filter(([known, , id]) => id !== null && !known.has(id));
  await Promise.all(missing.map(async ([known, address, id]) => {
    const row = await fetched(`${address}${id}/`);
    if (row) known.set(id, row);
  }));
}

// --- a newer text -------------------------------------------------------------------------

/** The act for the newer text that this page shows, or null when its words cannot be found. */
outbox.on("moved", (act, { carried }) => {
  const isNew = act.kind === "create";
  const place = act.body?.quote ? find(act.body.quote, act.around ?? []) : {};
  if (!place || !(isNew || carried)) return null;
  notify(t("moved"), { key: "moved", isQuiet: true });
  return {
    ...act,
    id: carried ?? act.id,
    base: undefined,
    body: act.body && { ...act.body, ...place, ...(isNew ? { revision: data.revision } : {}) },
  };
});

/** {start, end} of the one place that has these words and what stood around them. */
function find(said, [before, after]) {
  const origin = paragraphs[0].start;
  const text = quote(origin, paragraphs.at(-1).end);
  const found = [];
  for (let at = text.indexOf(said); at >= 0; at = text.indexOf(said, at + 1)) {
    const likeness = text.slice(0, at).endsWith(before) + text.startsWith(after, at + said.length);
    found.push({ at, likeness });
  }
  const [best, other] = found.sort((a, b) => b.likeness - a.likeness);
  const isSure = best && best.likeness > (other?.likeness ?? (said.length < SURE_ALONE ? 0 : -1));
  if (!isSure) return null;
  const start = origin + codePointLength(text.slice(0, best.at));
  return { start, end: start + codePointLength(said) };
}
