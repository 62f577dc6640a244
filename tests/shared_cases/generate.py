"""Writes `offsets.json`, `segments.json`, `cues.json`: `python -m tests.shared_cases.generate`.

The answers come from no code under test: texts are spelled as lists of whole characters (so
their boundaries are known by hand), and segments are painted one code point at a time.
"""

import json
import random
from typing import Any

from tests.shared_cases import HERE

CHARACTERS: dict[str, list[str]] = {
    "plain": list("De dijk houdt."),
    "accents as one code point": list("één café"),
    "accents as two": ["e\u0301", "e\u0301", "n", " ", "c", "a", "f", "e\u0301"],
    "a pile of marks": ["a", "z\u0301\u0302\u0303\u0304", "b"],
    "emoji beyond the first plane": ["a", "😀", "b", "🎉", "🎉"],
    "skin tone": ["👍🏽", "👍", "👋🏿", "!"],
    "family": ["a", "👨‍👩‍👧‍👦", " ", "👩‍🚒", "b"],
    "rainbow flag and heart": ["🏳️‍🌈", "❤️", "❤", "x"],
    "flags": ["🇳🇱", "🇧🇪", " ", "🇺🇦", "🇰🇷", "🇰🇵"],
    "a flag letter left over": ["🇳🇱", "🇧", "a", "🇧", " "],
    "subdivision flag": ["🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "a"],
    "keycap": ["1️⃣", "2", "#️⃣"],
    "Hebrew with points": ["שָׁ", "ל", "וֹ", "ם", " ", "a"],
    "Arabic": ["ا", "لْ", "حَ", "ق", " ", "ن", "ف", "ى"],
    "Hangul syllables and jamo": ["한", "국", "\u1112\u1161\u11ab", "!"],
    "Thai": ["ที่", "นี่", "a"],
    "line ends": ["a", "\n", "\n", "b", "c", "\n"],
    "no-break space and soft hyphen": ["a", "\u00a0", "b", "\u00ad", "c"],
    "mixed directions": ["a", " ", "ש", "ל", " ", "👩‍👩‍👧", " ", "1", "2"],
    "letters of the second plane": ["𝒜", "𝔅", "c", "𐍈"],
}

# Cue, the stance when its source is the origin, the stance on an earlier hop.
CUES: list[tuple[str, str, str]] = [
    ("", "asserts", "reports"),
    ("meldde", "asserts", "reports"),
    ("Volgens", "asserts", "reports"),
    ("zei tegen verslaggevers", "asserts", "reports"),
    ("sprak tegen verslaggevers over", "asserts", "reports"),
    ("schat", "asserts", "reports"),
    ("zei dat er niets was gebeurd", "asserts", "reports"),
    ("bevestigde", "asserts", "asserts"),
    ("gaf dat toe", "asserts", "asserts"),
    ("ontkende", "denies", "denies"),
    ("ONTKENT", "denies", "denies"),
    ("spreekt tegen", "denies", "denies"),
    ("sprak dat gisteren tegen", "denies", "denies"),
    ("wees de beschuldiging van de hand", "denies", "denies"),
    ("noemde het bericht nepnieuws", "denies", "denies"),
    ("betwist", "denies", "denies"),
    ("ontkende niet", "leaves_open", "leaves_open"),
    ("kan niet bevestigen", "leaves_open", "leaves_open"),
    ("kon het bericht nog niet bevestigen", "leaves_open", "leaves_open"),
    ("heeft het niet bevestigd", "leaves_open", "leaves_open"),
    ("bevestigt noch ontkent", "leaves_open", "leaves_open"),
    ("wilde het niet bevestigen of ontkennen", "leaves_open", "leaves_open"),
    ("sluit niet uit", "leaves_open", "leaves_open"),
    ("liet in het midden", "leaves_open", "leaves_open"),
    ("weigerde commentaar", "declines", "declines"),
    ("weigerde gisteren elk commentaar", "declines", "declines"),
    ("reageerde niet", "declines", "declines"),
    ("reageerde daar niet meteen op", "declines", "declines"),
    ("heeft nog niet gereageerd", "declines", "declines"),
    ("wilde niet ingaan op vragen", "declines", "declines"),
    ("geen commentaar", "declines", "declines"),
    ("verwees door", "declines", "declines"),
    ("verwijst naar een rapport", "asserts", "reports"),
    ("heeft niet erkend", "not_acknowledged", "not_acknowledged"),
    ("is niet officieel erkend door", "not_acknowledged", "not_acknowledged"),
    ("hebben dat nooit erkend", "not_acknowledged", "not_acknowledged"),
    ("said", "asserts", "reports"),
    ("according to", "asserts", "reports"),
    ("confirmed", "asserts", "asserts"),
    ("denied", "denies", "denies"),
    ("has flatly denied", "denies", "denies"),
    ("called the report “false”", "denies", "denies"),
    ("rejects", "denies", "denies"),
    ("did not deny", "leaves_open", "leaves_open"),
    ("didn’t deny", "leaves_open", "leaves_open"),
    ("could not confirm", "leaves_open", "leaves_open"),
    ("could not independently verify", "leaves_open", "leaves_open"),
    ("was unable to confirm", "leaves_open", "leaves_open"),
    ("neither confirmed nor denied", "leaves_open", "leaves_open"),
    ("declined to confirm or deny", "leaves_open", "leaves_open"),
    ("did not rule out", "leaves_open", "leaves_open"),
    ("declined to comment", "declines", "declines"),
    ("refused to answer", "declines", "declines"),
    ("did not immediately respond", "declines", "declines"),
    ("didn't reply", "declines", "declines"),
    ("could not be reached", "declines", "declines"),
    ("referred questions to", "declines", "declines"),
    ("has not acknowledged", "not_acknowledged", "not_acknowledged"),
    ("have never publicly admitted", "not_acknowledged", "not_acknowledged"),
]

LABELS = ("confirmed", "unverified", "contested")
LETTERS = {"confirmed": "c", "unverified": "u", "contested": "x"}


def offset_case(name: str, characters: list[str]) -> dict[str, Any]:
    """One text with its lengths, its offsets both ways, its boundaries and its roundings."""
    text = "".join(characters)
    boundaries = [0]
    for character in characters:
        boundaries.append(boundaries[-1] + len(character))
    return {
        "name": name,
        "text": text,
        "code_points": len(text),
        "utf16_units": utf16_length(text),
        "code_point_to_utf16": [utf16_length(text[:at]) for at in range(len(text) + 1)],
        "boundaries": boundaries,
        "rounding": [
            rounding(boundaries, start, end)
            for start in range(len(text))
            for end in range(start + 1, min(start + 4, len(text)) + 1)
        ],
    }


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes, as JavaScript's `length` counts."""
    return len(text.encode("utf-16-le")) // 2


def rounding(boundaries: list[int], start: int, end: int) -> dict[str, int]:
    """A span in code points, and the same rounded out to whole characters."""
    return {
        "start": start,
        "end": end,
        "rounded_start": max(edge for edge in boundaries if edge <= start),
        "rounded_end": min(edge for edge in boundaries if edge >= end),
    }


def segment_case(
    name: str, start: int, end: int, marks: list[dict[str, Any]], previous_end: int | None = None
) -> dict[str, Any]:
    """One paragraph with its marks, and the pieces found by painting every code point."""
    pieces: list[dict[str, Any]] = []
    opened_from = start if previous_end is None else previous_end
    lanes: dict[str, int] = {}
    ordered = sorted(marks, key=lambda mark: (mark["start"], -mark["end"], mark["id"]))
    for at in range(start, end):
        covering = [mark for mark in ordered if mark["start"] <= at < mark["end"]]
        ids = [mark["id"] for mark in covering]
        for identifier in ids:
            others = {lanes[other] for other in ids if other in lanes and other != identifier}
            lanes.setdefault(identifier, min(set(range(len(ids))) - others))
        opens = [
            mark["id"]
            for mark in covering
            if (mark["start"] == at if at > start else opened_from <= mark["start"] <= at)
        ]
        if pieces and pieces[-1]["ids"] == ids:
            pieces[-1]["end"] = at + 1
            continue
        labels = {mark["label"] for mark in covering if not mark.get("author_name")}
        css = "".join(LETTERS[label] for label in LABELS if label in labels)
        pieces.append(
            {
                "start": at,
                "end": at + 1,
                "ids": ids,
                "css": css,
                "opens": opens,
                "lanes": [lanes[identifier] for identifier in ids],
            }
        )
    return {
        "name": name,
        "start": start,
        "end": end,
        "previous_end": previous_end,
        "marks": marks,
        "segments": pieces,
    }


def mark(identifier: str, start: int, end: int, label: str, **more: str) -> dict[str, Any]:
    """A mark as the page has it; `author_name` makes it another person's."""
    return {"id": identifier, "start": start, "end": end, "label": label, **more}


def random_marks(seed: int, start: int, end: int, count: int) -> list[dict[str, Any]]:
    """Marks in and around a paragraph, the same for the same seed."""
    chance = random.Random(seed)
    marks = []
    for number in range(count):
        first = chance.randint(max(0, start - 5), end - 1)
        last = chance.randint(first + 1, end + 5)
        marks.append(mark(f"m{number:02d}", first, last, chance.choice(LABELS)))
    return marks


def all_segment_cases() -> list[dict[str, Any]]:
    """Cases by hand for every shape, then random ones."""
    c, u, x = LABELS
    by_hand = [
        segment_case("no marks", 10, 20, []),
        segment_case("one mark", 10, 20, [mark("a", 12, 15, c)]),
        segment_case("the whole paragraph", 10, 20, [mark("a", 10, 20, x)]),
        segment_case("two that touch", 0, 9, [mark("a", 1, 4, c), mark("b", 4, 8, c)]),
        segment_case("two that cross", 0, 9, [mark("a", 1, 5, c), mark("b", 3, 8, u)]),
        segment_case("nested", 0, 9, [mark("a", 1, 8, c), mark("b", 3, 5, x)]),
        segment_case("the same place", 0, 9, [mark("b", 2, 5, c), mark("a", 2, 5, x)]),
        segment_case("the same label twice", 0, 9, [mark("a", 2, 6, u), mark("b", 3, 5, u)]),
        segment_case(
            "all three", 0, 9, [mark("a", 1, 5, c), mark("b", 2, 6, u), mark("c", 3, 7, x)]
        ),
        segment_case("unverified and contested", 0, 5, [mark("a", 0, 3, u), mark("b", 1, 5, x)]),
        segment_case("came from above", 10, 20, [mark("a", 4, 13, c)], 9),
        segment_case("goes on below", 10, 20, [mark("a", 15, 30, c)]),
        segment_case("starts on the blank line above", 10, 20, [mark("a", 9, 13, c)], 9),
        segment_case(
            "another person's", 0, 9, [mark("a", 1, 5, c, author_name="Mira"), mark("b", 3, 8, u)]
        ),
        segment_case("elsewhere", 10, 20, [mark("a", 1, 10, c), mark("b", 20, 25, u)]),
    ]
    return by_hand + [
        segment_case(f"random {seed}", 30, 90, random_marks(seed, 30, 90, 2 * seed + 1), 28)
        for seed in range(12)
    ]


def documents() -> dict[str, str]:
    """File name -> content, exactly as it is written."""
    offsets = [offset_case(name, characters) for name, characters in CHARACTERS.items()]
    cues = [{"cue": cue, "origin": origin, "hop": hop} for cue, origin, hop in CUES]
    return {
        "cues.json": _document("The stance of a cue at the origin, and on an earlier hop.", cues),
        "offsets.json": _document("Offsets are code points unless they say utf16.", offsets),
        "segments.json": _document("Offsets are code points.", all_segment_cases()),
    }


def _document(note: str, cases: list[dict[str, Any]]) -> str:
    note = f"{note} Written by python -m tests.shared_cases.generate."
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases)
    return f'{{"note": {json.dumps(note)}, "cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    for name, content in documents().items():
        (HERE / name).write_text(content, "utf-8")
