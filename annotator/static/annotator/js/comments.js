// What colleagues say of a span and its claim: read, said, changed, withdrawn; and evidence.

import { announce, data, locale, make, t } from "./page.js";
import { ask } from "./outbox.js";
import { fold } from "./typeahead.js";

const { comments: ADDRESS, evidence: EVIDENCE, members: MEMBERS } = data.urls;
const MENTION = /@([^@\n]{0,40})$/u;
const ALL = "page_size=200";
const drafts = new Map();
const counts = new Map();
let people = null;

const dated = (time) => new Date(time).toLocaleString(locale, {
  dateStyle: "medium", timeStyle: "short",
});

/** How many comments a span has, as far as this page has asked. */
export const countOf = (annotation) => String(counts.get(annotation) || "");

/** The answer's JSON; an Error says, for a person, why there is none. */
async function api(method, path, body) {
  const { status, json } = await ask(method, path, body).catch(() => ({}));
  if (status < 300) return json;
  throw new Error(json?.error?.message ?? t("no_connection"));
}

/** Whom one can mention; in a blind project no other annotator, who could not read it. */
async function colleagues() {
  people ??= api("GET", `${MEMBERS}?${ALL}`).then(({ results }) => results.filter(
    (one) => one.user !== data.user && one.is_active
      && !(data.is_blinded && ["annotator", "researcher"].includes(one.role)),
  ));
  return people.catch(() => { people = null; return []; });
}

/** Count what was said in this article, in one request. */
export async function countComments() {
  const { results } = await api("GET", `${ADDRESS}?article=${data.article}&${ALL}`);
  for (const { now_on: id } of results) counts.set(id, (counts.get(id) ?? 0) + 1);
}

const button = (key, onclick, kbd) => make("button", {
  type: onclick ? "button" : "submit", class: "button button-small", onclick,
}, t(key), kbd ? make("kbd", {}, kbd) : null);

/** A form in `host` with a list above it: {form, list, fail(error)}; Esc closes it. */
function open(host, leave, submit, ...fields) {
  const list = make("ol", { class: "comments", "aria-label": t("comments") });
  const error = make("p", { class: "field-error", role: "alert", hidden: true });
  const form = make("form", { class: "comment-form", onsubmit: (event) => {
    event.preventDefault();
    submit();
  }, onkeydown: (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  } }, list, ...fields, error);
  host.replaceChildren(form);
  return { form, list, fail: ({ message }) => {
    error.textContent = message;
    error.hidden = !message;
  } };
}

