// Which key does what. Single keys act only with the focus in the text or the list.

import { data, make } from "./page.js";
import { texts } from "./texts.js";

const { keys } = data;
const SHOWN = {
  Delete: "Del", Escape: "Esc", ArrowLeft: "←", ArrowRight: "→", Enter: "↵",
};
let byKey = {};
let single = data.single_keys;

function index() {
  byKey = {};
  for (const [command, some] of Object.entries(keys)) {
    for (const key of some) byKey[key] = command;
  }
}
index();

/** The command of a key, or undefined. */
export const commandOn = (key) => byKey[key];

/** A key as it stands on a keyboard. */
export function shown(key) {
  if (!key) return "–";
  if (SHOWN[key] || key.length > 1) return SHOWN[key] ?? key;
  return key !== key.toLowerCase() ? `Shift ${key}` : key.toUpperCase();
}

/** The key of a command as an element that follows when the key is changed. */
export function cap(command) {
  return make("kbd", { "data-shows": command }, shown(keys[command][0]));
}

export const areOn = () => single;

/** Switch the single keys on or off; those with Ctrl stay. */
export const switchKeys = (isOn) => { single = isOn; };

/** Give commands other keys, {command: [key]}; wherever they are shown, they change. */
export function give(changed) {
  Object.assign(keys, changed);
  index();
  for (const one of document.querySelectorAll("kbd[data-shows]")) {
    one.textContent = shown(keys[one.dataset.shows][0]);
  }
}

for (const [place, part] of Object.entries(texts.parts)) {
  document.querySelector(place)?.insertAdjacentHTML("beforeend", part);
}
give({});

/** The keys of a command. */
export const keysOf = (command) => keys[command];

/** The command of a keydown, or undefined when the key is not for us. */
export function commandOf(event) {
  // On many keyboards [ and ] are typed with AltGr, which counts as Ctrl and Alt.
  const isGraph = event.getModifierState?.("AltGraph");
  if (event.isComposing || (event.altKey && !isGraph)) return undefined;
  const { target } = event;
  const isControl = !isGraph && (event.ctrlKey || event.metaKey);
  if (target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) {
    return isControl && event.key === "Enter" ? "done" : undefined;
  }
  if (isControl) return byKey[`+${event.key}`];
  // A button's own keys are the button's.
  if ((event.key === "Enter" || event.key === " ") && target.closest("button, summary, input")) {
    return undefined;
  }
  // Arrows begin the caret from the text alone; once it is there, they are the browser's.
  if (event.key.startsWith("Arrow") && (target.id !== "text" || target.isContentEditable)) {
    return undefined;
  }
  if (event.key !== "Escape" && !single) return undefined;
  // Where digits are typed with Shift, the digit's key does without.
  const digit = event.shiftKey ? "" : /^Digit(\d)$/.exec(event.code)?.[1];
  return byKey[event.key] ?? byKey[event.key.toLowerCase()] ?? byKey[digit];
}
