"""brat's standoff: a folder for each person, in it each text beside that person's marks.

A mark is a T line with the label for a type; a hop of its chain is an event, whose trigger is the
Cue and whose arguments are Content and Source. What does not stand in the text cannot be part of an
event: it is told in a # line. https://brat.nlplab.org/standoff.html
"""

import re
from collections.abc import Iterable, Iterator

from annotator.formats.outgoing import LeavingText, Row
from annotator.formats.zips import zipped

CONFIGURATION = """[entities]
confirmed
unverified
contested
Source
[relations]
Source Arg1:confirmed|unverified|contested, Arg2:Source
[events]
Cue Content:confirmed|unverified|contested, Source?:Source
[attributes]
Stance Arg:Cue, Value:asserts|denies|leaves_open|reports|declines|not_acknowledged
Hop Arg:Cue, Value:<TEXT>
Confidence Arg:<ENTITY>, Value:<NUMBER>
"""
Span = tuple[int, int]
# A tab parts the fields of a line; at the others brat's tools, as Python does, begin a new one.
_IN_ONE_PIECE = re.compile(r"[^\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def brat_zip(texts: Iterable[LeavingText]) -> Iterator[bytes]:
    """The ZIP: `WHO/NAME.txt` and `WHO/NAME.ann` (empty where somebody marked nothing),
    `NAME.txt` of a text that nobody went through, and the configuration brat reads them with.
    Offsets are code points."""
    return zipped(_files(texts))


def _files(texts: Iterable[LeavingText]) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "annotation.conf", [CONFIGURATION.encode()]
    for text in texts:
        people = text.by_person()
        if not people:
            yield f"{text.name}.txt", [text.text.encode()]
        for person, number, rows in people:
            path = f"{folder_name(person, number)}/{text.name}"
            yield f"{path}.txt", [text.text.encode()]
            yield f"{path}.ann", [annotation_lines(text.text, rows).encode()]


def folder_name(person: str, number: int | None) -> str:
    """The person as the name of a folder: letters, digits, and the number that tells apart.

    >>> folder_name("Ané/../Q", 3)
    'Ané-Q-3'
    """
    plain = re.sub(r"[^\w]+", "-", person).strip("-") or "annotator"
    return plain if number is None else f"{plain}-{number}"


def annotation_lines(text: str, rows: Iterable[Row]) -> str:
    """The lines of one `.ann` file."""
    sheet = _Sheet(text)
    for row in rows:
        sheet.add(row)
    return "".join(f"{line}\n" for line in sheet.lines)


class _Sheet:
    """The lines so far, and how many there are of each kind."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self._counts: dict[str, int] = {}
        self._named: dict[tuple[str, Span], str] = {}

    def add(self, row: Row) -> None:
        """The mark, its chains and its notes."""
        span = (row["start"], row["end"])
        content = self._bound(row["label"], span)
        if row["confidence"] is not None:
            self._put("A", f"Confidence {content} {row['confidence']}")
        self._note("Claim", content, row["claim_text"])
        self._note("AnnotatorNotes", content, row["note"])
        for chain, hops in enumerate(row["attributions"], start=1):
            for place, hop in enumerate(hops, start=1):
                self._add_hop(content, span, hop, place=f"{chain}.{place}")

    def _add_hop(self, content: str, span: Span, hop: Row, *, place: str) -> None:
        cue, source = (nearest(self.text, hop[name] or "", span) for name in ("cue", "source_name"))
        if cue is None:
            self._tell_hop(content, source, hop, place=place)
            return
        roles = [f"Cue:{self._once('Cue', cue)}", f"Content:{content}"]
        roles += [f"Source:{self._once('Source', source)}"] if source else []
        event = self._put("E", " ".join(roles))
        if hop["stance"]:
            self._put("A", f"Stance {event} {hop['stance']}")
        self._put("A", f"Hop {event} {place}")
        if source is None:
            self._note("Source", event, hop["source_name"])

    def _tell_hop(self, content: str, source: Span | None, hop: Row, *, place: str) -> None:
        """A hop without its cue in the text: its source is linked if that stands there, and the
        rest is told."""
        if source is not None:
            self._put("R", f"Source Arg1:{content} Arg2:{self._once('Source', source)}")
        said = [hop["source_name"] or "not named", hop["cue"], hop["stance"]]
        self._note("Hop", content, f"{place}: {', '.join(word for word in said if word)}")

    def _once(self, kind: str, span: Span) -> str:
        """The T line of words that several marks may share, written when they come first."""
        if (kind, span) not in self._named:
            self._named[kind, span] = self._bound(kind, span)
        return self._named[kind, span]

    def _bound(self, kind: str, span: Span) -> str:
        """A T line; brat's spans cross no line end and hold no tab, so there they go on in a
        further piece."""
        words = self.text[span[0] : span[1]]
        pieces = [
            (span[0] + found.start(), span[0] + found.end())
            for found in _IN_ONE_PIECE.finditer(words)
        ]
        places = ";".join(f"{start} {end}" for start, end in pieces)
        said = " ".join(self.text[start:end] for start, end in pieces)
        return self._put("T", f"{kind} {places}\t{said}")

    def _note(self, kind: str, of: str, words: str | None) -> None:
        if words:
            self._put("#", f"{kind} {of}\t{' '.join(words.split())}")

    def _put(self, kind: str, line: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        name = f"{kind}{self._counts[kind]}"
        self.lines.append(f"{name}\t{line}")
        return name


def nearest(text: str, words: str, span: Span) -> Span | None:
    """Where the words stand in the paragraph of the span, nearest to it; None where they do not.

    >>> nearest("He said so. She said: it rains", "said", (22, 30))
    (16, 20)
    """
    if not words.strip():
        return None
    first = text.rfind("\n", 0, span[0]) + 1
    last = text.find("\n", span[1])
    paragraph = text[first : last if last >= 0 else len(text)]
    places = [
        (first + found.start(), first + found.end())
        for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", paragraph, re.IGNORECASE)
    ]
    return min(places, key=lambda place: _distance(place, span), default=None)


def _distance(place: Span, span: Span) -> int:
    return max(span[0] - place[1], place[0] - span[1], 0)
