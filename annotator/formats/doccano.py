"""doccano's JSONL of sequence labelling, of the old form and of the one with relations.

A line is {"id", "text", "label": [[start, end, "TYPE"], ...]} or {"id", "text", "entities":
[{"id", "label", "start_offset", "end_offset"}], "relations": [{"from_id", "to_id", "type"}]}.
Offsets are UTF-16 units, as doccano's editor counts them unless a project is set to grapheme
clusters: https://github.com/doccano/doccano/issues/2290. doccano writes one file for each person,
named after them; a file called all.jsonl or unknown.jsonl is nobody's.
"""

import posixpath
from collections.abc import Mapping
from typing import Any

from annotator.formats.files import SourceFile, decode, stem_of
from annotator.formats.offsets import StoredText
from annotator.formats.reading import Options, Where, http_address, number_of, place_in, text_of
from annotator.formats.records import (
    FileRefused,
    MarkRecord,
    NamedHop,
    Person,
    Reading,
    TextRecord,
)
from annotator.formats.roles import linked, role_of
from annotator.formats.strict_json import JsonRefused, read_json

_NOBODY = ("all", "unknown", "dataset", "export", "doccano")


def read_doccano(file: SourceFile, options: Options, *, of_a_person: bool = False) -> Reading:
    """The texts and marks of one file; `of_a_person`: its name is whose marks they are."""
    decode(file)
    found = Reading()
    stem = posixpath.basename(stem_of(file.name))
    person = Person(stem if of_a_person and stem.casefold() not in _NOBODY else "")
    for number, line in enumerate(file.content.split(b"\n"), 1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            where = Where(file.name, number)
            try:
                _take(found, line, person, options, where)
            except FileRefused as refused:
                found.problems.append(refused.problem)
    return found


def _take(found: Reading, line: bytes, person: Person, options: Options, where: Where) -> None:
    try:
        row = read_json(line)
    except JsonRefused as refused:
        where.refuse(refused.code)
    if not isinstance(row, dict):
        where.refuse("not_an_object")
    written = row.get(options.name_of("text"), row.get("data"))
    if not isinstance(written, str) or not written.strip():
        where.refuse("no_text")
    stored = StoredText(written)
    key = f"{where.file}:{where.line}"
    found.texts.append(_text(row, key, stored.text, options, where))
    who = text_of(row, options.name_of("author"), where) or text_of(row, "annotator", where)
    comments = _comments(row)
    spans = _spans(row, where)
    words = {name: _words(stored, span, options, where) for name, span in spans.items()}
    chains, in_roles = _attributions(row, spans, words, where)
    for name, (start, end, kind) in spans.items():
        if name in in_roles or (role_of(kind) in ("source", "cue") and name not in chains):
            continue
        is_utf16 = options.offsets != "code_points"
        first, last = place_in(stored, start, end, is_utf16=is_utf16, where=where)
        found.marks.append(
            MarkRecord(
                text_key=key,
                start=first,
                end=last,
                foreign_type=kind,
                person=Person(who) if who else person,
                external_id=name,
                chains=chains.get(name, ()),
                note=comments if len(spans) == 1 else "",
                file=where.file,
                line=where.line,
            )
        )


def _text(
    row: Mapping[str, Any], key: str, text: str, options: Options, where: Where
) -> TextRecord:
    facts = row.get("meta") if isinstance(row.get("meta"), dict) else {}
    said = {**row, **(facts or {})}

    def fact(name: str) -> str:
        return text_of(said, options.name_of(name), where)

    return TextRecord(
        key=key,
        text=text,
        title=(fact("title") or text_of(said, "article_title", where))[:500],
        publisher=(fact("publisher") or text_of(said, "publisher_name", where))[:300],
        url=http_address(fact("url") or text_of(said, "article_url", where)),
        published_on=fact("published_on")[:10],
        language=fact("language")[:8],
        is_exact=True,
        file=where.file,
        line=where.line,
    )


def _comments(row: Mapping[str, Any]) -> str:
    found = row.get("Comments", row.get("comments")) or []
    return "\n".join(str(one) for one in found if one) if isinstance(found, list) else ""


def _spans(row: Mapping[str, Any], where: Where) -> dict[str, tuple[int, int, str]]:
    """The spans by id: start, end, type, in doccano's offsets."""
    listed = row.get("entities")
    if listed is None:
        listed = row.get("label", row.get("labels", []))
    if not isinstance(listed, list):
        where.refuse("wrong_type", name="label")
    spans: dict[str, tuple[int, int, str]] = {}
    for at, item in enumerate(listed):
        if isinstance(item, dict):
            name = text_of(item, "id", where) or str(at)
            start, end = (
                number_of(item, "start_offset", where),
                number_of(item, "end_offset", where),
            )
            spans[name] = (start, end, text_of(item, "label", where))
        elif isinstance(item, list) and len(item) == 3 and isinstance(item[2], str):
            if type(item[0]) is not int or type(item[1]) is not int:
                where.refuse("not_a_whole_number", name="label")
            spans[f"{text_of(row, 'id', where)}-{at}"] = (item[0], item[1], item[2])
        else:
            where.refuse("wrong_type", name="label")
    return spans


def _words(stored: StoredText, span: tuple[int, int, str], options: Options, where: Where) -> str:
    is_utf16 = options.offsets != "code_points"
    start, end = place_in(stored, span[0], span[1], is_utf16=is_utf16, where=where)
    return stored.text[start:end]


def _attributions(
    row: Mapping[str, Any],
    spans: Mapping[str, tuple[int, int, str]],
    words: Mapping[str, str],
    where: Where,
) -> tuple[dict[str, tuple[tuple[NamedHop, ...], ...]], set[str]]:
    """Chains by the id of the content, and the ids that are only sources or cues."""
    relations = row.get("relations") or []
    if not isinstance(relations, list):
        where.refuse("wrong_type", name="relations")
    links = []
    for relation in relations:
        if not isinstance(relation, dict):
            where.refuse("wrong_type", name="relations")
        ends = [text_of(relation, name, where) for name in ("from_id", "to_id")]
        links.append((ends[0], ends[1], text_of(relation, "type", where)))
    return linked(links, {name: span[2] for name, span in spans.items()}, words)
