"""brat standoff: NAME.txt with NAME.ann beside it, one annotator's or several annotators'.

https://brat.nlplab.org/standoff.html. Offsets are code points of the file as it is, line ends of
two characters included. T, R, E, A, M and # lines are read; N and * lines are told and left out.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from annotator.formats.files import SourceFile, decode, stem_of
from annotator.formats.offsets import StoredText
from annotator.formats.reading import Options, Where, place_in
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
from annotator.formats.roles import Attributed, chains_of, role_of

_PIECE = re.compile(r"([0-9]{1,9}) ([0-9]{1,9})")
_MOST_PIECES = 100
_NOT_MARKED = ("source", "cue")
_HOP = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})")
_TOLD_HOP = re.compile(r"([0-9]{1,3})\.([0-9]{1,3}): (.+)")
_OWN_NOTES = ("Claim", "Source", "Cue", "Hop")
_STANCES = ("asserts", "denies", "leaves_open", "reports", "declines", "not_acknowledged")
_SHARE = re.compile(r"[01](\.[0-9]{1,20})?")
_Words = Callable[[Iterable[str]], tuple[str, ...]]


@dataclass(slots=True)
class _TextBound:
    """A T line: its type and the pieces of text it is bound to, in our offsets."""

    type: str
    pieces: list[tuple[int, int]]
    words: str
    line: int


@dataclass(slots=True)
class _Lines:
    """What one .ann file holds, by id."""

    bound: dict[str, _TextBound] = field(default_factory=dict)
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    relations: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    left_out: int = 0


def read_brat(files: Sequence[SourceFile], options: Options) -> Reading:
    """The texts, and every person's marks on them."""
    found = Reading()
    texts = {file.name: file for file in files if file.name.casefold().endswith(".txt")}
    stored: dict[str, StoredText] = {}
    keys = _keys_of(texts)
    copies = Counter(keys.values())
    by_base: dict[str, str] = {}
    for name in texts:
        by_base.setdefault(posixpath.basename(name), name)
    for name, file in texts.items():
        if keys[name] == name:
            try:
                stored[name] = StoredText(_exactly(file))
            except FileRefused as refused:
                found.problems.append(refused.problem)
                continue
            found.texts.append(
                TextRecord(key=name, text=stored[name].text, is_exact=True, file=name)
            )
    for file in files:
        if file.name.casefold().endswith(".ann"):
            about, who = _text_of(file.name, by_base, keys, copies)
            if about is None:
                found.problems.append(Problem(file.name, None, "no_text_for_annotations"))
            elif keys[about] in stored:
                _read_annotations(found, file, keys[about], Person(who), stored[keys[about]])
        elif file.name not in texts:
            found.problems.append(Problem(file.name, None, "file_kind"))
    return found


def _exactly(file: SourceFile) -> str:
    """The text with its BOM, if it has one: their offsets count it."""
    text = decode(file)
    return "\ufeff" + text if file.content.startswith(b"\xef\xbb\xbf") else text


def _keys_of(texts: Mapping[str, SourceFile]) -> dict[str, str]:
    """The name each text goes by: each annotator's folder may hold its own copy of one text."""
    first: dict[tuple[str, bytes], str] = {}
    return {
        name: first.setdefault((posixpath.basename(name), file.content), name)
        for name, file in texts.items()
    }


def _text_of(
    annotations: str,
    by_base: Mapping[str, str],
    keys: Mapping[str, str],
    copies: Mapping[str, int],
) -> tuple[str | None, str]:
    """The text that annotations are about, and whose they are: `WHO/NAME.ann`, `NAME_WHO.ann`,
    or nobody's in particular."""
    folder, base = posixpath.split(stem_of(annotations))
    who = posixpath.basename(folder)
    beside = posixpath.join(folder, f"{base}.txt")
    if beside in keys:
        return beside, who if copies[keys[beside]] > 1 else ""
    above = posixpath.dirname(folder)
    elsewhere = [posixpath.join(above, f"{base}.txt")] if folder else []
    elsewhere.append(by_base.get(f"{base}.txt", ""))
    for name in elsewhere:
        if name in keys:
            return name, who
    for at in range(len(base) - 1, 0, -1):
        name = posixpath.join(folder, f"{base[:at]}.txt")
        if base[at] == "_" and name in keys:
            return name, base[at + 1 :]
    return None, ""


def _read_annotations(
    found: Reading, file: SourceFile, key: str, person: Person, stored: StoredText
) -> None:
    if not file.content.strip():
        found.blanks.append(BlankRecord(key, person))
        return
    try:
        text = decode(file)
    except FileRefused as refused:
        found.problems.append(refused.problem)
        return
    lines = _Lines()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            where = Where(file.name, number)
            try:
                _read_line(lines, line.rstrip("\r"), stored, where)
            except FileRefused as refused:
                found.problems.append(refused.problem)
    if lines.left_out:
        values = {"count": lines.left_out}
        found.notes.append(Problem(file.name, None, "lines_left_out", values))
    _add_marks(found, file.name, key, person, lines, stored.text)


