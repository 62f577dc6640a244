// Asking the server, with patience but not for ever; and signing in again in place.

import { data, t } from "./page.js";

const PATIENCE_MS = 15_000;

/**
 * {status, json, wait}: what the server said, and how long it asks to be left alone (ms).
 * Rejects when no whole answer came.
 */
export async function request(method, path, body, { version, csrf = document.body.dataset.csrf } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrf };
  const isForm = body instanceof URLSearchParams;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  if (version) headers["If-Match"] = `"${version}"`;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, {
      method, headers, body: isForm ? body : body && JSON.stringify(body), signal: patience.signal,
    });
    const text = await response.text();
    const after = response.headers.get("Retry-After") ?? "";
    const wait = (after > 0 ? 1000 * after : Date.parse(after) - Date.now()) || 0;
    return { status: response.status, json: parsed(text), wait: Math.max(0, wait) };
  } finally {
    clearTimeout(timer);
  }
}

/** Every row of a list, page after page; rejects when one of them does not come. */
export async function readAll(path, asked) {
  const rows = [];
  for (let next = `${path}?${new URLSearchParams({ ...asked, page_size: 200 })}`; next;) {
    const { status, json } = await request("GET", next);
    if (status !== 200) throw new Error(status);
    rows.push(...json.results);
    next = json.next;
  }
  return rows;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** {user, csrf} of whoever is signed in now (user null: nobody); rejects when that is unclear. */
export async function readSession() {
  const { status, json } = await request("GET", data.urls.session);
  if (status !== 200 || !json) throw new Error(status);
  // Never with the token of somebody else's session: nothing may go out under their name.
  if (json.user === data.user) renew(json.csrf);
  return json;
}

function renew(csrf) {
  document.body.dataset.csrf = csrf;
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = csrf;
}

/** Ask for the password of this page's person, and call `done` when they are signed in. */
export function signIn(message, done) {
  const sheet = document.getElementById("sign-in-again");
  const [said, problem] = sheet.querySelectorAll("p");
  const form = sheet.querySelector("form");
  const { username, password } = form.elements;
  problem.textContent = "";
  said.textContent = message;
  username.value = data.email;
  // The page's own keys rest while it is open.
  sheet.onkeydown = (event) => event.stopPropagation();
  form.onsubmit = async (event) => {
    if (event.submitter?.formMethod === "dialog") return;
    event.preventDefault();
    problem.textContent = await attempt(username.value, password.value).catch(() => t("no_answer"));
    if (problem.textContent) password.focus();
    else {
      sheet.close();
      done();
    }
    password.value = "";
  };
  sheet.showModal();
}

/** What went wrong, in words; nothing when this person is signed in. */
async function attempt(username, password) {
  const { csrf } = await readSession();
  const body = new URLSearchParams({ user: data.user, username, password });
  const { status, json } = await request("POST", data.urls.session, body, { csrf });
  if (json?.user === data.user) {
    renew(json.csrf);
    return "";
  }
  return t(status === 429 ? "sign_in_locked" : json?.error?.code ?? "no_answer");
}
