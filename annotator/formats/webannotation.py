"""W3C Web Annotations as JSON-LD: one, a list, a page or collection, or one a line.

https://www.w3.org/TR/annotation-model/. A TextPositionSelector counts code points; where a
TextQuoteSelector beside it gives other words, UTF-16 is tried, which many programs write. The
text itself is not in the format: `target.source` names one of the same import, or one that the
project has by its address.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.formats.files import SourceFile, decode
from annotator.formats.offsets import StoredText
from annotator.formats.reading import Where, number_of, text_of
from annotator.formats.records import (
    FileRefused,
    MarkRecord,
    NamedHop,
    Person,
    Problem,
    Reading,
    TextRecord,
)
from annotator.formats.strict_json import JsonRefused, read_json

_LABELLING = ("tagging", "classifying", "assessing", "oa:tagging", "oa:classifying")
_NOTING = ("commenting", "describing", "replying", "questioning", "oa:commenting")
_OWN_CLAIM = "urn:twosource:claim:"
_POSITION, _QUOTE = "TextPositionSelector", "TextQuoteSelector"


def read_webannotation(file: SourceFile) -> Reading:
    """The marks of a file; their offsets are as the file has them, with the quote to go by."""
    decode(file)
    found = Reading()
    has_text: set[str] = set()
    for line, item in _items(file):
        where = Where(file.name, line)
        try:
            if not isinstance(item, dict):
                where.refuse("not_an_object")
            _take(found, has_text, item, where)
        except FileRefused as refused:
            found.problems.append(refused.problem)
    return found


def _items(file: SourceFile) -> Iterator[tuple[int, Any]]:
    content = file.content.removeprefix(b"\xef\xbb\xbf")
    try:
        value = read_json(content)
    except JsonRefused as refused:
        lines = [(at, line) for at, line in enumerate(content.split(b"\n"), 1) if line.strip()]
        if refused.code != "not_json" or len(lines) < 2:
            raise FileRefused(Problem(file.name, refused.line, refused.code)) from None
        yield from ((at, _line(line, Where(file.name, at))) for at, line in lines)
        return
    yield from enumerate(_listed(value), 1)


def _line(line: bytes, where: Where) -> Any:
    try:
        return read_json(line)
    except JsonRefused as refused:
        where.refuse(refused.code)


def _listed(value: Any) -> list[Any]:
    """The annotations of a list, a page, a collection with its first page, or a graph."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for name in ("items", "@graph", "resources", "rows"):
            if isinstance(value.get(name), list):
                return list(value[name])
        if isinstance(value.get("first"), dict):
            return _listed(value["first"])
    return [value]


def _take(found: Reading, has_text: set[str], item: Mapping[str, Any], where: Where) -> None:
    target = item.get("target")
    target = target[0] if isinstance(target, list) and target else target
    if not isinstance(target, dict):
        where.refuse("no_target")
    source = target.get("source")
    held: Mapping[str, Any] = source if isinstance(source, dict) else {"id": source}
    key = text_of(held, "id", where)
    written = held.get("value")
    if isinstance(written, str) and written.strip() and key not in has_text:
        has_text.add(key)
        found.texts.append(_text(held, key, written, where))
    quote, start, end, around = _selected(target.get("selector"), where)
    labels, notes, extra = _bodies(item, where)
    extra |= {name: item[name] for name in ("quantity", "confidence") if item.get(name) is not None}
    for at, label in enumerate(labels or [""]):
        name = text_of(item, "id", where)[:190]
        found.marks.append(
            MarkRecord(
                text_key=key,
                start=start,
                end=end,
                foreign_type=label,
                person=_person(item.get("creator"), where),
                quote=quote,
                external_id=name if not at else f"{name}#{at + 1}",
                chains=_chains(item, where),
                note="\n".join(notes),
                text_sha256=text_of(target, "textSha256", where),
                text_url=key if key.startswith(("http://", "https://")) else "",
                file=where.file,
                line=where.line,
                extra={**extra, "around": around},
            )
        )


