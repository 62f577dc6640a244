// A field that completes what is typed: over what the page knows, then over what the server finds.

import { make, t } from "./page.js";

/** A text as names are compared: without accents and case. */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

let serial = 0;
const LATE_MS = 700;

/** The options that match, those that begin with the query first. */
function matching(options, query) {
  const wanted = fold(query.trim());
  if (!wanted) return options;
  const rank = (option) => {
    const names = [option.text, ...(option.aliases ?? [])].map(fold);
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (names.some((name) => name.includes(` ${wanted}`))) return 1;
    return names.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  return options.map((option) => [rank(option), option]).filter(([at]) => at < 3)
    .sort(([a], [b]) => a - b).map(([, option]) => option);
}

/**
 * Puts a combobox into `host` and gives it the focus.
 * label, options [{id, text, note, aliases}], first (ids offered on top), value (text typed for
 * the reader), search(query) -> more options, propose() -> options that come first once they are
 * there, makeNew(text, kind) -> option, kindsFor(text) -> the kinds offered for it, the likeliest
 * first, pick(option), close().
 */
export function openTypeahead(host, settings) {
  const { label, options, value = "", search, propose, makeNew, kindsFor, pick, close } = settings;
  let { first = [] } = settings;
  const id = `combo-${++serial}`;
  let shown = [];
  let active = -1;
  let asked = 0;
  let isOpen = true;

  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": label });
  const input = make("input", {
    id, role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": `${id}-list`,
    value, oninput: () => refresh(true), onkeydown: onKey, onblur: onBlur,
  });
  const box = make("div", { class: "combo" }, make("label", { for: id }, label), input, list);
  host.replaceChildren(box);
  refresh(true);
  input.focus();
  box.scrollIntoView({ block: "nearest" });
  if (value) input.setSelectionRange(value.length, value.length);
  const opened = performance.now();
  propose?.().then((found) => {
    if (!isOpen || !found.length) return;
    merge(found);
    // What comes late must not move a choice from under the reader's finger.
    if (performance.now() - opened > LATE_MS || active > 0) draw();
    else {
      first = [...first, ...found.map((option) => option.id)];
      refresh(false);
    }
  }).catch(() => undefined);

  function refresh(ask) {
    const query = input.value;
    const known = matching(options, query);
    const place = (option) => (first.includes(option.id) ? first.indexOf(option.id) : first.length);
    known.sort((a, b) => place(a) - place(b));
    shown = known.slice(0, 8);
    const words = query.trim();
    if (makeNew && words && !known.some((one) => fold(one.text) === fold(words))) {
      for (const kind of kindsFor?.(words) ?? [undefined]) {
        shown.push({ id: null, text: words, kind, note: kind && t(`kind_${kind}`), isNew: true });
      }
    }
    active = shown.length ? 0 : -1;
    draw();
    if (ask && search && words.length > 1) askServer(words);
  }

  async function askServer(query) {
    const turn = ++asked;
    await new Promise((resolve) => { setTimeout(resolve, 150); });
    if (turn !== asked || !isOpen) return;
    const more = await search(query).catch(() => []);
    if (turn !== asked || !isOpen) return;
    if (merge(more) && active <= 0) refresh(false);
  }

  /** Adds what is new, and to what is known what only the server knew: aliases, marks. */
  function merge(more) {
    for (const option of more) {
      const known = options.find((one) => one.id === option.id);
      if (known) Object.assign(known, option);
      else options.push(option);
    }
    return more.length;
  }

  function draw() {
    list.replaceChildren(...shown.map((option, at) => make("li", {
      id: `${id}-${at}`,
      role: "option",
      "aria-selected": String(at === active),
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => take(option),
    }, option.isNew ? t("make_new", { name: option.text }) : option.text,
    option.note ? make("small", {}, option.note) : null)));
    if (active >= 0) input.setAttribute("aria-activedescendant", `${id}-${active}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function onKey(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) {
      active = (active + step + shown.length) % shown.length;
      draw();
    } else if (event.key === "Enter" && !event.ctrlKey) {
      if (active >= 0) take(shown[active]);
    } else if (event.key === "Escape") {
      finish();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function onBlur() {
    setTimeout(() => isOpen && !box.contains(document.activeElement) && finish(false));
  }

  function take(option) {
    isOpen = false;
    box.remove();
    pick(option.isNew ? makeNew(option.text, option.kind) : option);
  }

  function finish(giveFocus = true) {
    isOpen = false;
    box.remove();
    close(giveFocus);
  }
}
