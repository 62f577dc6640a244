// Every act is sent at once, in order, exactly once; what cannot be sent waits on the shelf.

import { data, make, notify, sources, claims, t } from "./page.js";
import { addAct, isKept, readId, removeAct, replaceAct, waitingActs, writeId } from "./shelf.js";

const versions = new Map(data.spans.map((span) => [span.id, span.version]));
for (const [id, version] of Object.entries(data.withdrawn ?? {})) versions.set(id, version);

const unsent = new Map();
const listeners = {};
const channel = "BroadcastChannel" in window ? new BroadcastChannel("twosource-outbox") : null;
const LONGEST_WAIT_MS = 30_000;
const TIMEOUT_MS = 20_000;
let token = document.body.dataset.csrf;
let failures = 0;
let timer = null;
let pumping = null;
let again = false;
let writing = Promise.resolve();

const count = (id, by) => unsent.set(id, Math.max(0, (unsent.get(id) ?? 0) + by));

/** Hear of "saved" (act, row), "refused" (act, error), "conflict" (act, current), "made". */
export function on(name, listener) {
  listeners[name] = listener;
}

/** Queue an act {kind, id, body} and send it as soon as may be. */
export async function send(act) {
  // The version this act was made on, unless acts of ours on their way will raise it first.
  const base = unsent.get(act.id) ? undefined : versions.get(act.id);
  count(act.id, 1);
  // Acts are written to the shelf in the order they were made, however long each one takes.
  writing = writing.then(() =>
    addAct({ ...act, base, article: data.article, user: data.user, tries: 0 }));
  await writing;
  if (!isKept()) notify(t("not_kept"), { key: "kept" });
  pump();
}

/** Every act not yet sent, oldest first. */
export const waiting = async () => (await waitingActs()).map(([, act]) => act);

/** Resolves when every act so far is on the shelf and nothing is being sent. */
export async function settled() {
  await writing;
  while (pumping) await pumping;
}

/** Send what waits, if it can be sent. */
export function pump() {
  clearTimeout(timer);
  if (pumping) {
    again = true;
    return;
  }
  // Two tabs share one queue: only one of them sends.
  const locked = navigator.locks
    ? navigator.locks.request("twosource-outbox", sendAll)
    : sendAll();
  pumping = locked.finally(() => {
    pumping = null;
    if (again) {
      again = false;
      pump();
    }
  });
}

async function sendAll() {
  for (;;) {
    const rows = await waitingActs();
    showWaiting(rows.length);
    const mine = rows.find(([, act]) => act.user === data.user);
    if (!mine) {
      failures = 0;
      return;
    }
    const [key, act] = mine;
    const outcome = await deliver(key, act).catch(() => ({ wait: 0 }));
    if (outcome.wait !== undefined) {
      failures += 1;
      const pause = Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
      timer = setTimeout(pump, Math.max(outcome.wait, pause));
      showWaiting(rows.length, true, outcome.signedOut);
      return;
    }
    failures = 0;
    await removeAct(key);
    count(act.id, -1);
    if (outcome.row) {
      versions.set(act.id, outcome.row.version);
      channel?.postMessage({ id: act.id, row: outcome.row });
    }
    if (outcome.conflict) await dropLater(act.id);
    listeners[outcome.name]?.(act, outcome.row ?? outcome.conflict ?? outcome.error);
  }
}

/** After a conflict, what was built on the lost version goes too: the reader chooses anew. */
async function dropLater(id) {
  for (const [key, act] of await waitingActs()) if (act.id === id) await removeAct(key);
  unsent.delete(id);
}

async function deliver(key, act) {
  if (act.kind === "source" || act.kind === "claim") return deliverNew(key, act);
  const body = act.body && await withGivenIds(act.body);
  const address = data.urls.annotations + (act.kind === "create" ? "" : `${act.id}/`);
  const version = act.kind === "create" ? null : act.base ?? versions.get(act.id);
  const [method, path] = {
    create: ["POST", address],
    change: ["PATCH", address],
    withdraw: ["DELETE", address],
    restore: ["POST", `${address}restore/`],
  }[act.kind];
  const answer = await ask(method, path, body, version);
  if (answer.wait !== undefined) return answer;
  const { status, json } = answer;
  if (status < 300) {
    const row = json?.id ? json : { version: (version ?? 0) + 1 };
    return { name: "saved", row };
  }
  if (status === 404 && act.kind === "withdraw") return { name: "saved" };
  if (status === 412 && json?.current) {
    versions.set(act.id, json.current.version);
    if (isSatisfied(act, body, json.current)) return { name: "saved", row: json.current };
    return { name: "conflict", conflict: json.current };
  }
  return { name: "refused", error: json?.error ?? { code: "unknown", message: "" } };
}

