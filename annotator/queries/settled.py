"""The label and chains that an annotation was first settled with, on their way out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from annotator.formats.outgoing import Row
from annotator.queries.protection import Shield, shielded_annotation


def read_settled(rows: Iterable[Row]) -> set[int]:
    """Reads what the database has as text, in place; the sources that are named there."""
    named: set[int] = set()
    for row in rows:
        if row["settled"] is not None:
            row["settled"] = orjson.loads(row["settled"])
            named |= {hop["source"] for chain in row["settled"]["chains"] for hop in chain}
    return named - {None}


def told_settled(
    settled: Mapping[str, Any], name_of: Callable[[int | None], str | None], shield: Shield
) -> dict[str, Any]:
    """`{"label", "attributions"}`, shaped and protected as those of an annotation are."""
    chains = [
        [
            {
                "source": hop["source"],
                "source_name": name_of(hop["source"]),
                "cue": hop["cue"],
                "stance": hop["stance"],
            }
            for hop in chain
        ]
        for chain in settled["chains"]
    ]
    row = shielded_annotation({"attributions": chains, "note": ""}, shield)
    return {"label": settled["label"], "attributions": row["attributions"]}
