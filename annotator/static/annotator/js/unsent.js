// Work that an annotating page could not send is told and sent here too. The outbox itself is
// fetched only when something waits.

import { kept, own, unsent } from "./signout.js";

const place = document.getElementById("unsent");

async function send() {
  const link = document.createElement("link");
  Object.assign(link, { id: "texts", href: place.dataset.texts });
  document.head.append(link);
  place.hidden = false;
  const [outbox, { data }, { texts }] = await Promise.all([
    import("./outbox.js"), import("./page.js"), import("./texts.js"),
  ]);
  document.body.insertAdjacentHTML("beforeend", texts.parts.body ?? "");
  // No text stands here in which a span could be shown, or moved to its new place.
  for (const name of ["saved", "take", "replay"]) outbox.on(name, () => undefined);
  addEventListener("online", () => outbox.pump(true));
  const [{ article }] = await outbox.waiting();
  outbox.pump(true);
  const { status, json } = await outbox.ask("GET", `${data.urls.articles}${article}/`)
    .catch(() => ({}));
  if (status !== 200) return;
  // What is refused is decided on beside its text.
  const open = place.querySelector("a");
  open.href = `/p/${json.project}/articles/${article}/`;
  open.hidden = false;
}

if (place && (await kept()).includes(own) && await unsent(own)) await send();
