"""Our own rows, as JSONL and as CSV: articles, and annotations as our exports give them."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.formats.files import SourceFile, decode
from annotator.formats.reading import Options, Where, text_of
from annotator.formats.records import (
    BlankRecord,
    FileRefused,
    MarkRecord,
    NamedHop,
    Person,
    Problem,
    Reading,
    TextRecord,
)
from annotator.formats.strict_json import JsonRefused, read_json

_FACTS = ("title", "publisher", "url", "published_on", "language")
# What an export of articles holds besides, and what does not become part of a new article.
_OF_OURS = frozenset(
    {"id", "project", "revision", "revision_number", "code_points", "sha256", "revision_sha256"}
    | {"publisher_name", "canonical_url", "created_at", "updated_at", "captured_at", "blocks"}
    | {"topic", "topic_name", "is_archived", "external_id", "authors", "text", "html", "is_exact"}
    | {"number", "counts", "annotations", "published_precision", "archived_at", "raw", "article"}
    | {"done_by"}
    | set(_FACTS)
)
_EXTRA = (
    *("quantity", "confidence", "claim", "claim_text", "claim_topic", "origin", "anchor"),
    *("accepted_at", "withdrawn_at", "active_ms"),
)
_QUANTITY = "quantity_"
_MOST_AUTHORS = 50
_DELIMITERS = ",;\t|"
_NEUTRALISED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def read_jsonl(file: SourceFile, options: Options) -> Reading:
    """Articles and annotations, one JSON object a line, told apart by what they hold."""
    decode(SourceFile(file.name, file.content))  # refuses what is no text, naming the line
    found = Reading()
    for number, line in enumerate(file.content.split(b"\n"), 1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        line = line.removesuffix(b"\r")
        if not line.strip():
            continue
        where = Where(file.name, number)
        try:
            _take(found, _object(line, where), where, options)
        except FileRefused as refused:
            found.problems.append(refused.problem)
    return found


def read_csv(file: SourceFile, options: Options) -> Reading:
    """Articles or annotations in a table with a header; comma, semicolon, tab or bar between."""
    found = Reading()
    rows = _table(file, options)
    header = next(rows)[1]
    ours = {theirs: name for name, theirs in options.fields.items()}
    names = [ours.get(name.strip(), name.strip()) for name in header]
    if len(set(names)) != len(names):
        raise FileRefused(Problem(file.name, 1, "column_twice"))
    if not {"text", "html"} & set(names) and not {"start", "end"} <= set(names):
        raise FileRefused(Problem(file.name, 1, "no_text_column"))
    is_marks = {"start", "end", "label"} <= set(names)
    unknown = sorted(set(names) - _OF_OURS) if not is_marks else []
    if unknown:
        values = {"names": ", ".join(name[:50] for name in unknown[:10])}
        found.notes.append(Problem(file.name, 1, "columns_ignored", values))
    for line, cells in rows:
        where = Where(file.name, line)
        try:
            if len(cells) != len(names):
                where.refuse("cells_wrong", count=len(cells), expected=len(names))
            row = dict(zip(names, cells, strict=True))
            if is_marks:
                found.marks.append(_mark(_typed(row, where), where, exact_quote=False))
            else:
                wanted = {name: cell for name, cell in row.items() if name in _OF_OURS}
                found.texts.append(_article(_listed(wanted), where))
        except FileRefused as refused:
            found.problems.append(refused.problem)
    return found


def _object(line: bytes, where: Where) -> dict[str, Any]:
    try:
        found = read_json(line)
    except JsonRefused as refused:
        where.refuse(refused.code)
    if not isinstance(found, dict):
        where.refuse("not_an_object")
    return found


def _take(found: Reading, row: dict[str, Any], where: Where, options: Options) -> None:
    for ours, theirs in options.fields.items():
        if theirs in row and ours != theirs:
            row[ours] = row.pop(theirs)
    if "start" in row and "end" in row and "label" in row:
        found.marks.append(_mark(row, where, exact_quote=True))
        return
    unknown = sorted(row.keys() - _OF_OURS)
    if unknown:
        where.refuse("unknown_key", name=unknown[0][:50])
    text = _article(row, where)
    found.texts.append(text)
    found.blanks += [BlankRecord(text.key, person) for person in _done_by(row, where)]


def _done_by(row: Mapping[str, Any], where: Where) -> list[Person]:
    """Who called the text done, known as the author of annotations is."""
    people = row.get("done_by") or []
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        where.refuse("wrong_type", name="done_by")
    return [_person(one, where) for one in people]


def _person(row: Mapping[str, Any], where: Where) -> Person:
    name, author = text_of(row, "author_name", where), text_of(row, "author", where)
    return Person(name or author, author, text_of(row, "author_email", where))


def _article(row: Mapping[str, Any], where: Where) -> TextRecord:
    text, html = row.get("text"), row.get("html")
    if not isinstance(text, str | None) or not isinstance(html, str | None):
        where.refuse("wrong_type", name="text" if not isinstance(text, str | None) else "html")
    if not (text or html) or (text and html):
        where.refuse("text_or_html")
    facts = {name: text_of(row, name, where, one_line=True) for name in _FACTS}
    if "publisher_name" in row:  # our export: `publisher` is the id it has there
        facts["publisher"] = text_of(row, "publisher_name", where, one_line=True)
    sha256 = text_of(row, "sha256", where) or text_of(row, "revision_sha256", where)
    if len(facts["publisher"]) > 300 or len(facts["language"]) > 8:
        where.refuse("too_long")
    return TextRecord(
        key=text_of(row, "id", where) or text_of(row, "article", where) or _place(where),
        text=text or None,
        html=html or None,
        **facts,
        authors=_authors(row.get("authors"), where),
        sha256=sha256,
        is_exact=bool(sha256) or row.get("is_exact") is True,
        file=where.file,
        line=where.line,
    )


def _place(where: Where) -> str:
    return f"{where.file}:{where.line}"


def _authors(value: Any, where: Where) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        where.refuse("wrong_type", name="authors")
    return tuple(value[:_MOST_AUTHORS])


def _mark(row: Mapping[str, Any], where: Where, *, exact_quote: bool) -> MarkRecord:
    start, end = row["start"], row["end"]
    if type(start) is not int or type(end) is not int:
        where.refuse("not_a_whole_number", name="start")
    quote = row.get("quote")
    if not isinstance(quote, str | None):
        where.refuse("wrong_type", name="quote")
    return MarkRecord(
        text_key=text_of(row, "article", where),
        start=start,
        end=end,
        foreign_type=text_of(row, "label", where),
        person=_person(row, where),
        quote=quote if exact_quote else None,
        external_id=text_of(row, "id", where)[:200],
        chains=_chains(row.get("attributions"), where),
        note=text_of(row, "note", where),
        made_at=text_of(row, "created_at", where),
        text_sha256=text_of(row, "revision_sha256", where),
        text_url=text_of(row, "article_url", where),
        file=where.file,
        line=where.line,
        extra={name: row[name] for name in _EXTRA if row.get(name) not in (None, "")}
        | _settled(row.get("settled"), where),
    )


def _settled(value: Any, where: Where) -> dict[str, Any]:
    """Label and chains as their author first settled them, if that is told."""
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        where.refuse("wrong_type", name="settled")
    chains = _chains(value.get("attributions"), where)
    return {"settled": (text_of(value, "label", where), chains)}


def _chains(value: Any, where: Where) -> tuple[tuple[NamedHop, ...], ...]:
    if not value:
        return ()
    try:
        return tuple(tuple(_hop(hop, where) for hop in chain) for chain in value)
    except TypeError:
        where.refuse("wrong_type", name="attributions")


def _hop(hop: Any, where: Where) -> NamedHop:
    if not isinstance(hop, dict):
        where.refuse("wrong_type", name="attributions")
    stance = hop.get("stance")
    if not isinstance(stance, str | None):
        where.refuse("wrong_type", name="stance")
    name = text_of(hop, "source_name", where, one_line=True)
    if not name and isinstance(hop.get("source"), str):
        name = text_of(hop, "source", where, one_line=True)
    return NamedHop(name or None, text_of(hop, "cue", where), stance or None)


# --- tables ---------------------------------------------------------------------------------


def _table(file: SourceFile, options: Options) -> Iterator[tuple[int, list[str]]]:
    """The rows with their line numbers, header first; blank lines are left out."""
    text = decode(file)
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    if head.count(delimiter) >= options.limits.columns:
        raise FileRefused(Problem(file.name, 1, "too_many_columns"))
    # One limit for the whole process: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for cells in reader:
            if cells:
                yield line + 1, cells
            line = reader.line_num
    except csv.Error:
        raise FileRefused(Problem(file.name, line + 1, "not_csv")) from None


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    """Cells as JSON would have them: authors are a list, what is empty is not there."""
    values: dict[str, Any] = {name: _unquoted(cell) for name, cell in row.items() if cell != ""}
    if "authors" in values:
        names = values["authors"].split(";")
        values["authors"] = [name.strip() for name in names if name.strip()]
    return values


def _typed(row: dict[str, str], where: Where) -> dict[str, Any]:
    """A row of our table of annotations as its JSON form."""
    values: dict[str, Any] = {name: _unquoted(cell) for name, cell in row.items() if cell != ""}
    for name in ("start", "end", "active_ms"):
        if name in values:
            if not values[name].isascii() or not values[name].isdigit() or len(values[name]) > 9:
                where.refuse("not_a_whole_number", name=name)
            values[name] = int(values[name])
    if "confidence" in values:
        try:
            values["confidence"] = float(values["confidence"])
        except ValueError:
            where.refuse("wrong_type", name="confidence")
    if "attributions" in values:
        values["attributions"] = _json_cell(values["attributions"], where)
    if "settled_label" in values:
        values["settled"] = {
            "label": values.pop("settled_label"),
            "attributions": _json_cell(values.pop("settled_attributions", "[]"), where),
        }
    quantity = {
        name.removeprefix(_QUANTITY): _cell_of_figure(values.pop(name))
        for name in list(values)
        if name.startswith(_QUANTITY)
    }
    if "start" not in values or "end" not in values:
        where.refuse("not_a_whole_number", name="start")
    return values | ({"quantity": quantity} if quantity else {})


def _json_cell(cell: str, where: Where) -> Any:
    try:
        return read_json(cell)
    except JsonRefused as refused:
        where.refuse(refused.code)


def _cell_of_figure(cell: str) -> Any:
    return {"True": True, "False": False}.get(cell, cell)


def _unquoted(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _NEUTRALISED else cell
