// What colleagues say of a span and its claim: read, said, changed, withdrawn; and evidence.

import { announce, data, locale, make, t } from "./page.js";
import { ask } from "./outbox.js";
import { fold } from "./typeahead.js";

const { comments: ADDRESS, evidence: EVIDENCE, members: MEMBERS } = data.urls;
const MENTION = /@([^@\n]{0,40})$/u;
const drafts = new Map();
const counts = new Map();
let people = null;

/** How many comments a span has, as far as this page has asked. */
export const countOf = (annotation) => String(counts.get(annotation) || "");

/** Whom one can mention; in a blind project no other annotator, who could not read it. */
async function colleagues() {
  people ??= ask("GET", `${MEMBERS}?page_size=200`).then(({ json }) => (json?.results ?? []).filter(
    (one) => one.user !== data.user && one.is_active
      && !(data.is_blinded && ["annotator", "researcher"].includes(one.role)),
  ));
  return people;
}

/** Count what was said in this article, in one request. */
export async function countComments() {
  const { json } = await ask("GET", `${ADDRESS}?article=${data.article}&page_size=200`);
  for (const { annotation } of json?.results ?? []) {
    counts.set(annotation, (counts.get(annotation) ?? 0) + 1);
  }
}

async function listed(thing) {
  const answers = await Promise.all(Object.entries(thing).map(([name, id]) =>
    ask("GET", `${ADDRESS}?${name}=${id}&page_size=200`)));
  return answers.flatMap(({ json }) => json?.results ?? [])
    .sort((a, b) => a.created_at.localeCompare(b.created_at));
}

/** Opens the comments on an annotation and its claim in `host`; close() when all is said. */
export async function openComments(host, { annotation, claim, close }) {
  const thing = { annotation };
  if (Number.isInteger(claim)) thing.claim = claim;
  const list = make("ol", { class: "comments", "aria-label": t("comments") });
  const error = make("p", { class: "field-error", role: "alert", hidden: true });
  const names = make("ul", { class: "names", role: "listbox", id: "names", hidden: true,
    "aria-label": t("mention") });
  const field = make("textarea", { id: "comment-field", rows: "2", maxlength: "5000",
    "aria-autocomplete": "list", "aria-controls": "names", onkeydown: onKey, oninput: offerNames },
  drafts.get(annotation) ?? "");
  const about = make("select", { id: "comment-about", "aria-label": t("comment_about"),
    hidden: !thing.claim }, make("option", { value: "annotation" }, t("on_span")),
  make("option", { value: "claim" }, t("on_claim")));
  const form = make("form", { class: "comment-form", onsubmit: send }, list,
    make("label", { for: "comment-field", class: "small" }, t("comment_say")), field, names, error,
    make("div", { class: "actions" }, about,
      make("button", { class: "button button-small" }, t("comment_send"), " ",
        make("kbd", {}, "Enter")),
      make("button", { type: "button", class: "button button-small button-quiet", onclick: leave },
        t("close"), " ", make("kbd", {}, "Esc"))));
  let active = 0;
  host.replaceChildren(form);
  field.focus();
  colleagues();
  await refresh();

  async function refresh() {
    const rows = await listed(thing).catch(() => null);
    if (!rows) return fail(t("no_connection"));
    counts.set(annotation, rows.filter((row) => row.annotation).length);
    list.replaceChildren(...rows.map(draw));
    list.scrollTop = list.scrollHeight;
    return form.scrollIntoView({ block: "nearest" });
  }

  function draw(row) {
    const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })
      .format(new Date(row.created_at));
    const mine = row.author === data.user;
    const button = (key, act) => make("button", { type: "button",
      class: "button button-small button-quiet", onclick: act }, t(key));
    const item = make("li", {}, make("p", { class: "small muted" },
      make("strong", {}, row.author_name), ` ${when}`, row.edited_at ? ` · ${t("edited")}` : "",
      row.claim ? ` · ${t("on_claim")}` : ""),
    make("p", { class: "comment-text" }, row.text));
    if (mine) {
      item.append(make("div", { class: "actions" },
        button("change", () => edit(item, row)),
        button("withdraw", () => change(row, "DELETE", undefined, () => item.replaceChildren(
          make("p", { class: "small muted" }, t("comment_gone"), " "),
          button("undo", () => change(row, "PATCH", { is_withdrawn: false }, refresh)))))));
    }
    return item;
  }

  function edit(item, row) {
    const box = make("textarea", { rows: "2", maxlength: "5000", "aria-label": t("change"),
      onkeydown: (event) => {
        event.stopPropagation();
        if (event.key === "Escape") item.replaceWith(draw(row));
        if (event.key !== "Enter" || event.shiftKey) return;
        event.preventDefault();
        save(box.value, (text, mentions) =>
          change(row, "PATCH", { text, mentions }, refresh));
      } }, row.text);
    item.replaceChildren(box);
    box.focus();
  }

  async function change(row, method, body, then) {
    const answer = await ask(method, `${ADDRESS}${row.id}/`, body).catch(() => null);
    if (!answer || answer.wait !== undefined || answer.status >= 300) fail(reason(answer));
    else then();
  }

  /** The words with the ids of those whose names stand in them after an @. */
  async function save(text, then) {
    const said = fold(text);
    const named = (await colleagues()).filter((one) => said.includes(`@${fold(one.name)}`));
    then(text.trim(), named.map((one) => one.user));
  }

  function send(event) {
    event?.preventDefault();
    if (!field.value.trim() || field.readOnly) return;
    field.readOnly = true;
    save(field.value, async (text, mentions) => {
      const on = about.value;
      const body = { [on]: thing[on], text, mentions };
      const answer = await ask("POST", ADDRESS, body).catch(() => null);
      field.readOnly = false;
      if (!answer || answer.wait !== undefined || answer.status >= 300) {
        fail(reason(answer));
        return;
      }
      error.hidden = true;
      field.value = "";
      drafts.delete(annotation);
      announce(t("comment_sent"));
      await refresh();
    });
  }

  function fail(words) {
    error.textContent = words;
    error.hidden = false;
  }

  async function offerNames() {
    drafts.set(annotation, field.value);
    const typed = MENTION.exec(field.value.slice(0, field.selectionStart));
    const part = fold(typed?.[1] ?? "");
    // A name that stands there in full needs no offer: Enter sends.
    const fits = (name) => name !== part
      && (name.startsWith(part) || name.split(/[\s.-]/).some((one) => one.startsWith(part)));
    const found = typed
      ? (await colleagues()).filter((one) => fits(fold(one.name))).slice(0, 6) : [];
    active = 0;
    names.hidden = !found.length;
    names.replaceChildren(...found.map((one, at) => make("li", { role: "option", id: `name-${at}`,
      onpointerdown: (event) => { event.preventDefault(); put(one); } }, one.name)));
    names.people = found;
    mark();
  }

  function mark() {
    [...names.children].forEach((one, at) => one.setAttribute("aria-selected", at === active));
    if (names.hidden) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `name-${active}`);
  }

  function put(one) {
    const end = field.selectionStart;
    const start = field.value.slice(0, end).lastIndexOf("@");
    field.setRangeText(`@${one.name} `, start, end, "end");
    names.hidden = true;
    mark();
  }

  function onKey(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const many = names.children.length;
    if (!names.hidden && step) active = (active + step + many) % many;
    else if (!names.hidden && ["Enter", "Tab"].includes(event.key)) put(names.people[active]);
    else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey) send();
    else if (event.key === "Escape") leave();
    else return;
    mark();
    event.preventDefault();
    event.stopPropagation();
  }

  function leave() {
    if (names.hidden) close();
    names.hidden = true;
  }
}

