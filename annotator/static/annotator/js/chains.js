// Chains: text -> ... -> origin as chips, with the stance of each hop.

import { cueNear, stanceFor, stanceForCue } from "./cues.js";
import { cap } from "./keys.js";
import { data, make, sourceName, sources, STANCES, t } from "./page.js";

/** Which hop is being looked at, by chain and position; kept within what is there. */
export const at = { chain: 0, position: 0 };

/** The hop looked at, or null. */
export function currentHop(chains) {
  if (!chains.length) return null;
  at.chain = Math.min(at.chain, chains.length - 1);
  at.position = Math.min(at.position, chains[at.chain].length - 1);
  return chains[at.chain][at.position];
}

/** Look at the origin of the first chain: what a span begins with. */
export function lookAtOrigin(chains) {
  at.chain = 0;
  at.position = Math.max(0, (chains[0]?.length ?? 1) - 1);
}

/** The chains with one part changed; none of these changes what it is given. */
const copy = (chains) => chains.map((chain) => chain.map((hop) => ({ ...hop })));

function newHop(source, span, isOrigin) {
  const cue = cueNear(span, sources.get(source), !isOrigin);
  return { source, cue: cue?.words ?? "", stance: stanceFor(cue, isOrigin) };
}

/** S: the origin of the chain looked at is `source`. */
export function withOrigin(span, source) {
  const chains = copy(span.attributions);
  if (!chains.length) chains.push([newHop(source, span, true)]);
  else {
    const chain = chains[Math.min(at.chain, chains.length - 1)];
    chain[chain.length - 1] = { ...chain.at(-1), source };
  }
  lookAt(chains, Math.min(at.chain, chains.length - 1));
  return chains;
}

/** V: a hop before the origin passes its account on. */
export function withVia(span, source) {
  if (!span.attributions.length) return withOrigin(span, source);
  const chains = copy(span.attributions);
  const chain = chains[Math.min(at.chain, chains.length - 1)];
  chain.splice(chain.length - 1, 0, newHop(source, span, false));
  at.position = chain.length - 2;
  return chains;
}

/** A: one more chain, of one hop; `stance` is what was asked for, if anything. */
export function withChain(span, source, stance) {
  const hop = newHop(source, span, true);
  const chains = [...copy(span.attributions), [{ ...hop, stance: stance ?? hop.stance }]];
  lookAt(chains, chains.length - 1);
  return chains;
}

function lookAt(chains, chain) {
  at.chain = chain;
  at.position = chains[chain].length - 1;
}

/** The hop looked at, with other values. */
function withHop(span, values) {
  const chains = copy(span.attributions);
  if (currentHop(chains)) Object.assign(chains[at.chain][at.position], values);
  return chains;
}

/** The hop looked at with other cue words, and with their stance unless it was set by hand. */
export function withCue(span, cue) {
  const hop = currentHop(span.attributions);
  if (!hop) return span.attributions;
  const isOrigin = at.position === span.attributions[at.chain].length - 1;
  const isPreset = !hop.cue || hop.stance === stanceForCue(hop.cue, isOrigin);
  return withHop(span, { cue, stance: isPreset ? stanceForCue(cue, isOrigin) : hop.stance });
}

/** The hop looked at, one place nearer to the text (-1) or to the origin (1). */
function withHopMoved(span, by) {
  const chains = copy(span.attributions);
  if (!currentHop(chains)) return chains;
  const to = at.position + by;
  swap(chains[at.chain], at.position, to);
  at.position = to;
  return chains;
}

/** The chain looked at, one place up. */
function withChainUp(span) {
  const chains = copy(span.attributions);
  swap(chains, at.chain, at.chain - 1);
  at.chain -= 1;
  return chains;
}

function swap(list, one, other) {
  [list[one], list[other]] = [list[other], list[one]];
}

/** D: the next stance for the hop looked at. */
export function withNextStance(span, by = 1) {
  const hop = currentHop(span.attributions);
  if (!hop) return span.attributions;
  const next = (STANCES.indexOf(hop.stance) + by + STANCES.length) % STANCES.length;
  return withHop(span, { stance: STANCES[next] });
}

/** Without the hop looked at; a chain without hops goes. */
function withoutHop(span) {
  const chains = copy(span.attributions);
  if (!currentHop(chains)) return chains;
  chains[at.chain].splice(at.position, 1);
  return chains.filter((chain) => chain.length);
}

/** The chips of every chain and the stance of the hop looked at; pick() takes a cue in the text. */
export function drawChains(span, { look, change, pick }) {
  const hop = currentHop(span.attributions);
  const box = make("div", { class: "chains" });
  span.attributions.forEach((chain, number) => box.append(drawChain(chain, number, look)));
  if (hop) box.append(drawHop(span, hop, change, pick));
  return box;
}

function drawChain(chain, number, look) {
  const text = make("li", {}, make("span", { class: "hop" }, t("article"),
    make("small", {}, data.publisher || t("publisher_unknown"))));
  const hops = chain.map((hop, position) => {
    const isOrigin = position === chain.length - 1;
    const isCurrent = number === at.chain && position === at.position;
    const names = ["hop"];
    if (isOrigin) names.push("hop-origin");
    if (hop.source === null) names.push("hop-nameless");
    return make("li", {}, make("button", {
      type: "button", class: names.join(" "), "aria-pressed": String(isCurrent),
      "data-key": `hop-${number}-${position}`,
      onclick: () => look(number, position),
    }, sourceName(hop.source),
    make("small", {}, hop.stance ? t(`stance_${hop.stance}`) : t("stance_unknown"))));
  });
  return make("ol", { class: "hops", "aria-label": t("chain", { number: number + 1 }) },
    text, ...hops);
}

function drawHop(span, hop, change, pick) {
  const name = sourceName(hop.source);
  const choices = STANCES.map((stance) => make("label", { class: "stance" },
    make("input", {
      type: "radio", name: "stance", value: stance, checked: stance === hop.stance,
      "data-key": `stance-${stance}`, onchange: () => change(withHop(span, { stance })),
    }), make("span", {}, t(`stance_${stance}`))));
  const cue = make("input", {
    id: "hop-cue", value: hop.cue ?? "", maxlength: "300", autocomplete: "off",
    "data-key": "cue",
    onchange: (event) => change(withCue(span, event.target.value.trim())),
  });
  const last = span.attributions[at.chain].length - 1;
  const button = (key, act, isOn = true) => (isOn ? make("button", {
    type: "button", class: "button button-small button-quiet", "data-key": key, onclick: act,
  }, t(key)) : null);
  return make("div", { class: "hop-editor" },
    make("fieldset", { class: "stances" },
      make("legend", { class: "small" }, t("stance_question", { name }), " ",
        cap("stance")), ...choices),
    make("div", { class: "split" },
      make("div", { class: "cue" }, make("label", { for: "hop-cue", class: "small muted" },
        t("cue")), cue),
      make("button", { type: "button", class: "button button-small", "data-key": "pick_cue",
        onclick: pick }, t("pick_cue"), " ", cap("cue"))),
    make("div", { class: "actions" },
      button("hop_to_text", () => change(withHopMoved(span, -1)), at.position > 0),
      button("hop_to_origin", () => change(withHopMoved(span, 1)), at.position < last),
      button("chain_up", () => change(withChainUp(span)), at.chain > 0),
      button("remove_hop", () => change(withoutHop(span)))));
}
