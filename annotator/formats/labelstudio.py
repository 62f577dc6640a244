"""Label Studio's JSON: tasks with annotations, or its short form JSON-MIN.

Offsets are code points, as Label Studio counts since 1.4; where a result also gives its words and
they stand elsewhere, the UTF-16 of earlier versions is tried. Predictions and cancelled
annotations are left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.formats.files import SourceFile, decode
from annotator.formats.offsets import StoredText
from annotator.formats.reading import (
    Options,
    Where,
    http_address,
    number_of,
    place_by_quote,
    place_in,
    text_of,
)
from annotator.formats.records import (
    BlankRecord,
    FileRefused,
    MarkRecord,
    Person,
    Problem,
    Reading,
    TextRecord,
)
from annotator.formats.roles import linked, role_of
from annotator.formats.strict_json import JsonRefused, read_json

_SPANS = ("labels", "hypertextlabels", "paragraphlabels")
_Spans = Mapping[str, tuple[Mapping[str, Any], tuple[str, ...], tuple[str, ...]]]
"""By id: the value, its labels, and what choices were made for it."""


def read_labelstudio(file: SourceFile, options: Options) -> Reading:
    """The texts and marks of an export; `line` of what is told is the place in the list."""
    decode(file)
    try:
        tasks = read_json(file.content.removeprefix(b"\xef\xbb\xbf"))
    except JsonRefused as refused:
        raise FileRefused(Problem(file.name, refused.line, refused.code)) from None
    if isinstance(tasks, dict):
        tasks = [tasks]
    if not isinstance(tasks, list):
        raise FileRefused(Problem(file.name, None, "not_a_list"))
    found = Reading()
    for number, task in enumerate(tasks, 1):
        where = Where(file.name, number)
        try:
            if not isinstance(task, dict):
                where.refuse("not_an_object")
            _task(found, task, options, where)
        except FileRefused as refused:
            found.problems.append(refused.problem)
    return found


def _task(found: Reading, task: Mapping[str, Any], options: Options, where: Where) -> None:
    is_short = not isinstance(task.get("data"), dict)
    data: Mapping[str, Any] = task if is_short else task["data"]
    stored = StoredText(_written(data, options, where))
    key = f"{where.file}:{where.line}"
    found.texts.append(_text(data, key, stored.text, options, where))
    if is_short:
        spans = _short_spans(task)
        _marks(found, key, _person(task.get("annotator"), where), spans, (), stored, options, where)
        return
    made = task.get("annotations", task.get("completions", []))
    if not isinstance(made, list):
        where.refuse("wrong_type", name="annotations")
    names = data.get("annotators")
    for at, annotation in enumerate(made):
        if not isinstance(annotation, dict) or not isinstance(annotation.get("result", []), list):
            where.refuse("wrong_type", name="annotations")
        if not annotation.get("was_cancelled"):
            # Our own writer names people beside the text, for Label Studio takes only its own.
            beside = names[at] if isinstance(names, list) and at < len(names) else None
            _annotation(found, {"completed_by": beside, **annotation}, key, stored, options, where)


def _written(data: Mapping[str, Any], options: Options, where: Where) -> str:
    written = data.get(options.name_of("text"))
    if written is None:
        texts = [value for value in data.values() if isinstance(value, str)]
        written = texts[0] if len(texts) == 1 else None
    if not isinstance(written, str) or not written.strip():
        where.refuse("no_text")
    return written


def _text(
    data: Mapping[str, Any], key: str, text: str, options: Options, where: Where
) -> TextRecord:
    def fact(name: str, most: int) -> str:
        return text_of(data, options.name_of(name), where)[:most]

    return TextRecord(
        key=key,
        text=text,
        title=fact("title", 500) or text_of(data, "article_title", where)[:500],
        publisher=fact("publisher", 300) or text_of(data, "publisher_name", where)[:300],
        url=http_address(fact("url", 2000) or text_of(data, "article_url", where)),
        published_on=fact("published_on", 10),
        language=fact("language", 8),
        is_exact=True,
        file=where.file,
        line=where.line,
    )


def _person(who: Any, where: Where) -> Person:
    """Whose an annotation is: a number, an address, or an object with several of these."""
    if isinstance(who, dict):
        email = text_of(who, "email", where)
        names = f"{text_of(who, 'first_name', where)} {text_of(who, 'last_name', where)}".strip()
        key = text_of(who, "id", where)
        return Person(names or email or key, key, email)
    said = text_of({"who": who}, "who", where)
    return Person(said, said, said if "@" in said else "")


def _annotation(
    found: Reading,
    annotation: Mapping[str, Any],
    key: str,
    stored: StoredText,
    options: Options,
    where: Where,
) -> None:
    person = _person(annotation.get("completed_by"), where)
    spans: dict[str, Mapping[str, Any]] = {}
    labels: dict[str, list[str]] = {}
    notes: list[str] = []
    relations: list[tuple[str, str, str]] = []
    choices: dict[str, list[str]] = {}
    for result in annotation.get("result", []):
        if not isinstance(result, dict):
            where.refuse("wrong_type", name="result")
        kind, name = str(result.get("type", "")), text_of(result, "id", where)
        value = result.get("value") if isinstance(result.get("value"), dict) else {}
        if kind in _SPANS:
            spans[name] = {**(value or {}), "note": "\n".join(_strings(_meta(result)))}
            labels.setdefault(name, []).extend(_strings((value or {}).get(kind)))
        elif kind == "relation":
            named = _strings(result.get("labels")) or [""]
            ends = [text_of(result, end, where) for end in ("from_id", "to_id")]
            relations.append((ends[0], ends[1], named[0]))
        elif kind == "choices":
            told = f"{text_of(result, 'from_name', where)}="
            choices.setdefault(name, []).extend(
                told + one for one in _strings((value or {}).get("choices"))
            )
        elif kind == "textarea":
            notes += _strings((value or {}).get("text"))
    if not spans:
        found.blanks.append(BlankRecord(key, person))
        return
    made = {
        name: (value, tuple(labels[name]) or ("",), tuple(choices.get(name, ())))
        for name, value in spans.items()
    }
    _marks(found, key, person, made, relations, stored, options, where, note="\n".join(notes))


def _short_spans(task: Mapping[str, Any]) -> _Spans:
    """The spans of JSON-MIN: a list of {start, end, text, labels} under some name."""
    listed = [
        item
        for value in task.values()
        if isinstance(value, list)
        for item in value
        if isinstance(item, dict) and "start" in item and "end" in item
    ]
    return {
        str(at): (item, tuple(_strings(item.get("labels"))) or ("",), ())
        for at, item in enumerate(listed, 1)
    }


def _marks(
    found: Reading,
    key: str,
    person: Person,
    spans: _Spans,
    relations: Iterable[tuple[str, str, str]],
    stored: StoredText,
    options: Options,
    where: Where,
    *,
    note: str = "",
) -> None:
    places = {
        name: _place(value, stored, options, where) for name, (value, _l, _c) in spans.items()
    }
    types = {name: labels[0] for name, (_v, labels, _c) in spans.items()}
    words = {name: stored.text[start:end] for name, (start, end) in places.items()}
    chains, in_roles = linked(relations, types, words)
    for name, (value, labels, choices) in spans.items():
        is_part = role_of(types[name]) in ("source", "cue") and name not in chains
        if name in in_roles or is_part:
            continue
        for at, label in enumerate(labels):
            start, end = places[name]
            found.marks.append(
                MarkRecord(
                    text_key=key,
                    start=start,
                    end=end,
                    foreign_type=label,
                    person=person,
                    quote=words[name],
                    external_id=name if not at else f"{name}#{at + 1}",
                    attributes=choices,
                    chains=chains.get(name, ()),
                    note=str(value.get("note", "")) or (note if len(spans) == 1 else ""),
                    file=where.file,
                    line=where.line,
                )
            )


def _place(
    value: Mapping[str, Any], stored: StoredText, options: Options, where: Where
) -> tuple[int, int]:
    offsets = value.get("globalOffsets") if isinstance(value.get("globalOffsets"), dict) else value
    start, end = number_of(offsets or {}, "start", where), number_of(offsets or {}, "end", where)
    is_utf16 = options.offsets == "utf16"
    quote = value.get("text")
    if isinstance(quote, str) and quote and not options.offsets:
        return place_by_quote(stored, start, end, quote, is_utf16=is_utf16, where=where)
    return place_in(stored, start, end, is_utf16=is_utf16, where=where)


def _meta(result: Mapping[str, Any]) -> Any:
    """What was written beside a region."""
    meta = result.get("meta")
    return meta.get("text") if isinstance(meta, dict) else None


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
