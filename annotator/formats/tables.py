"""Annotations as a table: CSV for spreadsheets, Parquet for data frames."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import Any

from annotator.formats.outgoing import Part, Row
from annotator.formats.zips import Outlet
from annotator.text.cells import safe_cell

QUANTITY_COLUMNS = {
    "lower": "number",
    "upper": "number",
    "lower_closed": "yes or no",
    "upper_closed": "yes or no",
    "is_approximate": "yes or no",
    "unit": "text",
    "measure": "text",
    "population": "text",
    "place": "text",
    "period": "text",
    "method": "text",
    "words": "text",
}
# Name and type of each column; the types are those of Parquet.
COLUMNS = {
    "id": "text",
    "project": "text",
    "article": "integer",
    "revision": "integer",
    "author": "integer",
    "start": "integer",
    "end": "integer",
    "quote": "text",
    "prefix": "text",
    "suffix": "text",
    "label": "text",
    "claim": "integer",
    "note": "text",
    "confidence": "number",
    "origin": "text",
    "anchor": "text",
    "follows": "text",
    "guideline_version": "integer",
    "active_ms": "integer",
    "external_id": "text",
    "version": "integer",
    "accepted_at": "text",
    "withdrawn_at": "text",
    "created_at": "text",
    "updated_at": "text",
    "author_name": "text",
    "claim_text": "text",
    "claim_topic": "text",
    "article_title": "text",
    "article_url": "text",
    "published_on": "text",
    "language": "text",
    "publisher": "integer",
    "publisher_name": "text",
    "revision_number": "integer",
    "revision_sha256": "text",
    "averitec_label": "text",
    **{f"quantity_{name}": kind for name, kind in QUANTITY_COLUMNS.items()},
    "origins": "text",
    "stances": "text",
    "attributions": "text",
    "settled_label": "text",
    "settled_attributions": "text",
}


class ParquetMissing(Exception):
    """pyarrow, which writes Parquet, is not installed here."""


def csv_lines(parts: Iterable[Part]) -> Iterator[bytes]:
    """A header and one line for each row; cells that a spreadsheet would run are quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for part in parts:
        for row in part.whole_rows():
            found = cells(row)
            writer.writerow([safe_cell(found[name]) for name in COLUMNS])
        yield _emptied(buffer)
    yield _emptied(buffer)


def has_parquet() -> bool:
    """Whether Parquet can be written here."""
    return find_spec("pyarrow") is not None


def parquet(parts: Iterable[Part]) -> Iterator[bytes]:
    """The same columns as Parquet, a row group for each part; ParquetMissing without pyarrow."""
    if not has_parquet():
        raise ParquetMissing
    return _parquet(parts)


def _parquet(parts: Iterable[Part]) -> Iterator[bytes]:
    # Only who asks for it pays the memory of so large a library.
    import pyarrow as arrow
    from pyarrow.parquet import ParquetWriter

    kinds = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "yes or no": arrow.bool_(),
    }
    schema = arrow.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    outlet = Outlet()
    with ParquetWriter(outlet, schema, compression="zstd") as writer:
        for part in parts:
            rows = [cells(row) for row in part.whole_rows()]
            columns = [
                arrow.array([row[name] for row in rows], type=schema.field(name).type)
                for name in COLUMNS
            ]
            writer.write_table(arrow.table(columns, schema=schema))
            yield outlet.emptied()
    yield outlet.emptied()


def cells(row: Row) -> dict[str, Any]:
    """A row flattened into columns; the chains as JSON, their origins and stances as text."""
    quantity = row["quantity"] or dict.fromkeys(QUANTITY_COLUMNS)
    chains, settled = row["attributions"], row["settled"]
    return (
        row
        | {f"quantity_{name}": value for name, value in quantity.items()}
        | {
            "origins": "; ".join(hops[-1]["source_name"] or "?" for hops in chains),
            "stances": "; ".join(hops[-1]["stance"] or "?" for hops in chains),
            "attributions": json.dumps(chains, ensure_ascii=False),
            "settled_label": settled and settled["label"],
            "settled_attributions": settled
            and json.dumps(settled["attributions"], ensure_ascii=False),
        }
    )


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
