// Every act is sent at once, in order, exactly once; what cannot be sent waits on the shelf, and
// what is refused is held there until the reader has decided.

import { announce, claims, data, locale, notify, noticeButton, sources, t } from "./page.js";
import { readSession, request, signIn } from "./session.js";
import { changeActs, isKept, readId, waitingActs, writeId } from "./shelf.js";

const versions = new Map(data.spans.map((span) => [span.id, span.version]));
for (const [id, version] of Object.entries(data.withdrawn ?? {})) versions.set(id, version);

const LONGEST_PAUSE_MS = 30_000;
const TRIES_BEFORE_ASKING = 5;
const REASONS = ["connection", "server", "signed_out", "other_person"];
const channel = new BroadcastChannel("twosource-outbox");
const writing = new Set();
const tries = new Map();
const listeners = {};
let shelving = Promise.resolve();
let queued = new Set();
let held = new Map();
let count = 0;
let savedAt = "";
let stuck = null;
let failures = 0;
let timer = null;
let quietUntil = 0;
let pumping = null;
let again = false;

/** Hear of "saved" (act, row), "moved" (act, trouble), "held" (acts), "take", "replay". */
export function on(name, listener) {
  listeners[name] = listener;
}

const tell = (what) => channel.postMessage({ user: data.user, stuck, ...what });

/** Queue an act {kind, id, body} and send it as soon as may be. */
export async function send(act) {
  // The version this act was made on, unless acts of ours on their way will raise it first.
  const base = queued.has(act.id) ? undefined : versions.get(act.id);
  const whole = signed(act, base);
  await shelve(act.id, () => {
    const [key, first] = held.get(act.id) ?? [];
    // What was refused is mended by the next change to it.
    if (act.kind !== "change" || !first?.body || first.trouble?.theirs) return { add: [whole] };
    const spent = (first.body.active_ms ?? 0) + (act.body.active_ms ?? 0);
    const body = { ...first.body, ...act.body, active_ms: spent };
    return { anew: [[key, mended({ ...first, body })]] };
  });
  tell({ act: whole });
  pump();
}

const signed = (act, base) =>
  ({ ...act, base, article: data.article, user: data.user, tries: 0 });
const mended = ({ trouble, ...act }) => act;

/** Change the shelf: in the order of the calls, however long each one takes. */
async function shelve(id, change) {
  const ticket = { id };
  writing.add(ticket);
  queued.add(id);
  show();
  shelving = shelving.then(async () => changeActs(await change()));
  await shelving;
  writing.delete(ticket);
  await refresh();
}

/** Put other acts in the place of all that wait for one id. */
export async function replace(id, acts, base = versions.get(id)) {
  await shelve(id, async () => ({
    out: (await waitingActs()).filter(([, act]) => act.id === id).map(([key]) => key),
    add: acts.map((act, at) => signed(act, at ? undefined : base)),
  }));
  tell({});
  pump(true);
}

/** Send what was refused once more. */
export async function retry(id) {
  const [key, act] = held.get(id) ?? [];
  if (!act) return;
  await shelve(id, () => ({ anew: [[key, mended(act)]] }));
  pump(true);
}

/** Every act not yet stored by the server, oldest first. */
export const waiting = async () => (await waitingActs()).map(([, act]) => act);

/** Resolves when every act so far is on the shelf and nothing is being sent. */
export async function settled() {
  await shelving;
  while (pumping) await pumping;
}

/** Whether all is stored and its person signed in; the page says so if not. */
export async function isClear() {
  pump(true);
  await settled();
  await refresh();
  if (count || held.size) {
    notify(t(count ? "done_waits" : "done_held", { count: count || held.size }), { key: "done" });
    return false;
  }
  const why = await readSession().then(strangerIn, () => "connection");
  setStuck(why);
  return !why;
}

/** Send what waits; while the server wants quiet not at all, after a failure only if urgent. */
export function pump(isUrgent) {
  if (pumping) {
    again = true;
    return;
  }
  if ((timer && !isUrgent) || Date.now() < quietUntil) return;
  clearTimeout(timer);
  timer = null;
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
  // What the server fails at lets the others go first.
  const failed = new Set();
  for (;;) {
    const next = free(await refresh()).find(([key]) => !failed.has(key));
    if (!next) break;
    const [key, act] = next;
    const outcome = await deliver(key, act).catch(() => ({ wait: 0, why: "connection" }));
    if (outcome.wait === undefined) {
      tries.delete(key);
      if (!failed.size) failures = 0;
      setStuck(null);
      await close(key, act, outcome);
    } else {
      if (outcome.why === "server") tries.set(key, (tries.get(key) ?? 0) + 1);
      if (outcome.why !== "server" || outcome.wait || failed.size) return pause(outcome);
      failed.add(key);
    }
  }
  if (failed.size) return pause({ wait: 0, why: "server" });
  failures = 0;
  return setStuck(null);
}