/** Make a source or claim; one that a lost answer already made is found again by its words. */
async function deliverNew(key, act) {
  const isSource = act.kind === "source";
  const path = isSource ? data.urls.sources : data.urls.claims;
  const words = isSource ? act.body.name : act.body.text;
  if (act.tries === 0) {
    await replaceAct(key, { ...act, tries: 1 });
    const answer = await ask("POST", path, act.body);
    if (answer.wait !== undefined) return answer;
    if (answer.status < 300) return keepGiven(act, answer.json.id);
  }
  const query = new URLSearchParams({ project: data.project, search: words.slice(0, 100) });
  const found = await ask("GET", `${path}?${query}`);
  if (found.wait !== undefined) return found;
  const same = (found.json?.results ?? []).find(
    (row) => (row.name ?? row.text).toLowerCase() === words.toLowerCase(),
  );
  if (same) return keepGiven(act, same.id);
  const answer = await ask("POST", path, act.body);
  if (answer.wait !== undefined) return answer;
  if (answer.status < 300) return keepGiven(act, answer.json.id);
  return { name: "refused", error: answer.json?.error ?? { message: "" } };
}

async function keepGiven(act, id) {
  await writeId(act.id, id);
  const known = act.kind === "source" ? sources : claims;
  if (known.has(act.id)) known.set(id, { ...known.get(act.id), id });
  return { name: "made" };
}

const isMadeHere = (id) => typeof id === "string" && id.startsWith("new:");
const given = async (id) => (isMadeHere(id) ? (await readId(id)) ?? null : id);

async function withGivenIds(body) {
  const filled = { ...body };
  if ("claim" in filled) filled.claim = await given(filled.claim);
  if (filled.attributions) {
    filled.attributions = await Promise.all(filled.attributions.map((chain) => Promise.all(
      chain.map(async (hop) => ({ ...hop, source: await given(hop.source) })),
    )));
  }
  return filled;
}

/** {status, json}, or {wait} (milliseconds at least) when it is to be tried again. */
export async function ask(method, path, body, version) {
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  if (body) headers["Content-Type"] = "application/json";
  if (version) headers["If-Match"] = `"${version}"`;
  const options = { method, headers, credentials: "same-origin" };
  if (body) options.body = JSON.stringify(body);
  const response = await fetch(path, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const { status } = response;
  const json = await response.json().catch(() => null);
  if (status === 429 || status >= 500) {
    return { wait: 1000 * (Number(response.headers.get("Retry-After")) || 0) };
  }
  if (status !== 401 && status !== 403) return { status, json };
  const fresh = await freshToken();
  if (fresh === null) return { wait: 5000, signedOut: true };
  if (fresh === token) return { status, json };
  token = fresh;
  return { wait: 0 };
}

/** The token of a session begun anew elsewhere; null when this person is signed out. */
async function freshToken() {
  const response = await fetch(location.href, { credentials: "same-origin" });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const { user, csrf } = fresh.body.dataset;
  return response.ok && Number(user) === data.user ? csrf : null;
}

/** Whether the row already is what a repeated request wanted: its first answer got lost. */
function isSatisfied(act, body, current) {
  if (act.kind === "withdraw") return Boolean(current.withdrawn_at);
  if (act.kind === "restore") return !current.withdrawn_at;
  return Object.keys(body).every(
    (field) => field === "active_ms" || plain(field, body[field]) === plain(field, current[field]),
  );
}

/** A field's value as a string that does not depend on how a decimal is written. */
export function plain(field, value) {
  if (field === "quantity" && value) {
    const decimal = (bound) => (bound === null ? null : Number(bound));
    return JSON.stringify(Object.entries({
      ...value, lower: decimal(value.lower), upper: decimal(value.upper),
    }).sort());
  }
  if (field === "attributions" && value) {
    return JSON.stringify(value.map((chain) => chain.map(
      (hop) => [hop.source, hop.cue ?? "", hop.stance],
    )));
  }
  return JSON.stringify(value ?? null);
}

function showWaiting(count, isStuck = false, isSignedOut = false) {
  const place = document.getElementById("saved");
  if (count === 0) {
    notify(null, { key: "waiting" });
    return;
  }
  if (!isStuck) return;
  place.textContent = t(count === 1 ? "waits_one" : "waits", { count });
  if (isSignedOut) {
    const link = make("a", { class: "button button-small", href: data.urls.sign_in,
      target: "_blank", rel: "noopener" }, t("sign_in"));
    notify(t("signed_out", { count }), { key: "waiting", actions: [link] });
  } else {
    notify(t(count === 1 ? "waits_one" : "waits", { count }), { key: "waiting" });
  }
}

/** Begin: send what an earlier page left, and again whenever the connection comes back. */
export function start(onOtherTab) {
  addEventListener("online", pump);
  addEventListener("focus", () => failures && pump());
  waiting().then((acts) => acts.forEach((act) => count(act.id, 1)));
  channel?.addEventListener("message", ({ data: { id, row } }) => {
    versions.set(id, row.version);
    onOtherTab(id, row);
  });
  pump();
}