const reason = (answer) => answer?.json?.error?.message ?? t("no_connection");

/** Opens the evidence on a claim in `host`, with a form for one more piece of it. */
export async function openEvidence(host, { claim, close }) {
  const list = make("ul", { class: "comments" });
  const error = make("p", { class: "field-error", role: "alert", hidden: true });
  const field = (name, type) => make("div", { class: "field" },
    make("label", { for: `evidence-${name}`, class: "small" }, t(`evidence_${name}`)),
    make("input", { id: `evidence-${name}`, name, type, autocomplete: "off", maxlength: "2000",
      required: name === "url" }));
  const form = make("form", { class: "comment-form", onsubmit: keep, onkeydown: (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  } }, list, field("url", "url"), field("quote", "text"), error,
  make("div", { class: "actions" },
    make("button", { class: "button button-small" }, t("keep"), " ", make("kbd", {}, "Enter"))));
  host.replaceChildren(form);
  form.elements.url.focus();
  if (!Number.isInteger(claim)) return;
  const { json } = await ask("GET", `${EVIDENCE}?claim=${claim}`).catch(() => ({}));
  list.replaceChildren(...(json?.results ?? []).map((row) => make("li", {},
    make("a", { href: row.url, target: "_blank", rel: "noopener noreferrer nofollow" }, row.url),
    row.quote ? make("p", { class: "comment-text" }, `“${row.quote}”`) : null)));

  async function keep(event) {
    event.preventDefault();
    const { url, quote } = Object.fromEntries(new FormData(form));
    const body = { claim, url, quote, retrieved_at: new Date().toISOString() };
    const answer = await ask("POST", EVIDENCE, body).catch(() => null);
    if (answer?.status === 201) {
      close();
      announce(t("evidence_kept"));
      return;
    }
    error.textContent = reason(answer);
    error.hidden = false;
  }
}