/** Opens the comments on an annotation and its claim in `host`; close() when all is said. */
export async function openComments(host, { annotation, claim, close }) {
  const thing = { annotation };
  if (Number.isInteger(claim)) thing.claim = claim;
  const names = make("ul", { class: "names", role: "listbox", id: "names", hidden: true,
    "aria-label": t("mention") });
  const field = make("textarea", { id: "comment-field", rows: "2", maxlength: "5000",
    "aria-autocomplete": "list", "aria-controls": "names", onkeydown: onKey, oninput: offerNames },
  drafts.get(annotation) ?? "");
  const about = make("select", { "aria-label": t("comment_about"), hidden: !thing.claim },
    make("option", { value: "annotation" }, t("on_span")),
    make("option", { value: "claim" }, t("on_claim")));
  const { form, list, fail } = open(host, leave, send,
    make("label", { for: "comment-field", class: "small" }, t("comment_say")), field, names);
  form.append(make("div", { class: "actions" }, about, button("comment_send", null, "Enter"),
    button("close", leave, "Esc")));
  let active = 0;
  let offered = [];
  field.focus();
  await refresh();

  async function refresh() {
    try {
      const pages = await Promise.all(Object.entries(thing).map(([name, id]) =>
        api("GET", `${ADDRESS}?${name}=${id}&${ALL}`)));
      const rows = pages.flatMap(({ results }) => results)
        .sort((a, b) => a.created_at.localeCompare(b.created_at));
      counts.set(annotation, rows.filter((row) => row.annotation).length);
      list.replaceChildren(...rows.map(draw));
    } catch (error) {
      fail(error);
    }
    list.scrollTop = list.scrollHeight;
    form.scrollIntoView({ block: "nearest" });
  }

  function draw(row) {
    const about = [dated(row.created_at), row.edited_at && t("edited"), row.claim && t("on_claim"),
      row.annotation && row.annotation !== annotation
        && t("on_text_of", { date: dated(row.text_captured_at) })].filter(Boolean);
    const item = make("li", {}, make("p", { class: "small muted" },
      make("strong", {}, row.author_name), ` ${about.join(" · ")}`),
    make("p", { class: "comment-text" }, row.text));
    if (row.author === data.user) {
      item.append(make("div", { class: "actions" }, button("change", () => edit(item, row)),
        button("withdraw", () => change(row, "DELETE", undefined, () => item.replaceChildren(
          button("undo", () => change(row, "PATCH", { is_withdrawn: false })))))));
    }
    return item;
  }

  function edit(item, row) {
    const box = make("textarea", { rows: "2", maxlength: "5000", "aria-label": t("change"),
      onkeydown: async (event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          item.replaceWith(draw(row));
        } else if (event.key === "Enter" && !event.shiftKey) {
          event.preventDefault();
          change(row, "PATCH", await said(box.value));
        }
      } }, row.text);
    item.replaceChildren(box);
    box.focus();
  }

  async function change(row, method, body, then = refresh) {
    await api(method, `${ADDRESS}${row.id}/`, body).then(then, fail);
  }

  /** The words, with the ids of those whose names stand in them after an @. */
  async function said(text) {
    const plain = fold(text);
    const named = (await colleagues()).filter((one) => plain.includes(`@${fold(one.name)}`));
    return { text: text.trim(), mentions: named.map((one) => one.user) };
  }

  async function send() {
    if (!field.value.trim() || field.readOnly) return;
    field.readOnly = true;
    const body = { [about.value]: thing[about.value], ...await said(field.value) };
    await api("POST", ADDRESS, body).then(() => {
      field.value = "";
      drafts.delete(annotation);
      fail({});
      announce(t("comment_sent"));
      return refresh();
    }).catch(fail);
    field.readOnly = false;
  }

  async function offerNames() {
    drafts.set(annotation, field.value);
    const typed = MENTION.exec(field.value.slice(0, field.selectionStart));
    const part = fold(typed?.[1] ?? "");
    // A name that stands there in full needs no offer: Enter sends.
    const fits = (name) => name !== part
      && [name, ...name.split(/[\s.-]/)].some((one) => one.startsWith(part));
    offered = typed ? (await colleagues()).filter((one) => fits(fold(one.name))).slice(0, 6) : [];
    active = 0;
    mark();
  }

  function mark() {
    names.hidden = !offered.length;
    names.replaceChildren(...offered.map((one, at) => make("li", {
      role: "option", id: `name-${at}`, "aria-selected": String(at === active),
      onpointerdown: (event) => { event.preventDefault(); put(one); } }, one.name)));
    if (names.hidden) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `name-${active}`);
  }

  function put(one) {
    const end = field.selectionStart;
    field.setRangeText(`@${one.name} `, field.value.lastIndexOf("@", end - 1), end, "end");
    offered = [];
    mark();
  }

  function onKey(event) {
    const { key } = event;
    const many = offered.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (event.isComposing) return;
    if (many && step) active = (active + step + many) % many;
    else if (many && (key === "Enter" || key === "Tab")) put(offered[active]);
    else if (key === "Enter" && !event.shiftKey && !event.ctrlKey) send();
    else return;
    mark();
    event.preventDefault();
    event.stopPropagation();
  }

  function leave() {
    if (!offered.length) close();
    offered = [];
    mark();
  }
}

/** Opens the evidence on a claim in `host`, with a form for one more piece of it. */
export async function openEvidence(host, { claim, close }) {
  const field = (name, type) => make("div", { class: "field" },
    make("label", { for: `evidence-${name}`, class: "small" }, t(`evidence_${name}`)),
    make("input", { id: `evidence-${name}`, name, type, autocomplete: "off", maxlength: "2000",
      required: name === "url" }));
  const { form, list, fail } = open(host, close, () => {
    const body = { claim, retrieved_at: new Date().toISOString(),
      ...Object.fromEntries(new FormData(form)) };
    api("POST", EVIDENCE, body).then(() => {
      close();
      announce(t("evidence_kept"));
    }).catch(fail);
  }, field("url", "url"), field("quote", "text"), button("keep", null, "Enter"));
  form.elements.url.focus();
  if (!Number.isInteger(claim)) return;
  const { results } = await api("GET", `${EVIDENCE}?claim=${claim}`).catch(() => ({ results: [] }));
  list.append(...results.map(({ url, quote }) => make("li", {},
    make("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, url),
    make("p", { class: "comment-text" }, quote))));
}
