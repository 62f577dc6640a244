// The list of keys in the help: each command can be given another key, or none.

import { areOn, commandOn, give, keysOf, shown, switchKeys } from "./keys.js";
import { data, make, t } from "./page.js";
import { request } from "./session.js";

const help = document.getElementById("help");
const status = document.getElementById("keys-say");
const changed = data.keys_changed;
let asked = null;

function say(message, ...actions) {
  status.replaceChildren(message, ...actions);
}

const words = (command) => help.querySelector(`[data-words="${command}"]`).textContent;

function stop() {
  asked?.removeAttribute("aria-pressed");
  asked = null;
}

/** Let a command have a key; "" is none. */
function assign(pairs) {
  for (const [command, key] of pairs) {
    changed[command] = key;
    if (data.keys_default[command][0] === key) delete changed[command];
  }
  give(Object.fromEntries(pairs.map(([command, key]) => [command,
    command in changed ? [key].filter(Boolean) : data.keys_default[command]])));
  keep(pairs.map(([command, key]) => `${words(command)}: ${shown(key)}`).join("; "));
}

async function keep(message) {
  const body = new URLSearchParams(changed);
  if (areOn()) body.set("single", "on");
  const { status } = await request("POST", data.urls.keys, body).catch(() => ({}));
  say(status === 204 ? message : t("keys_not_kept"));
}

function take(command, key) {
  const other = commandOn(key);
  if (!key || !other || other === command) {
    assign([[command, key]]);
  } else if (!(other in data.keys_default)) {
    say(t("key_fixed", { key: shown(key), command: words(other) }));
  } else {
    const before = keysOf(command)[0] ?? "";
    const button = (text, act) => make("button", { type: "button", class: "button button-small",
      onclick: act }, t(text));
    say(`${t("key_taken", { key: shown(key), command: words(other) })} `,
      button("key_swap", () => assign([[command, key],
        [other, before.length > 1 ? "" : before]])),
      button("cancel", () => say("")));
    status.querySelector("button").focus();
  }
}

help.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remap]");
  stop();
  if (button) {
    asked = button;
    button.setAttribute("aria-pressed", "true");
    say(t("press_key", { command: words(button.dataset.remap) }));
  } else if (event.target.closest("#keys-reset")) {
    for (const command of Object.keys(changed)) delete changed[command];
    give(structuredClone(data.keys_default));
    keep(t("keys_reset"));
  }
});

help.addEventListener("keydown", (event) => {
  if (!asked || ["Tab", "Shift", "Control", "Alt", "AltGraph", "Meta"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const command = asked.dataset.remap;
  stop();
  if (event.key === "Escape") say("");
  else if (event.key === "Delete" || event.key === "Backspace") take(command, "");
  else if (event.key.length > 1 || event.key === " ") say(t("key_wrong"));
  else take(command, event.key);
});

const box = document.getElementById("keys-on");
const onBox = () => {
  switchKeys(box.checked);
  keep(t(box.checked ? "keys_on" : "keys_off"));
};
box.addEventListener("change", onBox);
// Ticked while this was on its way.
if (box.checked !== areOn()) onBox();
// Until now a click on them would have gone nowhere.
for (const button of help.querySelectorAll(":disabled")) button.disabled = false;
