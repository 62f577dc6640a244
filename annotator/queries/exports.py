"""Annotations on their way out: rows of one moment, streamed, with protected names kept inside."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

import orjson
from django.db.models import Count, QuerySet

from annotator.models import Annotation, Attribution, User
from annotator.models.choices import Label, VerdictValue
from annotator.queries.annotation_lists import exportable_annotations, filtered_annotations
from annotator.queries.annotations import QUANTITY_FIELDS
from annotator.queries.protection import Shield, shield_of, shielded_annotation
from annotator.queries.snapshots import Snapshot
from annotator.text.cells import safe_cell

FIRST_ROWS = 100
MOST_ROWS = 2000
"""How many rows are read at once: few for the first byte, many from then on."""
# https://fever.ai/dataset/averitec.html: the four veracity labels.
AVERITEC: dict[str, str] = {
    Label.CONFIRMED: "Supported",
    Label.UNVERIFIED: "Not Enough Evidence",
    Label.CONTESTED: "Conflicting Evidence/Cherrypicking",
    VerdictValue.REFUTED: "Refuted",
}
_PLAIN = {
    "id": "id",
    "project": "project__slug",
    "article": "article",
    "revision": "revision",
    "author": "author",
    "start": "start",
    "end": "end",
    "quote": "quote",
    "prefix": "prefix",
    "suffix": "suffix",
    "label": "label",
    "claim": "claim",
    "note": "note",
    "confidence": "confidence",
    "origin": "origin",
    "anchor": "anchor",
    "follows": "follows",
    "guideline_version": "guideline_version",
    "active_ms": "active_ms",
    "external_id": "external_id",
    "version": "version",
    "accepted_at": "accepted_at",
    "withdrawn_at": "withdrawn_at",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "author_name": "author__name",
    "author_email": "author__email",
    "claim_text": "claim__text",
    "article_title": "article__title",
    "article_url": "article__url",
    "published_on": "article__published_on",
    "published_precision": "article__published_precision",
    "language": "article__language",
    "publisher": "article__publisher",
    "publisher_name": "article__publisher__name",
    "revision_number": "revision__number",
    "revision_sha256": "revision__sha256",
    "project_id": "project_id",
}
_QUANTITY = {f"quantity_{name}": f"quantity__{name}" for name in ("id", *QUANTITY_FIELDS)}
_COLUMNS = {**_PLAIN, **_QUANTITY}
_DATE_LENGTH = {"year": 4, "month": 7, "day": 10}
CSV_COLUMNS = (
    *(name for name in _PLAIN if name not in ("author_email", "project_id", "published_precision")),
    "averitec_label",
    *(f"quantity_{name}" for name in QUANTITY_FIELDS),
    "origins",
    "stances",
    "attributions",
)


class AnnotationExport:
    """What somebody may take out, as of one moment: counted first, then streamed; close it.

    `row_count` is how many rows come, `left_out` how many do not because their words hold a
    protected name.
    """

    def __init__(self, user: User, said: Mapping[str, Any]) -> None:
        rows = Annotation.objects.visible_to(user).filter(exportable_annotations(user))
        if "live" not in said and not said.get("withdrawn", False):
            rows = rows.live()
        chosen: QuerySet[Any] = filtered_annotations(rows, user, said)
        projects = chosen.order_by().values_list("project", flat=True).distinct()
        self._shield = shield_of(projects)
        self._rows = chosen.order_by("article", "start", "end", "pk")
        self._snapshot = Snapshot()
        try:
            # By article, so that nothing has to be sorted before the first row can leave.
            counted = chosen.order_by("article").values("article").annotate(rows=Count("*"))
            self._counts = list(self._snapshot.rows(counted.values_list("article", "rows")))
            total = sum(rows for _article, rows in self._counts)
            self.left_out = 0 if self._shield.is_empty else self._count_hidden()
        except BaseException:
            self.close()
            raise
        self.row_count = total - self.left_out

    def json_lines(self) -> Iterator[bytes]:
        """One JSON object a line, exact; many lines at a time."""
        for rows in self._finished_rows():
            yield b"".join([orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows])

    def csv_lines(self) -> Iterator[bytes]:
        """A header and one line for each row; cells that a spreadsheet would run are quoted."""
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(CSV_COLUMNS)
        for row in chain.from_iterable(self._finished_rows()):
            cells = _cells(row)
            writer.writerow([safe_cell(cells[name]) for name in CSV_COLUMNS])
            if buffer.tell() > 1 << 16:
                yield _emptied(buffer)
        yield _emptied(buffer)

    def close(self) -> None:
        """Lets go of the database; also when nobody read to the end."""
        self._snapshot.close()

    def _count_hidden(self) -> int:
        rows = self._snapshot.rows(self._rows.values_list(*_COLUMNS.values()))
        return sum(_is_hidden(dict(zip(_COLUMNS, row, strict=True)), self._shield) for row in rows)

    def _finished_rows(self) -> Iterator[list[dict[str, Any]]]:
        for articles in _blocks(self._counts):
            found = self._snapshot.rows(
                self._rows.filter(article__in=articles).values_list(*_COLUMNS.values())
            )
            while part := list(islice(found, MOST_ROWS)):
                rows = [dict(zip(_COLUMNS, values, strict=True)) for values in part]
                if not self._shield.is_empty:
                    rows = [row for row in rows if not _is_hidden(row, self._shield)]
                chains = self._chains([row["id"] for row in rows])
                yield [_export_row(row, chains.get(row["id"], []), self._shield) for row in rows]

    def _chains(self, ids: list[Any]) -> dict[Any, list[list[dict[str, Any]]]]:
        """The chains of the annotations of these ids, in one statement."""
        hops = Attribution.objects.filter(annotation__in=ids).order_by(
            "annotation", "chain", "position"
        )
        columns = ("annotation", "chain", "source", "source__name", "cue", "stance")
        found: dict[Any, dict[int, list[dict[str, Any]]]] = {}
        for annotation, number, source, name, cue, stance in self._snapshot.rows(
            hops.values_list(*columns)
        ):
            hop = {
                "source": source,
                "source_name": self._shield.pseudonyms.get(source, name),
                "cue": cue,
                "stance": stance,
            }
            found.setdefault(annotation, {}).setdefault(number, []).append(hop)
        return {annotation: list(chains.values()) for annotation, chains in found.items()}


def _blocks(counts: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """The articles in their order, as many at a time as hold about the rows to be read at once."""
    articles: list[int] = []
    rows, enough = 0, FIRST_ROWS
    for article, count in counts:
        if articles and rows + count > enough:
            yield articles
            articles, rows, enough = [], 0, MOST_ROWS
        articles.append(article)
        rows += count
    if articles:
        yield articles


def _is_hidden(row: dict[str, Any], shield: Shield) -> bool:
    project = row["project_id"]
    return shield.hides(project, row["prefix"], row["quote"], row["suffix"]) or any(
        shield.hides(project, row[name] or "") for name in ("claim_text", "article_title")
    )


def _export_row(
    row: dict[str, Any], chains: list[list[dict[str, Any]]], shield: Shield
) -> dict[str, Any]:
    """The JSON form of the annotation, and beside it what it speaks of."""
    quantity = {name: row.pop(f"quantity_{name}") for name in QUANTITY_FIELDS}
    has_quantity = row.pop("quantity_id") is not None
    email, precision, _project_id = (
        row.pop(name) for name in ("author_email", "published_precision", "project_id")
    )
    published_on = row["published_on"]
    row |= {
        "attributions": chains,
        "quantity": _plain_bounds(quantity) if has_quantity else None,
        "author_name": row["author_name"] or email.partition("@")[0],
        "published_on": published_on and published_on.isoformat()[: _DATE_LENGTH[precision]],
        "publisher_name": shield.pseudonyms.get(row["publisher"], row["publisher_name"]),
        "averitec_label": AVERITEC[row["label"]],
    }
    return row if shield.is_empty else shielded_annotation(row, shield)


def _plain_bounds(quantity: dict[str, Any]) -> dict[str, Any]:
    for name in ("lower", "upper"):
        bound = quantity[name]
        if bound is not None:
            is_whole = bound == bound.to_integral_value()
            quantity[name] = int(bound) if is_whole else float(bound)
    return quantity


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    quantity = row["quantity"] or dict.fromkeys(QUANTITY_FIELDS)
    chains = row["attributions"]
    return (
        row
        | {f"quantity_{name}": value for name, value in quantity.items()}
        | {
            "origins": "; ".join(hops[-1]["source_name"] or "?" for hops in chains),
            "stances": "; ".join(hops[-1]["stance"] or "?" for hops in chains),
            "attributions": json.dumps(chains, ensure_ascii=False),
        }
    )


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
