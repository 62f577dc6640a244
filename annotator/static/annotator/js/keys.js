// Which key does what. Single keys act only with the focus in the text or the list.

const SWITCH = "twosource-single-keys";

/** Key -> command; with Ctrl or Cmd the key has a + before it. */
export const KEYS = {
  1: "confirmed", 2: "unverified", 3: "contested",
  j: "next", k: "previous", t: "caret", ArrowLeft: "caret", ArrowRight: "caret",
  s: "source", v: "via", a: "chain", d: "stance", D: "stanceBack",
  c: "claim", f: "figure", n: "note",
  "[": "startBack", "{": "startOn", "]": "endOn", "}": "endBack",
  Enter: "open", " ": "open",
  Delete: "withdraw", Backspace: "withdraw",
  x: "fence", "?": "help", Escape: "back",
  "+z": "undo", "+Z": "redo", "+y": "redo", "+Enter": "done",
};

export const areOn = () => {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
};

/** Switch the single keys on or off; those with Ctrl stay. */
export function switchKeys(isOn) {
  try {
    localStorage.setItem(SWITCH, isOn ? "on" : "off");
  } catch {
    // A browser without storage keeps them on.
  }
}

/** The command of a keydown, or undefined when the key is not for us. */
export function commandOf(event) {
  if (event.isComposing || event.altKey) return undefined;
  const { target } = event;
  const isControl = event.ctrlKey || event.metaKey;
  if (target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) {
    return isControl && event.key === "Enter" ? "done" : undefined;
  }
  if (isControl) return KEYS[`+${event.key}`];
  // A button's own keys are the button's.
  if ((event.key === "Enter" || event.key === " ") && target.closest("button, summary, input")) {
    return undefined;
  }
  // Arrows begin the caret from the text alone; once it is there, they are the browser's.
  if (event.key.startsWith("Arrow") && (target.id !== "text" || target.isContentEditable)) {
    return undefined;
  }
  if (event.key !== "Escape" && !areOn()) return undefined;
  return KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
}
