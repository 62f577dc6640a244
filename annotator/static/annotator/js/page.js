// What the server told the page: data, texts in the page's language, and the announcer.

import { unpackSpans } from "./spans.js";
import { texts } from "./texts.js";

export const data = JSON.parse(document.getElementById("page-data").textContent);
export const locale = document.documentElement.lang || "en";
export const LABELS = ["confirmed", "unverified", "contested"];
export const SYMBOLS = { confirmed: "✓", unverified: "?", contested: "≠" };
export const STANCES = [
  "asserts", "denies", "leaves_open", "reports", "declines", "not_acknowledged",
];
data.spans = unpackSpans(data.spans, LABELS, STANCES, data.claims);

/** A text of the page; %name% is replaced by the value of that name. */
export function t(key, values = {}) {
  return (texts.strings[key] ?? key).replace(/%(\w+)%/g, (whole, name) => values[name] ?? whole);
}

/** An element; attributes by name, `on...` as listeners, children as nodes or texts. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Tell a screen reader, politely. */
export function announce(message) {
  const place = document.getElementById("announcer");
  // Said again even when it is the same sentence as before.
  place.textContent = place.textContent === message ? `${message}\u00a0` : message;
}

/** Show a sentence above the text until it is closed or replaced; null takes it away. */
export function notify(message, { kind = "warning", actions = [], key = "", isQuiet } = {}) {
  const box = document.getElementById("notices");
  const old = box.querySelector(`[data-key="${key}"]`);
  if (isQuiet && old && message) {
    // A count that changes is neither said again nor taken from under the keyboard.
    if (old.firstChild.textContent !== message) old.firstChild.textContent = message;
    return old;
  }
  old?.remove();
  if (message === null) return null;
  const notice = make("div", { class: `notice notice-${kind} split`, "data-key": key },
    make("p", {}, message), make("div", { class: "actions" }, ...actions));
  box.append(notice);
  announce(message);
  return notice;
}

/** A button that closes the notice it stands in, unless it stays. */
export function noticeButton(text, act, isStaying) {
  return make("button", {
    type: "button",
    class: "button button-small",
    onclick: (event) => {
      if (!isStaying) event.target.closest(".notice").remove();
      act?.();
    },
  }, text);
}

/** A dialog over the page, on a phone a sheet from below; Esc closes it. */
export function openSheet(title, ...children) {
  document.querySelector("dialog[open]")?.close();
  const sheet = make("dialog", {
    class: "sheet stack",
    "aria-labelledby": "sheet-title",
    onclose: () => sheet.remove(),
    // The page's own keys rest while it is open.
    onkeydown: (event) => event.stopPropagation(),
  }, make("h2", { id: "sheet-title" }, title), ...children);
  document.body.append(sheet);
  sheet.showModal();
  return sheet;
}

let numbers;
function number(bound) {
  numbers ??= new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  return numbers.format(Number(bound));
}

/** A quantity in signs and words, such as "≥ 30 people, killed or wounded". */
export function quantityText(quantity) {
  if (!quantity) return "";
  const { lower, upper } = quantity;
  let figure;
  if (lower !== null && upper !== null) {
    figure = Number(lower) === Number(upper)
      ? number(lower)
      : `${number(lower)}–${number(upper)}`;
  } else if (lower !== null) {
    figure = `${quantity.lower_closed ? "≥" : ">"} ${number(lower)}`;
  } else {
    figure = `${quantity.upper_closed ? "≤" : "<"} ${number(upper)}`;
  }
  if (quantity.is_approximate) figure = `≈ ${figure}`;
  return [[figure, quantity.unit].filter(Boolean).join(" "), quantity.measure]
    .filter(Boolean).join(", ");
}

/** "GUR asserts · AP → Kremlin denies": every chain as words, text first. */
export function chainWords(chains) {
  return chains.map((chain) => chain.map((hop, at) => {
    const name = sourceName(hop.source);
    const origin = at === chain.length - 1;
    return origin && hop.stance ? [name, t(`stance_${hop.stance}`)].join(" ") : name;
  }).join(" → ")).join(" · ");
}

const byId = (rows) => new Map((rows ?? []).map((row) => [row.id, row]));
export const sources = byId(data.sources);
export const claims = byId(data.claims);

export const sourceName = (id) => (id === null ? t("nameless") : sources.get(id)?.name ?? "…");
export const claimText = (id) => claims.get(id)?.text ?? "…";
