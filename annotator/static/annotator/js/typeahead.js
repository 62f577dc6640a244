// A field that completes what is typed: over what the page knows, then over what the server finds.

import { make, t } from "./page.js";

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let serial = 0;

/** The options that match, those that begin with the query first. */
export function matching(options, query) {
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
 * the reader), search(query) -> more options, makeNew(text) -> option, pick(option), close().
 */
export function openTypeahead(host, settings) {
  const { label, options, first = [], value = "", search, makeNew, pick, close } = settings;
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
  input.select();

  function refresh(ask) {
    const query = input.value;
    const known = matching(options, query);
    known.sort((a, b) => first.includes(b.id) - first.includes(a.id));
    shown = known.slice(0, 8);
    const words = query.trim();
    if (makeNew && words && !known.some((one) => fold(one.text) === fold(words))) {
      shown.push({ id: null, text: words, isNew: true });
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
    const known = new Set(options.map((option) => option.id));
    const fresh = more.filter((option) => !known.has(option.id));
    if (!fresh.length) return;
    options.push(...fresh);
    refresh(false);
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
    pick(option.isNew ? makeNew(option.text) : option);
  }

  function finish(giveFocus = true) {
    isOpen = false;
    box.remove();
    close(giveFocus);
  }
}
