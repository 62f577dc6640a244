// Deciding by keyboard: each key presses the button or link that bears it, once.

const script = document.getElementById("keys-script");
const areOn = script?.dataset.single !== "no";
const reason = document.getElementById("reason");
const help = document.getElementById("help");
let isSent = false;

/** What the key presses: the first thing in the page that bears it. */
function bearerOf(key) {
  return [...document.querySelectorAll("[data-key]")].find((it) => it.dataset.key === key);
}

function isTyping(element) {
  return element.matches("textarea, select, input:not([type=radio])");
}

/** A note is asked for before anything is given back. */
function press(bearer) {
  if (bearer === reason || (bearer.dataset.key === "n" && !reason.value.trim())) reason.focus();
  else bearer.click();
}

function typed(event) {
  if (event.key === "Escape") document.getElementById("main").focus();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) bearerOf("n")?.click();
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (help?.open) return;
  if (isTyping(event.target)) return typed(event);
  // A key held down must not decide the whole queue.
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || !areOn) return;
  const bearer = bearerOf(event.key.toLowerCase());
  if (!bearer) return;
  event.preventDefault();
  if (!isSent) press(bearer);
});

// A second press, or a second key, while the first is on its way would decide something unseen.
document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  if (isSent) event.preventDefault();
  isSent = true;
});
addEventListener("pageshow", () => { isSent = false; });

const button = document.getElementById("help-button");
if (button) {
  button.addEventListener("click", () => help.showModal());
  button.disabled = false;
}