async function pause({ wait, why }) {
  failures += 1;
  const length = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
  quietUntil = Date.now() + wait - 50;
  timer = setTimeout(pump, Math.max(wait, length), true);
  setStuck(why);
  await refresh();
}

/** Write down what came of an act, and tell the page and the other tabs. */
async function close(key, act, { row, trouble }) {
  if (trouble?.code === "revision_outdated" && trouble.current === data.revision) {
    const moved = listeners.moved(act, trouble);
    if (moved) {
      await changeActs({ anew: [[key, moved]] });
      listeners.replay([moved]);
      return;
    }
    trouble.message = t("words_gone");
  }
  const theirs = trouble?.theirs;
  // Before the act is off the shelf: the next one to the same span is made on this version.
  if (row || theirs) versions.set(act.id, (row ?? theirs).version);
  await changeActs(trouble ? { anew: [[key, { ...act, trouble }]] } : { out: [key] });
  if (theirs) await take(act.id, theirs);
  tell({ id: act.id, row: row ?? theirs });
  if (trouble) return;
  savedAt = new Date().toLocaleTimeString(locale, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  if (row) listeners.saved(act, row);
}

/** A row as the server has it, and over it what of ours still waits. */
async function take(id, row) {
  const rows = await refresh();
  listeners.take(id, row);
  listeners.replay(rows.map(([, act]) => act).filter((act) => act.id === id));
}

async function deliver(key, act) {
  if (act.kind === "source" || act.kind === "claim") return deliverNew(key, act);
  const body = act.body && await withGivenIds(act.body);
  const version = act.kind === "create" ? null : act.base ?? versions.get(act.id);
  const [method, place] = {
    create: ["POST", ""],
    change: ["PATCH", `${act.id}/`],
    withdraw: ["DELETE", `${act.id}/`],
    restore: ["POST", `${act.id}/restore/`],
  }[act.kind];
  const path = data.urls.annotations + place;
  const { status, json, ...outcome } = await ask(method, path, body, version);
  if (!status) return outcome;
  if (status < 300) return { row: json };
  if (status === 404 && act.kind === "withdraw") return {};
  const theirs = status === 412 && json?.current;
  if (!theirs) return refusal(status, json);
  return isSatisfied(act, body, theirs) ? { row: theirs } : { trouble: { theirs } };
}

const refusal = (status, json) => ({ trouble: {
  message: t("too_large"), ...json?.error, current: json?.current, carried: json?.annotation,
} });

/** Make a source or claim; one that a lost answer already made is found again by its words. */
async function deliverNew(key, act) {
  const isSource = act.kind === "source";
  const path = isSource ? data.urls.sources : data.urls.claims;
  const words = isSource ? act.body.name : act.body.text;
  if (act.tries) {
    const query = new URLSearchParams({ project: act.body.project, search: words.slice(0, 100) });
    const { wait, why, json } = await ask("GET", `${path}?${query}`);
    if (wait !== undefined) return { wait, why };
    const same = json?.results?.find(
      (row) => (row.name ?? row.text).toLowerCase() === words.toLowerCase(),
    );
    if (same) return keepGiven(act, same.id);
  } else {
    await changeActs({ anew: [[key, { ...act, tries: 1 }]] });
  }
  const { status, json, ...outcome } = await ask("POST", path, act.body);
  if (!status) return outcome;
  if (status < 300) return keepGiven(act, json.id);
  // Somebody else made it first: theirs it is.
  if (json?.error?.code === "source_exists") return keepGiven(act, json.current);
  return refusal(status, json);
}

async function keepGiven(act, id) {
  await writeId(act.id, id);
  const known = act.kind === "source" ? sources : claims;
  if (known.has(act.id)) known.set(id, { ...known.get(act.id), id });
  return {};
}

/** The ids made here that a body names; null, in the end, for what was discarded. */
const needs = (body) => JSON.stringify(body ?? 0).match(/(?<=[:[]")new:[\w-]+(?=")/g) ?? [];

async function withGivenIds(body) {
  let filled = JSON.stringify(body);
  for (const id of needs(body)) {
    const given = (await readId(id)) ?? null;
    filled = filled.replaceAll(`"${id}"`, () => given);
  }
  return JSON.parse(filled);
}

/** {status, json} of an answer that counts, or {wait, why} when it is to be tried again. */
export async function ask(method, path, body, version) {
  const { status, json, wait } = await request(method, path, body, { version });
  if (status === 401 || json?.error?.code === "csrf_failed") {
    const why = strangerIn(await readSession());
    if (why) setStuck(why);
    return { wait: 0, why };
  }
  // Only our own server's words count: what stands in between may answer anything.
  const isOurs = status < 300 ? json || status === 204 : json?.error;
  if (status === 413 || (isOurs && status < 500 && status !== 429)) return { status, json };
  return { wait, why: status < 300 ? "connection" : "server" };
}

/** Why this session is not that of the page's person; null when it is. */
function strangerIn({ user }) {
  if (user === data.user) return null;
  return user ? "other_person" : "signed_out";
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

// --- what is so, and what is said of it ---------------------------------------------------

/** Those that may be sent: neither held nor built on what is held. */
function free(rows) {
  const blocked = new Set();
  return rows.filter(([, act]) => {
    const isFree = !act.trouble && ![act.id, ...needs(act.body)].some((id) => blocked.has(id));
    if (!isFree) blocked.add(act.id);
    return isFree;
  });
}

/** Read the shelf and say how things stand; gives all acts as [key, act]. */
async function refresh() {
  const rows = (await waitingActs()).filter(([, act]) => act.user === data.user);
  queued = new Set([...writing, ...rows.map(([, act]) => act)].map(({ id }) => id));
  count = free(rows).length;
  held = new Map();
  for (const [key, act] of rows) {
    const asks = act.trouble || tries.get(key) >= TRIES_BEFORE_ASKING;
    if (asks && !held.has(act.id)) held.set(act.id, [key, act]);
  }
  show();
  listeners.held?.(new Map([...held].map(([id, [, act]]) => [id, act])));
  return rows;
}

function setStuck(why) {
  if (stuck === why) return;
  stuck = why;
  tell({});
  show();
}

const counted = (key, number) => t(number === 1 ? `${key}_one` : key, { count: number });
const waits = (number) => counted(stuck === "connection" ? "waits" : "waits_else", number);

function show() {
  const place = document.getElementById("saved");
  const isBusy = writing.size > 0 || (count > 0 && !stuck);
  const parts = [
    isBusy ? t("saving") : count && waits(count),
    held.size && counted("held", held.size),
  ].filter(Boolean);
  const words = parts.join(" · ") || (savedAt ? t("saved", { time: savedAt }) : t("all_saved"));
  // A live region is left alone while it is busy: nobody wants to hear "saving" at every act.
  place.setAttribute("aria-busy", isBusy);
  if (place.textContent !== words) place.textContent = words;
  for (const why of REASONS) {
    const isIt = why === stuck && (count || why !== "server");
    const message = isIt ? (count ? `${waits(count)}. ` : "") + t(why) : null;
    const actions = isIt && /person|out/.test(why)
      ? [noticeButton(t("sign_in"), () => enter(t(why)), true)] : [];
    notify(message, { key: why, actions, isQuiet: true });
  }
  notify(isKept() ? null : t("not_kept"), { key: "kept", kind: "error", isQuiet: true });
}

/** Sign in again in place; what waits goes out at once. */
function enter(message) {
  signIn(message, () => {
    announce(t("signed_in"));
    setStuck(null);
    notify(null, { key: "done" });
    pump(true);
  });
}

/** Begin: send what an earlier page left, and again whenever the connection comes back. */
export async function start() {
  addEventListener("online", () => {
    setStuck(null);
    pump(true);
  });
  addEventListener("offline", () => setStuck("connection"));
  addEventListener("focus", () => failures && pump(true));
  addEventListener("beforeunload", (event) => {
    const isLost = !isKept() && (count || held.size);
    if (writing.size || isLost || (count && stuck)) event.preventDefault();
  });
  channel.addEventListener("message", async ({ data: told }) => {
    if (told.user !== data.user) return;
    stuck = told.stuck;
    if (told.act) listeners.replay([told.act]);
    if (told.row) {
      versions.set(told.id, told.row.version);
      await take(told.id, told.row);
    } else await refresh();
    if (!stuck && timer) pump(true);
  });
  // A text that was newer than the page may be the page's by now.
  for (const [key, act] of await refresh()) {
    if (act.trouble?.current === data.revision) await changeActs({ anew: [[key, mended(act)]] });
  }
  pump();
}
