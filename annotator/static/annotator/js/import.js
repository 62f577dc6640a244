// The import preview's keys: J and K go from part to part, X puts one back or takes it out.

const boxes = [...document.querySelectorAll(".capture-block input[type=checkbox]")];

for (const hint of document.querySelectorAll(".has-script")) hint.hidden = false;

/** Whether a key pressed there is typing. */
function isTyping(element) {
  return element.matches("input:not([type=checkbox]), textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const at = boxes.indexOf(document.activeElement);
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const next = at < 0 ? 0 : at + (key === "j" ? 1 : -1);
    boxes[Math.max(0, Math.min(boxes.length - 1, next))]?.focus();
  } else if (key === "x" && at >= 0) boxes[at].click();
  else return;
  event.preventDefault();
});