def _read_line(lines: _Lines, line: str, stored: StoredText, where: Where) -> None:
    parts = line.split("\t", 2)
    said = parts[1].split() if len(parts) > 1 else []
    name, kind = parts[0], parts[0][:1]
    if kind not in "TREAM#N*" or not said:
        where.refuse("not_brat")
    if kind == "T":
        if name in lines.bound:
            where.refuse("id_twice", id=name[:50])
        lines.bound[name] = _text_bound(parts, stored, where)
    elif kind == "E":
        roles = [_pair(word, where) for word in said]
        lines.events[name] = (roles[0][0], roles)
    elif kind == "R":
        lines.relations.append((said[0], [_pair(word, where) for word in said[1:]]))
    elif kind in "AM":
        if len(said) < 2:
            where.refuse("not_brat")
        value = said[0] if len(said) == 2 else f"{said[0]}={' '.join(said[2:])}"
        lines.attributes.setdefault(said[1], []).append(value)
    elif kind == "#" and len(said) > 1:
        words = parts[2].strip() if len(parts) > 2 else ""
        lines.notes.setdefault(said[1], []).append((said[0], words))
    else:
        lines.left_out += 1


def _pair(word: str, where: Where) -> tuple[str, str]:
    role, colon, target = word.partition(":")
    if not (role and colon and target):
        where.refuse("not_brat")
    return role, target


def _text_bound(parts: Sequence[str], stored: StoredText, where: Where) -> _TextBound:
    kind, _space, offsets = parts[1].partition(" ")
    found = [_PIECE.fullmatch(piece) for piece in offsets.split(";")]
    if len(found) > _MOST_PIECES or len(parts) < 3:
        where.refuse("not_brat")
    theirs = []
    for piece in found:
        if piece is None:
            where.refuse("not_brat")
        theirs.append((int(piece[1]), int(piece[2])))
    pieces = [place_in(stored, *span, is_utf16=False, where=where) for span in sorted(theirs)]
    words = " ".join(stored.theirs[start:end] for start, end in theirs)
    if words.split() != parts[2].split():
        where.refuse("quote_mismatch", quote=parts[2][:60])
    return _TextBound(kind, _joined(pieces, stored.text), parts[2], where.line or 0)


def _joined(pieces: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The pieces, those with nothing but white space between them as one."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _add_marks(
    found: Reading, file: str, key: str, person: Person, lines: _Lines, text: str
) -> None:
    """One mark for each piece of each T line that is not just the source or cue of another."""
    attributed, event_of = _attributed(lines)
    chains = chains_of(attributed) | _own_chains(lines)
    in_roles = {
        target
        for event in (*lines.events.values(), *lines.relations)
        for role, target in event[1]
        if role_of(role) in ("source", "cue")
    }
    for _type, roles in lines.events.values():
        if any(role_of(role) == "content" for role, _target in roles[1:]):
            in_roles.add(roles[0][1])  # what an event is bound to tells of it, and is no claim
    in_roles |= {name for name, bound in lines.bound.items() if role_of(bound.type) in _NOT_MARKED}
    for name, bound in lines.bound.items():
        if name in in_roles and name not in chains:
            continue
        spoken_of = [name, *event_of.get(name, ())]
        attributes = [said for one in spoken_of for said in lines.attributes.get(one, ())]
        noted = [said for one in spoken_of for said in lines.notes.get(one, ())]
        notes = [words for kind, words in noted if kind not in _OWN_NOTES]
        for at, (start, end) in enumerate(bound.pieces, 1):
            found.marks.append(
                MarkRecord(
                    text_key=key,
                    start=start,
                    end=end,
                    foreign_type=bound.type,
                    person=person,
                    quote=text[start:end],
                    external_id=name if len(bound.pieces) == 1 else f"{name}#{at}",
                    attributes=tuple(attributes),
                    chains=chains.get(name, ()),
                    note="\n".join(notes),
                    file=file,
                    line=bound.line,
                    extra=_extra(lines, name),
                )
            )


def _extra(lines: _Lines, name: str) -> dict[str, Any]:
    """What our own writer says of a mark besides: its claim and its confidence."""
    claims = [words for kind, words in lines.notes.get(name, ()) if kind == "Claim"]
    sure = _valued(lines, name).get("Confidence", "")
    extra: dict[str, Any] = {"claim_text": claims[0]} if claims else {}
    return extra | ({"confidence": float(sure)} if _SHARE.fullmatch(sure) else {})


