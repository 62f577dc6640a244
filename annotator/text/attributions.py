"""Finds who says what in a text: content, cue words, sources and stance, by rules."""

from dataclasses import dataclass
from typing import Literal

import regex

from annotator.text.attribution_rules import Rule, rules_of, trigger_of
from annotator.text.attribution_words import LANGUAGES, NOBODY, NOT_SOURCES, PRONOUNS, UNNAMED
from annotator.text.cues import stance_for_cue
from annotator.text.segments import paragraphs
from annotator.text.sentences import sentences
from annotator.text.spans import round_out_to_graphemes

MOST_ATTRIBUTIONS = 2_000
"""How many attributions of one text are found."""

LONGEST_SENTENCE = 1_000
"""A longer "sentence" is a list or a table: no rule is tried on it."""

Naming = Literal["named", "unnamed", "pronoun"]

RULES = (
    "according_to",
    "says_that",
    "says_after",
    "quotes",
    "colon",
    "answers",
    "passive",
    "declines",
    "hearsay",
    "findings",
    "relays",
)
"""Every rule's name; who shows one says it in words."""


@dataclass(frozen=True)
class Speaker:
    """The words for a source, `text[start:end]`, and whether they name it."""

    start: int
    end: int
    naming: Naming


@dataclass(frozen=True)
class FoundAttribution:
    """That `speakers` say `text[start:end]`, in the cue words `text[cue_start:cue_end]`.

    Several speakers are several origins; none at all is hearsay. `via` is who passes it on.
    `rule` is one of `RULES`.
    """

    start: int
    end: int
    cue_start: int
    cue_end: int
    speakers: tuple[Speaker, ...]
    stance: str
    language: str
    rule: str
    via: Speaker | None = None


def find_attributions(text: str, language: str | None) -> list[FoundAttribution]:
    """The attributions of a text in Dutch or English, in order; none in other languages.

    No span cuts a grapheme cluster or reaches across a line end. Of attributions whose cue
    words overlap, the one of the rule that demands most is kept.
    """
    spoken = (language or "").replace("_", "-").split("-")[0].lower()
    if spoken not in LANGUAGES:
        return []
    finder = _Finder(text, spoken)
    for start, end in sentences(text, spoken):
        if end - start <= LONGEST_SENTENCE and trigger_of(spoken).search(text, start, end):
            finder.try_rules(start, end, rules_of(spoken).of_sentences)
    for paragraph in paragraphs(text):
        if _OPENING.search(text, paragraph.start, paragraph.end):
            finder.try_rules(paragraph.start, paragraph.end, rules_of(spoken).of_quotes)
    return _apart(text, finder.found)[:MOST_ATTRIBUTIONS]


_NEITHER = regex.compile(r"(?i)(?:neither|none|no|geen)\b")
_OPENING = regex.compile('[“„‘«"]')
_EDGES = " \t\u00a0\u202f\n,.;:!?–—-“”„\"‘’'«»"
# What one rule may take of time: a text is not to hold up the page by how it is written.
_RULE_SECONDS = 1.0
_MOST_TIMEOUTS = 4


