// A small menu at a place on the page: numbers, arrows, Enter, Esc.

import { make } from "./page.js";

let current = null;

/** Shows `choices` [{text, className, act}] at a DOMRect; Esc and clicks elsewhere close it. */
export function openMenu(rect, label, choices, onClose) {
  closeMenu();
  const items = choices.map(({ text, className, act }, at) => make("button", {
    type: "button", role: "menuitem", class: "menu-item", tabindex: "-1",
    onclick: () => { closeMenu(); act(); },
  }, make("kbd", {}, String(at + 1)), make("span", { class: className ?? "" }, text)));
  const box = make("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: onKey },
    ...items);
  document.getElementById("main").append(box);
  const left = Math.min(rect.left, document.documentElement.clientWidth - box.offsetWidth - 8);
  box.style.left = `${Math.max(8, left) + scrollX}px`;
  box.style.top = `${rect.bottom + 6 + scrollY}px`;
  const onOutside = (event) => { if (!box.contains(event.target)) closeMenu(); };
  addEventListener("pointerdown", onOutside);
  current = () => {
    removeEventListener("pointerdown", onOutside);
    box.remove();
  };
  items[0]?.focus();

  function onKey(event) {
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (items[Number(event.key) - 1]) items[Number(event.key) - 1].click();
    else if (event.key === "Escape" || event.key === "Tab") {
      closeMenu();
      onClose?.();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Closes the menu that is open, if one is. */
export function closeMenu() {
  current?.();
  current = null;
}
