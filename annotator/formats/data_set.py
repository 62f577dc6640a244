"""A data set to publish: a folder as Hugging Face takes it, with a card that says what is in it.

https://huggingface.co/docs/hub/datasets-cards
"""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from annotator.formats.labels import AVERITEC, MEANINGS
from annotator.formats.lines import annotation_lines, text_lines
from annotator.formats.outgoing import LeavingText, Part
from annotator.formats.zips import zipped
from annotator.text.cells import safe_cell

File = tuple[str, Iterable[bytes]]
AGREEMENT_COLUMNS = ("scope", "of", "measure", "value", "lower", "upper", "n", "undefined")
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card says of the data set that the rows do not; `agreement` has a row for each
    measure, by `AGREEMENT_COLUMNS`."""

    title: str
    project: str
    made_on: str
    licence: str
    citation: str
    filters: Mapping[str, Any]
    left_out: int
    guideline_number: int | None = None
    guideline: str = ""
    agreement: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """What was counted while the files were written; complete when they are."""

    labels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    articles: int = 0
    unmarked_articles: int = 0
    files: list[dict[str, Any]] = field(default_factory=list)


def data_set_zip(
    facts: Facts,
    *,
    parts: Callable[[], Iterable[Part]],
    texts: Callable[[], Iterable[LeavingText]],
    tally: Tally,
) -> Iterator[bytes]:
    """The folder as a ZIP: annotations, their texts, agreement, guideline, the card, checksums."""
    return zipped(_files(facts, parts, texts, tally))


def _files(
    facts: Facts,
    parts: Callable[[], Iterable[Part]],
    texts: Callable[[], Iterable[LeavingText]],
    tally: Tally,
) -> Iterator[File]:
    rows = annotation_lines(_counted(parts(), tally))
    yield checked("data/annotations.jsonl", rows, tally)
    yield checked("data/articles.jsonl", text_lines(_counted_texts(texts(), tally)), tally)
    yield checked("agreement.csv", [agreement_csv(facts.agreement)], tally)
    if facts.guideline:
        yield checked("GUIDELINE.md", [facts.guideline.encode()], tally)
    # Made when it is their turn: by then all that they tell is counted.
    yield checked("README.md", (card(facts, tally).encode() for _ in (1,)), tally)
    yield "SHA256SUMS", (checksums(tally) for _ in (1,))


def agreement_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The table of agreement; a measure that cannot be computed says why."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(AGREEMENT_COLUMNS)
    for row in rows:
        writer.writerow([safe_cell(row[name]) for name in AGREEMENT_COLUMNS])
    return sheet.getvalue().encode()


def card(facts: Facts, tally: Tally) -> str:
    """The README of the folder: the head that Hugging Face reads, and what a reader must know."""
    return "\n".join(
        [
            *_head(facts, tally),
            f"# {facts.title}",
            "",
            f"Annotations of news articles by the project {facts.project}, frozen on "
            f"{facts.made_on}.",
            "",
            *_contents(facts, tally),
            *_labels(tally),
            *_agreement(facts),
            *_guideline(facts),
            "## Licence and citation",
            "",
            f"Licence: {facts.licence or 'not stated; ask the project before you use it'}.",
            "",
            *(f"    {line}" for line in facts.citation.splitlines()),
            "",
        ]
    )


def _head(facts: Facts, tally: Tally) -> list[str]:
    rows = tally.labels.total()
    size = next((name for most, name in _SIZES if rows < most), "100K<n<1M")
    languages = sorted(code for code in tally.languages if code)
    return [
        "---",
        f"pretty_name: {json.dumps(facts.title)}",
        f"license: {json.dumps(facts.licence or 'unknown')}",
        f"language: {json.dumps(languages)}",
        "task_categories: [token-classification]",
        f'size_categories: ["{size}"]',
        "configs:",
        "- config_name: annotations",
        "  data_files: data/annotations.jsonl",
        "- config_name: articles",
        "  data_files: data/articles.jsonl",
        "---",
        "",
    ]


def _contents(facts: Facts, tally: Tally) -> list[str]:
    filters = orjson.dumps(dict(facts.filters), option=orjson.OPT_SORT_KEYS).decode()
    return [
        "## What is in it",
        "",
        f"- `data/annotations.jsonl`: {tally.labels.total()} annotations by {len(tally.people)} "
        "annotators. `start` and `end` are Unicode code points of the article's text, half open.",
        f"- `data/articles.jsonl`: the {tally.articles} articles they stand in{_unmarked(tally)}; "
        "`article` of an annotation is `id` of its article. Their rights stay with their "
        "publishers.",
        "- `agreement.csv`: how alike the annotators labelled.",
        "- `SHA256SUMS`: the checksum of each file.",
        "",
        f"Chosen by: `{filters}`. Left out because they hold the name of a protected source: "
        f"{facts.left_out}. Annotators bear pseudonyms that are the same throughout this data set "
        "and in no other; their notes are not included.",
        "",
    ]


def _unmarked(tally: Tally) -> str:
    if not tally.unmarked_articles:
        return ""
    return f", {tally.unmarked_articles} of them without any annotation here"


def _labels(tally: Tally) -> list[str]:
    rows = [
        f"| {label} | {AVERITEC[label]} | {meaning} | {tally.labels[label]} |"
        for label, meaning in MEANINGS.items()
    ]
    return [
        "## Labels",
        "",
        "A label says how a claim stands with what its text offers. It judges neither the source "
        "nor what is true.",
        "",
        "| label | in AVeriTeC | meaning | annotations |",
        "|---|---|---|---|",
        *rows,
        "",
    ]


def _agreement(facts: Facts) -> list[str]:
    rows = [
        f"| {row['of'] or 'all'} | {row['measure']} | {_interval(row)} | {row['n']} |"
        for row in facts.agreement
    ]
    if not rows:
        return []
    head = ["## Agreement between annotators", "", "| of | measure | value | n |"]
    return [*head, "|---|---|---|---|", *rows, ""]


def _interval(row: Mapping[str, Any]) -> str:
    if row["value"] is None:
        return str(row["undefined"])
    value = f"{row['value']:.3f}"
    if row["lower"] is None or row["upper"] is None:
        return value
    return f"{value} ({row['lower']:.3f} to {row['upper']:.3f})"


def _guideline(facts: Facts) -> list[str]:
    if not facts.guideline:
        return []
    number = facts.guideline_number
    return ["## Guideline", "", f"Version {number} was in force: `GUIDELINE.md`.", ""]


def _counted(parts: Iterable[Part], tally: Tally) -> Iterator[Part]:
    for part in parts:
        tally.labels.update(row["label"] for row in part.rows)
        tally.people.update(row["author_name"] for row in part.rows)
        yield part


def _counted_texts(texts: Iterable[LeavingText], tally: Tally) -> Iterator[LeavingText]:
    for text in texts:
        tally.articles += 1
        tally.unmarked_articles += not text.rows
        tally.languages[text.context["language"]] += 1
        yield text


def checked(name: str, pieces: Iterable[bytes], tally: Tally) -> File:
    """The file, which the tally knows with rows and checksum once it was read."""

    def read() -> Iterator[bytes]:
        digest, size, lines = hashlib.sha256(), 0, 0
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            lines += piece.count(b"\n")
            yield piece
        rows = lines if name.endswith(".jsonl") else None
        tally.files.append(
            {"name": name, "rows": rows, "bytes": size, "sha256": digest.hexdigest()}
        )

    return name, read()


def checksums(tally: Tally) -> bytes:
    """What `SHA256SUMS` holds, as `sha256sum -c` reads it."""
    return "".join(f"{file['sha256']}  {file['name']}\n" for file in tally.files).encode()