def find_place(mark: MarkRecord, text: str) -> tuple[int, int] | None:
    """Where the words of a mark stand in its text: at its offsets in code points, else in UTF-16,
    else in the only place with these words and what stands around them. None: nowhere for sure.
    """
    stored = StoredText(text)
    for turn in (stored.from_code_points, stored.from_utf16):
        try:
            start, end = turn(mark.start), turn(mark.end)
        except ValueError:
            continue
        if start < end and mark.quote in (None, text[start:end]):
            return start, end
    around = mark.extra.get("around") or {}
    before, after = around.get("prefix", ""), around.get("suffix", "")
    wanted = f"{before}{mark.quote or ''}{after}"
    at = text.find(wanted)
    if not mark.quote or at < 0 or text.find(wanted, at + 1) >= 0:
        return None
    return at + len(before), at + len(before) + len(mark.quote)


def _text(held: Mapping[str, Any], key: str, written: str, where: Where) -> TextRecord:
    return TextRecord(
        key=key,
        text=written,
        title=text_of(held, "title", where)[:500],
        url=key if key.startswith(("http://", "https://")) else "",
        is_exact=True,
        file=where.file,
        line=where.line,
    )


def _selected(selector: Any, where: Where) -> tuple[str | None, int, int, Mapping[str, str]]:
    """Quote, start and end (-1: not said), and what stands around it."""
    selectors = selector if isinstance(selector, list) else [selector]
    found = [one for one in selectors if isinstance(one, dict)]
    found += [one["refinedBy"] for one in found if isinstance(one.get("refinedBy"), dict)]
    by_type = {str(one.get("type", one.get("@type", ""))).split(":")[-1]: one for one in found}
    position, quote = by_type.get(_POSITION), by_type.get(_QUOTE)
    if position is None and quote is None:
        where.refuse("no_selector")
    start = number_of(position, "start", where) if position else -1
    end = number_of(position, "end", where) if position else -1
    if quote is None:
        return None, start, end, {}
    around = {name: text_of(quote, name, where) for name in ("prefix", "suffix")}
    return text_of(quote, "exact", where), start, end, around


def _bodies(item: Mapping[str, Any], where: Where) -> tuple[list[str], list[str], dict[str, Any]]:
    """Labels, notes, and the claim where our own writer names one."""
    extra: dict[str, Any] = {}
    body = item.get("body", item.get("bodyValue"))
    labels: list[str] = []
    notes: list[str] = []
    for one in body if isinstance(body, list) else [body]:
        if isinstance(one, str):
            labels.append(one)
        elif isinstance(one, dict):
            purpose = one.get("purpose", item.get("motivation", ""))
            purposes = purpose if isinstance(purpose, list) else [purpose]
            value = one.get("value", one.get("label", one.get("id", one.get("source"))))
            words = text_of({"value": value}, "value", where)
            is_note = any(name in _NOTING for name in purposes)
            is_label = "purpose" not in one or any(name in _LABELLING for name in purposes)
            if words and str(one.get("id", "")).startswith(_OWN_CLAIM):
                extra["claim_text"] = words
            elif words and is_note:
                notes.append(words)
            elif words and is_label:
                labels.append(words)
    return labels, notes, extra


def _person(creator: Any, where: Where) -> Person:
    creator = creator[0] if isinstance(creator, list) and creator else creator
    if isinstance(creator, dict):
        key = text_of(creator, "id", where)
        email = text_of(creator, "email", where).removeprefix("mailto:")
        name = text_of(creator, "name", where) or text_of(creator, "nickname", where)
        return Person(name or email or key, key, email)
    said = text_of({"creator": creator}, "creator", where).removeprefix("mailto:")
    return Person(said, said, said if "@" in said and "/" not in said else "")


def _chains(item: Mapping[str, Any], where: Where) -> tuple[tuple[NamedHop, ...], ...]:
    """Attributions as our own writer adds them; other programs have none."""
    written = item.get("attributions")
    if not isinstance(written, list):
        return ()
    return tuple(
        tuple(
            NamedHop(
                text_of(hop, "source_name", where) or None,
                text_of(hop, "cue", where),
                text_of(hop, "stance", where) or None,
            )
            for hop in chain
            if isinstance(hop, dict)
        )
        for chain in written
        if isinstance(chain, list) and chain
    )
