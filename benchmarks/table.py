"""`python -m benchmarks.table`: makes the table of docs/performance.md from the results kept."""

from pathlib import Path
from typing import Any

from benchmarks.figures import OPERATIONS, PEERS_MEASURED, Figure, Operation
from benchmarks.results import bound_of, kept

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = (
    "<!-- made by benchmarks/table.py: begin -->",
    "<!-- made by benchmarks/table.py: end -->",
)
HEADS = ("operation", "figure", "Twosource", "must be", "kept", "doccano", "Label Studio", "limit")
NOT_MEASURED = "not measured"


def main() -> None:
    """Writes the tables between the two marks of the page."""
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables(kept())}\n\n{END}{after}")


def tables(results: list[dict[str, Any]]) -> str:
    """One table for each database, then what was noted while measuring.

    >>> "not measured" in tables([])
    True
    """
    databases = sorted({found["database"] for found in results}, key=lambda name: name[0] != "S")
    parts = []
    for database in databases or ["SQLite"]:
        mine = {found["benchmark"]: found for found in results if found["database"] == database}
        parts.append(f"### {database}\n\n{_table(mine, is_first=database[0] == 'S')}")
    parts += [f"### What it was measured on\n\n{_conditions(results)}"] if results else []
    parts.append(PEERS_MEASURED)
    return "\n\n".join(parts)


def _table(results: dict[str, dict[str, Any]], *, is_first: bool) -> str:
    """Every operation; on a second database only what was measured there."""
    lines = [_row(HEADS), _row(["---"] * len(HEADS))]
    for operation in OPERATIONS:
        medians = results.get(operation.name, {}).get("medians", {})
        if medians:
            lines += [
                _row(_cells(operation, figure, medians))
                for figure in operation.figures
                if figure.key in medians or figure.bound is not None
            ]
        elif is_first:
            lines.append(_row([operation.title, "", NOT_MEASURED, *[""] * 5]))
    return "\n".join(lines)


def _cells(operation: Operation, figure: Figure, medians: dict[str, float]) -> list[str]:
    value = medians.get(figure.key)
    kept_bound = {True: "yes", False: "**no**", None: ""}[
        None if value is None else figure.holds(value)
    ]
    shown = NOT_MEASURED if value is None else f"{written(value)} {figure.unit}".strip()
    peers = (figure.doccano, figure.label_studio, figure.limit)
    return [operation.title, figure.name, shown, bound_of(figure), kept_bound, *peers]


def written(value: float) -> str:
    """A number to three digits that count.

    >>> written(41234.5), written(3.14159), written(0.00012)
    ('41,200', '3.14', '0.00012')
    """
    if value and abs(value) < 1:
        return f"{value:.2g}"
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,g}"


def _row(cells: Any) -> str:
    return "| " + " | ".join(cells) + " |"


def _conditions(results: list[dict[str, Any]]) -> str:
    lines = []
    for machine in {_machine(found["machine"]) for found in results}:
        lines.append(f"- {machine}")
    for found in results:
        load = " / ".join(f"{load:g}" for load in (found["load_before"][0], found["load_after"][0]))
        notes = "; ".join(found["notes"])
        lines.append(
            f"- `{found['benchmark']}` on {found['database']}, {found['measured_on']}, "
            f"at {found['commit']}; load average before / after {load}; {notes}"
        )
    return "\n".join(lines)


def _machine(facts: dict[str, Any]) -> str:
    return (
        f"{facts['cores']} cores of {facts['processor']}, {facts['memory_gib']} GiB, "
        f"{facts['system']}, Python {facts['python']}"
    )


if __name__ == "__main__":
    main()
