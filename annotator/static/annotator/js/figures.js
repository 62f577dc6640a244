// The figure of a span as an interval: read from the words, corrected in place.

import { data, locale, make, t } from "./page.js";

const KINDS = {
  exact: {}, about: { is_approximate: true },
  at_least: { upper: null }, more_than: { upper: null, lower_closed: false },
  at_most: { lower: null }, less_than: { lower: null, upper_closed: false }, between: {},
};
const BOUNDS = [
  ["between", /\b(tussen|between)\b/i],
  ["at_least", /\b(minstens|ten ?minste|minimaal|zeker|at least|no fewer than)\b/i],
  ["more_than", /\b(meer dan|ruim|more than|over|upwards of)\b/i],
  ["at_most", /\b(hoogstens|ten hoogste|maximaal|hooguit|at most|up to|no more than)\b/i],
  ["less_than", /\b(minder dan|bijna|fewer than|less than|nearly|almost)\b/i],
  ["about", /\b(ongeveer|circa|ca\.|zo'n|naar schatting|rond|about|around|roughly|some|estimated)\b/i],
];
const TEXTS = ["unit", "measure", "population", "place", "period", "method"];

/** Which kind of bound a quantity is. */
export function kindOf({ lower, upper, lower_closed, upper_closed, is_approximate }) {
  if (upper === null) return lower_closed ? "at_least" : "more_than";
  if (lower === null) return upper_closed ? "at_most" : "less_than";
  if (Number(lower) !== Number(upper)) return "between";
  return is_approximate ? "about" : "exact";
}

/** A first guess at the figure in a quote: digits as the language writes them, and bounds. */
export function guess(quote, language = data.language || locale) {
  const group = language.startsWith("en") ? "," : ".";
  const found = [...quote.matchAll(/\d[\d.,\u00a0\u202f]*/g)];
  const figures = found.map(([digits]) => digits.replace(/[.,]$/, "")
    .replace(/[\u00a0\u202f]/g, "").replaceAll(group, "").replace(",", "."));
  const [kind, bound] = BOUNDS.map(([name, pattern]) => [name, pattern.exec(quote)])
    .find(([, hit]) => hit) ?? ["exact", null];
  const last = kind === "between" ? found[1] ?? found[0] : found[0];
  const from = Math.min(bound?.index ?? Infinity, found[0]?.index ?? Infinity);
  const to = last ? last.index + last[0].replace(/[.,]$/, "").length : 0;
  const words = from < to ? quote.slice(from, to) : quote;
  return { kind, first: figures[0] ?? "", second: figures[1] ?? "", words };
}

/** A quantity from the form's values, or null without a figure. */
export function quantityFrom({ kind, first, second, words, ...texts }) {
  const low = decimal(first);
  const high = kind === "between" ? decimal(second) : low;
  if (low === null || high === null) return null;
  const [lower, upper] = Number(low) <= Number(high) ? [low, high] : [high, low];
  return {
    lower, upper, lower_closed: true, upper_closed: true, is_approximate: false,
    ...KINDS[kind], ...texts, words,
  };
}

function decimal(written) {
  const text = written.trim().replace(",", ".");
  return /^-?\d{1,24}(\.\d{1,6})?$/.test(text) ? text : null;
}

/** Opens the form in `host`; keep(quantity or null) when done, close() when left as it was. */
export function openFigure(host, { quantity, quote, keep, close }) {
  const start = quantity
    ? { kind: kindOf(quantity), first: bare(quantity.lower ?? quantity.upper),
      second: bare(quantity.upper), words: quantity.words }
    : guess(quote);
  const second = field("second", "figure_to", start.second, { inputmode: "decimal" });
  const first = field("first", "figure_value", start.first, { inputmode: "decimal" });
  const kind = make("select", { name: "kind", id: "figure-kind",
    onchange: () => { second.hidden = kind.value !== "between"; } },
  ...Object.keys(KINDS).map((name) => make("option", {
    value: name, selected: name === start.kind }, t(`figure_${name}`))));
  second.hidden = start.kind !== "between";
  const error = make("p", { class: "field-error", role: "alert", hidden: true }, t("figure_wrong"));
  const form = make("form", { class: "figure-form", onsubmit: submit, onkeydown: onKey },
    make("div", { class: "figure-row" },
      make("div", { class: "field" }, make("label", { for: "figure-kind" }, t("figure")), kind),
      first, second, ...TEXTS.map((name) => field(name, `figure_${name}`, quantity?.[name]))),
    error,
    make("div", { class: "actions" },
      make("button", { class: "button" }, t("keep"), " ", make("kbd", {}, "Enter")),
      quantity && make("button", { type: "button", class: "button button-quiet",
        onclick: () => keep(null) }, t("no_figure")),
      make("button", { type: "button", class: "button button-quiet", onclick: close },
        t("cancel"))));
  host.replaceChildren(form);
  first.querySelector("input").select();

  function submit(event) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    const found = quantityFrom({ ...values, words: start.words.slice(0, 300) });
    error.hidden = found !== null;
    if (found) keep(found);
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }
}

const bare = (value) => (value === null ? "" : String(Number(value)));

function field(name, label, value, attributes = {}) {
  const id = `figure-${name}`;
  return make("div", { class: "field" }, make("label", { for: id }, t(label)),
    make("input", { id, name, value: value ?? "", maxlength: "100", autocomplete: "off",
      ...attributes }));
}
