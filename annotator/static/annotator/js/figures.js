// The figure of a span as an interval: read from the words, corrected in place.

import { data, locale, make, quantityText, t } from "./page.js";

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
function kindOf({ lower, upper, lower_closed, upper_closed, is_approximate }) {
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
function quantityFrom({ kind, first, second, words, ...texts }) {
  const low = decimal(first);
  const high = kind === "between" ? decimal(second) : low;
  if (low === null || high === null) return null;
  const [lower, upper] = Number(low) <= Number(high) ? [low, high] : [high, low];
  return {
    lower, upper, lower_closed: true, upper_closed: true, is_approximate: false,
    ...KINDS[kind], ...texts, words,
  };
}

/** A number as the reader's language writes it; "11.000" is eleven thousand in Dutch only. */
function decimal(written) {
  const group = locale.startsWith("nl") ? "." : ",";
  const bare = written.replace(/[\s\u00a0\u202f]/g, "");
  const isGrouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\D\\d+)?$`).test(bare);
  const text = (isGrouped ? bare.replaceAll(group, "") : bare).replace(",", ".");
  return /^-?\d{1,24}(\.\d{1,6})?$/.test(text) ? text : null;
}

/** What a form begins with for a quantity. */
const asForm = (quantity) => ({
  kind: kindOf(quantity), first: bare(quantity.lower ?? quantity.upper),
  second: bare(quantity.upper), words: quantity.words, unit: quantity.unit,
});

/**
 * Opens the form in `host`; read(quote) -> figures that the server reads in the words, `known` are
 * quantities to take words over from; keep(quantity or null) when done, close() when left as it was.
 */
export function openFigure(host, { quantity, quote, read, known = [], keep, close }) {
  let start = quantity ? asForm(quantity) : guessed(quote);
  let isTouched = Boolean(quantity);
  const second = field("second", "figure_to", start.second, { inputmode: "decimal" });
  const first = field("first", "figure_value", start.first, { inputmode: "decimal" });
  const kind = make("select", { name: "kind", id: "figure-kind",
    onchange: () => { second.hidden = kind.value !== "between"; } },
  ...Object.keys(KINDS).map((name) => make("option", {
    value: name, selected: name === start.kind }, t(`figure_${name}`))));
  second.hidden = start.kind !== "between";
  const error = make("p", { class: "field-error", role: "alert", hidden: true }, t("figure_wrong"));
  const shown = make("p", { class: "small muted", "aria-live": "polite" });
  const readings = make("div", { class: "actions" });
  const lists = TEXTS.map((name) => make("datalist", { id: `known-${name}` },
    ...[...new Set(known.map((one) => one?.[name]))].filter(Boolean)
      .map((value) => make("option", { value }))));
  const form = make("form", { class: "figure-form", onsubmit: submit, onkeydown: onKey,
    oninput: () => { isTouched = true; show(); } }, readings,
    make("div", { class: "figure-row" },
      make("div", { class: "field" }, make("label", { for: "figure-kind" }, t("figure")), kind),
      first, second, ...TEXTS.map((name) => field(name, `figure_${name}`, quantity?.[name], { list: `known-${name}` }))),
    shown, error, ...lists,
    make("div", { class: "actions" },
      make("button", { class: "button" }, t("keep"), " ", make("kbd", {}, "Enter")),
      quantity && make("button", { type: "button", class: "button button-quiet",
        onclick: () => keep(null) }, t("no_figure")),
      make("button", { type: "button", class: "button button-quiet", onclick: close },
        t("cancel"))));
  host.replaceChildren(form);
  show();
  const [number] = first.getElementsByTagName("input");
  number.focus();
  number.select();
  form.scrollIntoView({ block: "nearest" });
  if (!quantity) read?.(quote).then(offer).catch(() => undefined);

  /** The server reads number words and bounds that a quick guess does not. */
  function offer(found) {
    if (!form.isConnected || !found.length) return;
    if (!isTouched) fill(found[0]);
    if (found.length > 1) {
      readings.replaceChildren(...found.slice(0, 5).map((one) => make("button", {
        type: "button", class: "button button-small", onclick: () => fill(one),
      }, one.words)));
    }
  }

  function fill(found) {
    start = asForm(found);
    for (const name of ["kind", "first", "second", "unit"]) form.elements[name].value = start[name];
    second.hidden = start.kind !== "between";
    show();
    if (document.activeElement === number) number.select();
  }

  function values() {
    return quantityFrom({ ...Object.fromEntries(new FormData(form)),
      words: start.words.slice(0, 300) });
  }

  function show() {
    const found = values();
    shown.textContent = found
      ? t("figure_read", { figure: quantityText(found), words: start.words }) : "";
  }

  function submit(event) {
    event.preventDefault();
    const found = values();
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

/** The guess as a form shows it. */
function guessed(quote) {
  const { first, second, ...rest } = guess(quote);
  return { ...rest, first: bare(first), second: bare(second) };
}

/** A bound as the reader's language writes it; nothing for what is no number. */
function bare(value) {
  if (value === null || value === "" || Number.isNaN(Number(value))) return "";
  return String(Number(value)).replace(".", locale.startsWith("nl") ? "," : ".");
}

function field(name, label, value, attributes = {}) {
  const id = `figure-${name}`;
  return make("div", { class: "field" }, make("label", { for: id }, t(label)),
    make("input", { id, name, value: value ?? "", maxlength: "100", autocomplete: "off",
      ...attributes }));
}
