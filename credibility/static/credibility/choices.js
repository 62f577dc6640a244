// Choosing one of many as one types: a field marked `data-choices` becomes a combobox with a list
// (ARIA 1.2, list autocomplete with manual selection). Without this script its plain fields stay.

const WAIT_MS = 150;
let serial = 0;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function begin(place) {
  const { choices: address, name, label, help, required, found, none, failed } = place.dataset;
  const id = `choice-${++serial}`;
  const input = make("input", {
    id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": `${id}-list`, "aria-describedby": `${id}-help ${id}-chosen`,
  });
  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: "" });
  const said = make("p", { class: "visually-hidden", role: "status" });
  const chosen = make("p", { id: `${id}-chosen`, class: "choice-chosen", hidden: "" });
  const value = make("input", { type: "hidden", name });
  const box = make("div", { class: "choice-box" }, input, list);
  let shown = [];
  let active = -1;
  let waiting = 0;
  let asked = null;

  const [before] = place.querySelector("select")?.selectedOptions ?? [];

  place.replaceChildren(
    make("label", { for: id }, label), box,
    make("p", { id: `${id}-help`, class: "field-help" }, help), chosen, value, said,
  );
  input.setCustomValidity(required);

  async function ask(step = 0) {
    asked?.abort();
    const mine = asked = new AbortController();
    try {
      const query = new URLSearchParams({ words: value.value ? "" : input.value.trim() });
      const answer = await fetch(`${address}?${query}`, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      open((await answer.json()).results);
      if (step && shown.length) go(step);
    } catch {
      if (!mine.signal.aborted) open([], failed);
    }
  }

  function open(results, trouble) {
    shown = results;
    active = -1;
    const lines = shown.map((one, at) => {
      const line = make("li", { id: `${id}-${at}`, role: "option", "aria-selected": "false" },
        make("span", {}, one.text),
        make("span", { class: one.differs ? "cell-note differs" : "cell-note" }, one.note));
      line.addEventListener("pointerdown", (event) => event.preventDefault());
      line.addEventListener("click", () => take(one));
      return line;
    });
    list.replaceChildren(...lines);
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark();
    said.textContent = trouble ?? (shown.length ? `${shown.length} ${found}` : none);
    if (!shown.length) tell(said.textContent);
    else if (!value.value) chosen.hidden = true;
  }

  function close() {
    clearTimeout(waiting);
    asked?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function go(step) {
    active = active < 0 && step < 0 ? shown.length - 1 : active + step;
    active = (active + shown.length) % shown.length;
    mark();
  }

  function mark() {
    [...list.children].forEach((line, at) => {
      line.setAttribute("aria-selected", String(at === active));
    });
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    }
  }

  function tell(words, differs = false) {
    chosen.hidden = !words;
    chosen.textContent = words;
    chosen.classList.toggle("differs", differs);
  }

  function take(one) {
    input.value = one.text;
    value.value = one.id;
    input.setCustomValidity("");
    tell(one.note, one.differs);
    said.textContent = one.note;
    close();
  }

  function forget() {
    value.value = "";
    input.setCustomValidity(required);
    tell("");
  }

  if (before?.value) take({ id: before.value, text: before.textContent, note: "" });
  input.addEventListener("input", () => {
    forget();
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("click", () => { if (list.hidden) ask(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) ask(event.altKey ? 0 : step);
    else if (step) go(step);
    else if (event.key === "Enter" && active >= 0) take(shown[active]);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Escape" && input.value) {
      input.value = "";
      forget();
    } else return;
    event.preventDefault();
  });
  place.dataset.ready = "";
}

for (const place of document.querySelectorAll("[data-choices]")) {
  begin(place);
  place.closest("form").hidden = false;
}
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
