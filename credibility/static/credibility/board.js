// The claim board by keyboard: one cell holds the focus, arrows move it, Enter opens its evidence.
// And the slider over days, which fills in the date field.

const table = document.getElementById("board");
const range = document.getElementById("board-range");

if (table && matchMedia("(min-width: 901px)").matches) begin();
if (range) slide();

function begin() {
  const rows = [...table.rows].map((row) => [...row.cells]);
  table.setAttribute("role", "grid");
  for (const row of rows) {
    row[0].parentElement.setAttribute("role", "row");
    for (const cell of row) {
      const scope = cell.getAttribute("scope");
      cell.setAttribute("role", scope === "col" ? "columnheader" : scope ? "rowheader" : "gridcell");
      cell.tabIndex = -1;
      for (const link of cell.querySelectorAll("a")) link.tabIndex = -1;
    }
  }
  let here = rows[1]?.[0] ?? rows[0][0];
  here.tabIndex = 0;
  table.closest(".board-box").tabIndex = -1;

  function go(y, x) {
    const row = rows[Math.min(Math.max(y, 0), rows.length - 1)];
    const next = row[Math.min(Math.max(x, 0), row.length - 1)];
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    here = next;
  }

  table.addEventListener("focusin", ({ target }) => {
    const cell = target.closest("td, th");
    if (!cell || cell === here) return;
    here.tabIndex = -1;
    cell.tabIndex = 0;
    here = cell;
  });

  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const y = here.parentElement.rowIndex;
    const x = here.cellIndex;
    const far = event.ctrlKey;
    const moves = {
      ArrowUp: [far ? 0 : y - 1, x],
      ArrowDown: [far ? rows.length : y + 1, x],
      ArrowLeft: [y, far ? 0 : x - 1],
      ArrowRight: [y, far ? Infinity : x + 1],
      Home: [far ? 1 : y, 0],
      End: [far ? rows.length : y, Infinity],
      PageUp: [y - 8, x],
      PageDown: [y + 8, x],
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      go(...move);
    } else if (event.key === "Enter" && event.target === here) {
      const link = here.querySelector("a");
      if (!link) return;
      event.preventDefault();
      link.click();
    }
  });
  table.dataset.ready = "";
}

function slide() {
  const date = document.getElementById("id_as_of");
  const said = document.getElementById("board-output");
  // "2024-12-03 26,2026-01-10 9": first days, each with how many days the slider goes through.
  const stretches = range.dataset.stretches.split(",").map((one) => one.split(" "));
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "long",
    timeZone: "UTC",
  });

  function dayAt(place) {
    let [first, left] = [stretches[0][0], Number(place)];
    for (const [start, many] of stretches) {
      first = start;
      if (left < many) break;
      left -= many;
    }
    return new Date(new Date(`${first}T00:00Z`).getTime() + left * 86_400_000);
  }

  function show() {
    const day = dayAt(range.value);
    date.value = day.toISOString().slice(0, 10);
    said.textContent = words.format(day);
    range.setAttribute("aria-valuetext", said.textContent);
  }

  range.hidden = false;
  range.setAttribute("aria-valuetext", said.textContent || words.format(dayAt(range.value)));
  range.addEventListener("input", show);
  // By mouse or finger the new day is shown when it is let go; by keyboard on Enter.
  range.addEventListener("pointerup", () => {
    if (date.value) date.form.requestSubmit();
  });
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && date.value) date.form.requestSubmit();
  });
  range.dataset.ready = "";
}