def _valued(lines: _Lines, name: str) -> dict[str, str]:
    pairs = (said.partition("=") for said in lines.attributes.get(name, ()))
    return {key: value for key, _equals, value in pairs}


def _own_chains(lines: _Lines) -> dict[str, tuple[tuple[NamedHop, ...], ...]]:
    """The chains that our own writer lays down: an event for each hop, numbered by attributes."""
    hops: dict[str, list[tuple[int, int, NamedHop]]] = {}
    for name, (_type, roles) in lines.events.items():
        said = _valued(lines, name)
        place = _HOP.fullmatch(said.get("Hop", ""))
        if place is None:
            continue
        notes = dict(lines.notes.get(name, ()))
        named = {role: lines.bound[target].words for role, target in roles if target in lines.bound}
        source = notes.get("Source", named.get("Source"))
        hop = NamedHop(source, notes.get("Cue", named.get("Cue", "")), said.get("Stance"))
        for target in (target for role, target in roles if role == "Content"):
            hops.setdefault(target, []).append((int(place[1]), int(place[2]), hop))
    for target, noted in lines.notes.items():
        for told in (_TOLD_HOP.fullmatch(words) for kind, words in noted if kind == "Hop"):
            if told is not None:
                hops.setdefault(target, []).append((int(told[1]), int(told[2]), _told(told[3])))
    return {
        target: tuple(
            tuple(hop for _chain, _place, hop in chain)
            for _number, chain in groupby(sorted(found, key=_order), key=lambda one: one[0])
        )
        for target, found in hops.items()
    }


def _told(words: str) -> NamedHop:
    """A hop that our writer tells in words: source, cue and stance, as far as there are any."""
    source, *rest = words.split(", ")
    stance = rest.pop() if rest and rest[-1] in _STANCES else None
    return NamedHop(None if source == "not named" else source, ", ".join(rest), stance)


def _order(one: tuple[int, int, NamedHop]) -> tuple[int, int]:
    return one[0], one[1]


def _attributed(lines: _Lines) -> tuple[list[Attributed], dict[str, list[str]]]:
    """Who says what, and which events speak of which T line."""
    found: list[Attributed] = []
    event_of: dict[str, list[str]] = {}

    def words(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(lines.bound[name].words for name in names if name in lines.bound)

    for name, (_type, roles) in lines.events.items():
        by_role = _by_role(roles[1:], lines)
        trigger_type, trigger = roles[0]
        if trigger in lines.bound:
            # The trigger is the cue, unless the event is bound to the content itself, or names
            # its cue.
            role = role_of(trigger_type) or role_of(lines.bound[trigger].type)
            role = role or ("cue" if "content" in by_role else "")
            if trigger not in by_role.get(role, ()) and not (role == "cue" and "cue" in by_role):
                by_role.setdefault(role, []).append(trigger)
        for target in by_role.get("content", ()):
            event_of.setdefault(target, []).append(name)
        found.append(_event(by_role, words))
    links: list[Attributed] = []
    for kind, roles in lines.relations:
        by_role = _by_role(roles, lines)
        contents = [target for _role, target in roles if target in lines.bound]
        if not by_role.get("content") and role_of(kind) in ("source", "cue") and len(contents) == 2:
            by_role = {"content": contents[:1], role_of(kind): contents[1:]}
        links.append(_event(by_role, words))
    return [event for event in (*found, *_merged(links)) if event.contents], event_of


def _by_role(roles: Iterable[tuple[str, str]], lines: _Lines) -> dict[str, list[str]]:
    by_role: dict[str, list[str]] = {}
    for role, name in roles:
        target = lines.events[name][1][0][1] if name in lines.events else name
        if target in lines.bound:
            known = role_of(role) or role_of(lines.bound[target].type)
            by_role.setdefault(known, []).append(target)
    return by_role


def _event(by_role: Mapping[str, list[str]], words: _Words) -> Attributed:
    return Attributed(
        contents=tuple(by_role.get("content", ())),
        sources=words(by_role.get("source", ())),
        cues=words(by_role.get("cue", ())),
    )


def _merged(events: Sequence[Attributed]) -> list[Attributed]:
    """Links of one content that tell of a source only, or a cue only, as one event."""
    whole = [event for event in events if event.sources and event.cues]
    halves = [event for event in events if not (event.sources and event.cues)]
    by_content: dict[str, list[Attributed]] = {}
    for event in halves:
        for content in event.contents:
            by_content.setdefault(content, []).append(event)
    for content, parts in by_content.items():
        sources = tuple(name for part in parts for name in part.sources)
        cues = tuple(words for part in parts for words in part.cues)
        if sources or cues:
            whole.append(Attributed((content,), sources, cues))
    return whole
