// How long somebody is at work here: with the page in sight, and not counting pauses.

const PAUSE_MS = 15_000;
let spent = 0;
let last = performance.now();
let isHidden = document.hidden;

/** A sign of work. What lies since the one before counts, of a pause its first 15 seconds. */
export function stir() {
  const now = performance.now();
  if (!isHidden) spent += Math.min(now - last, PAUSE_MS);
  last = now;
}

/** The active milliseconds since they were last taken. */
export function takeActiveMs() {
  stir();
  const taken = Math.round(spent);
  spent = 0;
  return taken;
}

document.addEventListener("visibilitychange", () => {
  stir();
  isHidden = document.hidden;
});
for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
  addEventListener(name, stir, { passive: true, capture: true });
}
