// Parts that were left out: put back and taken out again, once all that waits has been sent.

import { data, notify, t } from "./page.js";
import * as outbox from "./outbox.js";
import * as undo from "./undo.js";

const all = () => [...document.querySelectorAll(".fence form")];

for (const form of all()) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(form, true);
  });
}

async function go(form, isNew) {
  outbox.pump();
  await outbox.settled();
  if ((await outbox.waiting()).length) {
    notify(t("fence_waits"), { key: "fence" });
    return;
  }
  const kept = form.elements.kept.value === "on";
  if (isNew) await undo.actFence(Number(form.dataset.number), kept);
  form.submit();
}

/** Bring a part to a state: what undo and redo ask for. */
export function bring(number, kept) {
  const form = all().find((one) => Number(one.dataset.number) === number);
  if (form && (form.elements.kept.value === "on") === kept) go(form, false);
}

/** X: go to the nearest part; once there, switch it. */
export function next() {
  const here = document.activeElement?.closest(".fence form");
  if (here) {
    here.requestSubmit();
    return true;
  }
  const middle = innerHeight / 2;
  const far = (form) => {
    const box = (form.closest("details") ?? form).getBoundingClientRect();
    return Math.abs(box.top - middle);
  };
  const nearest = all().sort((a, b) => far(a) - far(b))[0];
  const folder = nearest?.closest("details");
  if (folder) folder.open = true;
  nearest?.querySelector("button").focus();
  return Boolean(nearest) && data.may_write;
}