class _Finder:
    """Tries rules on the passages of one text."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        self._timeouts = 0
        self.found: list[FoundAttribution] = []

    def try_rules(self, start: int, end: int, rules: tuple[Rule, ...]) -> None:
        """Adds what the rules find in `text[start:end]`."""
        passage = self._text[start:end]
        for rule in rules:
            if self._timeouts > _MOST_TIMEOUTS:
                return
            if not rule.may_match(passage):
                continue
            try:
                for match in rule.pattern.finditer(passage, timeout=_RULE_SECONDS):
                    if rule.check is None or rule.check(match, self._language):
                        one = _attribution(self._text, start, match, rule.name, self._language)
                        self.found.extend([one] if one else [])
            except TimeoutError:
                self._timeouts += 1


def _attribution(
    text: str, offset: int, match: "regex.Match[str]", rule: str, language: str
) -> FoundAttribution | None:
    groups = match.re.groupindex
    speakers: tuple[Speaker, ...] = ()
    if "source" in groups and match["source"]:
        speakers = _speakers(text, offset + match.start("source"), match["source"], language)
        if not speakers:
            return None
    via = None
    if "via" in groups and match["via"]:
        found = _speakers(text, offset + match.start("via"), match["via"], language)
        if not found:
            return None
        via = found[0]
    content = _content(text, offset, match)
    if content is None:
        return None
    cue = (offset + match.start("cue"), offset + match.end("cue"))
    cue = _with_last_words(match, offset, cue)
    return FoundAttribution(
        *round_out_to_graphemes(text, *content),
        *round_out_to_graphemes(text, *cue),
        speakers=speakers,
        stance=_stance(text, cue, match),
        language=language,
        rule=rule,
        via=via,
    )


def _with_last_words(
    match: "regex.Match[str]", offset: int, cue: tuple[int, int]
) -> tuple[int, int]:
    """The cue with its second part, as in "liet ... weten"."""
    if "rest" in match.re.groupindex and match["rest"]:
        return min(cue[0], offset + match.start("rest")), max(cue[1], offset + match.end("rest"))
    return cue


def _stance(text: str, cue: tuple[int, int], match: "regex.Match[str]") -> str:
    words = text[cue[0] : cue[1]]
    if _CALLED.match(words) and _UNTRUE.search(match["content"]):
        return "denies"
    if "whole" in match.re.groupindex:
        words = match["whole"]
    if "source" in match.re.groupindex and match["source"]:
        # "werd door het leger bevestigd": what stands between is no cue.
        words = words.replace(match["source"], " ")
        if _NEITHER.match(match["source"]):
            words = f"not {words}"
    return stance_for_cue(words, is_origin=True)


_CALLED = regex.compile(r"(?i)(?:noem|bestempel|omschr|call|brand|label|describ|dismiss|denounc)")
_UNTRUE = regex.compile(
    r"(?i)[“\"„‘](?:\p{L}+\s)?"
    r"(?:onzin|onwaar|onjuist|verzonnen|nepnieuws|(?:een )?leugens?|nonsense|false"
    r"|untrue|(?:a )?lies?|fake|fabricated|baseless|rubbish)\b"
)


def _content(text: str, offset: int, match: "regex.Match[str]") -> tuple[int, int] | None:
    start, end = offset + match.start("content"), offset + match.end("content")
    piece = text[start:end]
    bare = piece.strip(_EDGES)
    if len(bare) < 3:
        return None
    first = start + len(piece) - len(piece.lstrip(_EDGES))
    last = first + len(bare)
    return first, last


# --- sources ------------------------------------------------------------------------------

_HAS_NAME = regex.compile(r"(?<!^)\b\p{Lu}|^\p{Lu}\p{L}*\s\p{Lu}|\p{Lu}{2}")
_SPLIT = regex.compile(r"\s*,\s*(?:en|and)\s+|\s*,\s*|\s+(?:en|and)\s+")
_OTHERS = regex.compile(r"(?:haar|zijn|hun|her|his|their|the|de|het)\s\p{Ll}")
_TITLE_START = regex.compile(r"^\p{Lu}")
_MOST_SOURCE_WORDS = 12


def _speakers(text: str, start: int, words: str, language: str) -> tuple[Speaker, ...]:
    """The sources that the words name; () when they are none."""
    bare = words.strip(_EDGES + "()")
    start += len(words) - len(words.lstrip(_EDGES + "()"))
    if not bare or len(bare.split()) > _MOST_SOURCE_WORDS or NOBODY[language].match(bare):
        return ()
    if NOT_SOURCES[language].match(bare):
        return ()
    pieces: list[tuple[int, int]] = []
    at = 0
    for split in _SPLIT.finditer(bare):
        # Only a list of names is several sources: "A, B en C", not "wet en orde"; or of somebody
        # and others of theirs: "A en haar collega's".
        if _TITLE_START.match(bare[split.end() :]) or _OTHERS.match(bare[split.end() :]):
            pieces.append((at, split.start()))
            at = split.end()
    pieces.append((at, len(bare)))
    return tuple(
        Speaker(start + first, start + last, _naming(bare[first:last], language))
        for first, last in pieces
        if last > first
    )


def _naming(words: str, language: str) -> Naming:
    if regex.fullmatch(rf"(?i)(?:{PRONOUNS[language]})", words):
        return "pronoun"
    if UNNAMED[language].search(words) and not _HAS_NAME.search(words):
        return "unnamed"
    return "named"


def _apart(text: str, found: list[FoundAttribution]) -> list[FoundAttribution]:
    """In order of the text; where two share words of cue or source, the stronger rule's."""
    order = {rule: place for place, rule in enumerate(_STRENGTH)}
    by_line: dict[int, list[FoundAttribution]] = {}
    for one in sorted(found, key=lambda one: (order[one.rule], one.cue_start)):
        line = by_line.setdefault(text.rfind("\n", 0, one.cue_start), [])
        if not any(_is_same(one, other) for other in line):
            line.append(one)
    kept = [one for line in by_line.values() for one in line]
    return sorted(kept, key=lambda one: (min(one.start, one.cue_start), one.end))


def _is_same(one: FoundAttribution, other: FoundAttribution) -> bool:
    return any(a < d and c < b for a, b in _places(one) for c, d in _places(other))


def _places(one: FoundAttribution) -> list[tuple[int, int]]:
    """Where its cue stands, and everybody in it."""
    via = [one.via] if one.via else []
    return [(one.cue_start, one.cue_end), *((two.start, two.end) for two in (*one.speakers, *via))]


_STRENGTH = (
    "quotes",
    "relays",
    "findings",
    "declines",
    "passive",
    "according_to",
    "colon",
    "says_that",
    "says_after",
    "answers",
    "hearsay",
)
