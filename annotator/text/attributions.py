"""Finds who says what in a text: content, cue words, sources and stance, by rules."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

import regex

from annotator.text.attribution_words import (
    BARE_SAY,
    CONFIRM,
    DAYS,
    DETERMINERS,
    DISPUTABLE,
    FINITE,
    LANGUAGES,
    NEGATED_OBJECTS,
    NOBODY,
    NOT_NOUNS,
    NOT_SOURCES,
    PARTICLES,
    PRONOUNS,
    SAID,
    SAY,
    SPLIT_VERBS,
    TRIGGERS,
    UNNAMED,
    WITH_PARTICIPLE,
)
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
        if end - start <= LONGEST_SENTENCE and _trigger(spoken).search(text, start, end):
            finder.try_rules(start, end, _rules(spoken).of_sentences)
    for paragraph in paragraphs(text):
        if _OPENING.search(text, paragraph.start, paragraph.end):
            finder.try_rules(paragraph.start, paragraph.end, _rules(spoken).of_quotes)
    return _apart(text, finder.found)[:MOST_ATTRIBUTIONS]


@dataclass(frozen=True)
class _Rule:
    """A pattern with the groups content, cue, source, and perhaps via; `check` may refuse."""

    name: str
    words: str
    check: "Callable[[regex.Match[str], str], bool] | None" = None

    @cached_property
    def pattern(self) -> "regex.Pattern[str]":
        """Compiled when it is first tried."""
        return regex.compile(self.words)


@dataclass(frozen=True)
class _Rules:
    of_sentences: tuple[_Rule, ...]
    of_quotes: tuple[_Rule, ...]

    def with_definitions(self, definitions: str) -> "_Rules":
        """The same rules, knowing what `(?&np)` and the like stand for."""
        return _Rules(
            tuple(replace(rule, words=definitions + rule.words) for rule in self.of_sentences),
            tuple(replace(rule, words=definitions + rule.words) for rule in self.of_quotes),
        )


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

    def try_rules(self, start: int, end: int, rules: tuple[_Rule, ...]) -> None:
        """Adds what the rules find in `text[start:end]`."""
        passage = self._text[start:end]
        for rule in rules:
            if self._timeouts > _MOST_TIMEOUTS:
                return
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
    if "whole" in match.re.groupindex:
        words = match["whole"]
    if "source" in match.re.groupindex and match["source"]:
        # "werd door het leger bevestigd": what stands between is no cue.
        words = words.replace(match["source"], " ")
        if _NEITHER.match(match["source"]):
            words = f"not {words}"
    return stance_for_cue(words, is_origin=True)


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

_NAME = r"\p{Lu}[\p{L}\p{M}\p{N}’'&.\-]*(?<![.])"
_HAS_NAME = regex.compile(r"(?<!^)\b\p{Lu}|^\p{Lu}\p{L}*\s\p{Lu}|\p{Lu}{2}")
_PART_WORDS = (
    "van der|van den|van de|van|von|der|den|de la|de|du|ter|ten|of|for|al|el|bin|and the|v\\.d\\."
)
_SPLIT = regex.compile(r"\s*,\s*(?:en|and)\s+|\s*,\s*|\s+(?:en|and)\s+")
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
        # Only a list of names is several sources: "A, B en C", not "wet en orde".
        if _TITLE_START.match(bare[split.end() :]):
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
    mine = [(one.cue_start, one.cue_end), *((two.start, two.end) for two in one.speakers)]
    theirs = [(other.cue_start, other.cue_end), *((two.start, two.end) for two in other.speakers)]
    return any(a < d and c < b for a, b in mine for c, d in theirs)


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


# --- the rules ----------------------------------------------------------------------------


@lru_cache(maxsize=len(LANGUAGES))
def _rules(language: str) -> _Rules:
    if language == "nl":
        adjective = r"(?!\p{L}+(?:ie|nte|ter)\b)(?=\p{Ll}+e\s)(?&noun)"
        shared = _definitions("nl", attach="van|binnen|rond", adjective=adjective)
        return _dutch_rules().with_definitions(shared)
    attach = "of|at|for|from|close to|familiar with|briefed on|inside|within"
    shared = _definitions("en", attach=attach, adjective="(?&noun)")
    return _english_rules().with_definitions(shared)


@lru_cache(maxsize=len(LANGUAGES))
def _trigger(language: str) -> "regex.Pattern[str]":
    """What every sentence that attributes anything holds: most others are passed by quickly."""
    verbs = (SAY, CONFIRM, SPLIT_VERBS, SAID, TRIGGERS)
    words = "|".join(by_language[language] for by_language in verbs if language in by_language)
    return regex.compile(rf"(?i)\b(?:{words})\b")


def _rule(
    name: str,
    pattern: str,
    check: "Callable[[regex.Match[str], str], bool] | None" = None,
) -> _Rule:
    return _Rule(name, pattern, check)


_QUOTED = (
    r"(?:“(?P<content>[^“”]{2,900})”|„(?P<content>[^„”“]{2,900})[”“]"
    r"|\"(?P<content>[^\"]{2,900})\"|(?<!\p{L})‘(?P<content>(?:[^‘’]|’(?=\p{L})){2,900})’(?!\p{L})"
    r"|«(?P<content>[^«»]{2,900})»)"
)


def _definitions(language: str, *, attach: str, adjective: str) -> str:
    """What `(?&np)` stands for, the words for somebody; said once, for patterns hold it often."""
    stop = "|".join((FINITE[language], NOT_NOUNS[language], DETERMINERS[language]))
    verbs = rf"{SAY[language]}|{CONFIRM[language]}|aldus"
    # "de Oekraïense dienst": a capital does not yet make a name.
    people = r"(?:\p{Lu}\p{L}+e\s+)?" if language == "nl" else ""
    followed = r"(?:\s+(?&noun)){0,2}" if language == "en" else ""
    return (
        rf"(?(DEFINE)(?P<noun>(?!(?i:{stop}|{verbs})\b)\p{{Ll}}[\p{{L}}\p{{M}}’'\-]+)"
        rf"(?P<names>(?!(?i:{stop})\b){_NAME}(?:\s+(?:(?:{_PART_WORDS})\s+)?{_NAME}){{0,6}})"
        rf"(?P<core>(?:(?i:{DETERMINERS[language]})\s+)?(?:{adjective}\s+){{0,3}}"
        rf"(?:{people}(?&noun)(?:\s+(?:(?:De|Het)\s+)?(?&names))?|(?&names){followed}))"
        rf"(?P<np>(?&core)(?:\s+(?:{attach})\s+(?&core)){{0,2}}"
        r"(?:(?:,\s+(?!en\b|and\b)(?&names)){0,6},?\s+(?:en|and)\s+(?:the\s+|de\s+)?(?&names))?"
        rf"|(?i:{PRONOUNS[language]})\b)"
        rf"(?P<say>{SAY[language]})(?P<confirm>{CONFIRM[language]}))"
    )


def _is_said(match: "regex.Match[str]", _language: str) -> bool:
    return not NEGATED_OBJECTS.match(match["content"])


def _is_claim(match: "regex.Match[str]", language: str) -> bool:
    """Whether what is confirmed or disputed can be: "the reports", not "the coach"."""
    if regex.fullmatch(rf"(?i)(?:{PRONOUNS[language]})", match["source"].strip()):
        return False
    if regex.search(rf"(?i)\b(?:\p{{L}}*(?:{DISPUTABLE[language]}))\b", match["content"]):
        return True
    return bool(regex.match(r"(?i)bevestig|ontken|confirm|den(?:y|ie)", match["cue"])) and bool(
        regex.match(rf"(?i)(?:{DETERMINERS[language]})\s", match["content"].strip())
    )


def _declines(match: "regex.Match[str]", _language: str) -> bool:
    return stance_for_cue(match["cue"], is_origin=True) == "declines"


def _has_verb(match: "regex.Match[str]", language: str) -> bool:
    if not _is_said(match, language):
        return False
    if regex.match(r"expect|estimate|announce|predict|fear", match["cue"]):
        return True
    words = rf"(?i)\b(?:{FINITE['en']}|\p{{L}}{{2,}}(?:ed|s)|heard|saw|left|fell|rose|began|died)\b"
    return regex.search(words, match["content"].partition(" ")[2]) is not None


def _dutch_rules() -> _Rules:
    source, say, confirm = "(?&np)", "(?&say)", "(?&confirm)"
    split, particle = SPLIT_VERBS["nl"], PARTICLES["nl"]
    aux, said = WITH_PARTICIPLE["nl"], SAID["nl"]
    start = r"(?:^|(?<=[,;:]\s)|(?<=\b(?:en|maar|want|terwijl|dat|omdat)\s))"
    aside = r"(?:,\s[^,;“”\"]{3,140},|\s+die\s[^,;“”\"]{3,60}?)?"
    words = r"(?:\s+[\p{L}\p{N}\-’']+)"
    unnamed = (
        r"(?:[Ee]en\s|[Tt]wee\s|[Dd]rie\s)?(?:bron|bronnen|ingewijden?|functionaris(?:sen)?|mensen)\sdie"
        r"\s[^,;.“”\"]{3,60}?"
    )
    who = rf"(?P<source>{unnamed}|{source})"
    rest = r"(?P<content>.+)$"
    of_sentences = (
        _rule(
            "relays",
            rf"{start}(?P<via>{source})\s+(?P<cue>(?:{say})\s+(?:op gezag van|onder verwijzing naar"
            rf"|met een beroep op|op basis van))\s+{who}\s+dat\s+{rest}",
        ),
        _rule(
            "findings",
            r"\b(?P<cue>[Uu]it\s+(?:\p{L}+\s+){0,2}?\p{L}*(?:onderzoek|cijfers|gegevens|rapport|studie"
            rf"|documenten|analyse|peiling|metingen)\s+van)\s+{who}\s+(?:blijkt|bleek|volgt)\s+dat"
            rf"\s+{rest}",
        ),
        _rule(
            "according_to",
            rf"(?:^|(?<=[;:“\"]\s?))(?P<cue>Volgens|Naar zeggen van|Op gezag van)\s+{who},?\s+"
            r"(?P<content>\p{L}.+)$",
        ),
        _rule(
            "according_to",
            r"^(?P<content>.{3,}?),\s+(?P<cue>volgens|aldus|naar zeggen van)\s+"
            r"(?P<source>[^,;:“”\"]{2,120}?)\s*[.!]?$",
        ),
        _rule(
            "according_to",
            rf"^(?P<content>(?!Volgens).{{3,}}?\s(?P<cue>volgens)\s+{who}(?:,?\s+.+))$",
        ),
        _rule("hearsay", r"(?P<cue>[Nn]aar verluidt),?\s+(?P<content>.+)$"),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{aux}{words}{{0,4}}?\s+(?:{said})"
            rf"(?:\s+noch\s+\p{{L}}+)?)\s+dat\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{split}){words}{{0,4}}?\s+(?P<rest>{particle})\s+dat\s+"
            rf"{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{say}|{confirm}){words}{{0,6}}?,?\s+dat\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"^(?:[\p{{L}}\p{{N}}\-]+\s+){{1,7}}?(?P<cue>{split})\s+{who}{words}{{0,2}}?\s+"
            rf"(?P<rest>{particle})\s+dat\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"^(?:[\p{{L}}\p{{N}}\-]+\s+){{1,7}}?(?P<cue>{say}|{confirm})\s+{who}{words}{{0,2}}?\s+"
            rf"dat\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}\s+(?P<cue>beschuldig(?:t|de|den|en))\s+[^,;.]{{2,60}}?\s+ervan\s+(?:dat\s+)?"
            rf"{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}\s+(?P<cue>adviseer(?:t|de|den)|beloof(?:t|de)|beloven|dreigt|eist(?:e)?)\s+"
            r"(?P<content>[^,;.]+\ste\s\p{L}+)",
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"„]{{8,}}?),\s+(?P<cue>(?:zo\s+)?(?:{say}|{confirm}))\s+{who}"
            rf"(?:\s+(?P<rest>{particle}))?(?=\s*[.,;!]|\s+(?:op|in|na|aan|tegen|{DAYS})\b|$)",
            _is_said,
        ),
        _rule(
            "declines",
            rf"^(?P<content>{who}\s+(?P<cue>(?:wil|wilde|willen|wilden|gaf|geeft|gaven|was|waren|is|heeft"
            r"|hebben|had|hadden|weiger\p{L}+|reageer\p{L}+|onthield\p{L}*|onthoudt|verwees|verwijst"
            rf"|zweeg|zwijgt|antwoordde|kon|liet){words}{{0,6}}?\s+(?:reageren|commentaar|reactie"
            r"|bereikbaar|ingaan|antwoord\p{L}*|zeggen|gereageerd|kwijt|niet(?=\s*[.,;]|$)|door))\b[^;]*)$",
            _declines,
        ),
        _rule(
            "passive",
            r"^(?P<content>[^,;]{3,150}?)\s+(?P<whole>(?:werd|werden|wordt|worden|is|zijn|was|waren|kon"
            rf"|kan)\s+(?:\p{{L}}+\s+){{0,3}}?door\s+{who}\s+(?:\p{{L}}+\s+){{0,2}}?(?P<cue>{said}))",
        ),
        _rule(
            "passive",
            r"^(?P<content>[^,;]{3,150}?)\s+(?P<whole>(?:werd|werden|wordt|worden|is|zijn|was|waren)\s+"
            rf"(?:\p{{L}}+\s+){{0,3}}?(?P<cue>{said})\s+door\s+{who})",
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?P<cue>{aux}|spreekt|spreken|sprak|spraken|noemt|noemde|noemen"
            r"|noemden|wijst|wees|wezen|doet|deed)\s+(?P<content>(?!niet\b|nooit\b)[^,;]{3,90}?)\s+"
            r"(?P<rest>tegen|onzin|onwaar|onjuist|verzonnen|een leugen|nepnieuws|van de hand"
            rf"|(?:nog\s)?(?:niet|nooit|noch)\s+(?:{said})|bevestigen noch ontkennen"
            r"|bevestigen|bevestigd|ontkend|erkend|weerlegd|verworpen|af als\s\p{L}+)\b",
            _is_claim,
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?P<cue>{confirm})\s+(?P<content>(?!dat\b|niet\b|zich\b)[^,;]"
            r"{3,120}?)(?=[,;]|\s+(?:maar|en)\b|\.?$)",
            _is_claim,
        ),
    )
    of_quotes = (
        _rule(
            "quotes",
            rf"{_QUOTED},?\s+(?P<cue>(?:zo\s+)?(?:{say}|{confirm}|aldus|laat|liet|laten|lieten|{split}))"
            rf"\s+{who}(?:\s+(?P<rest>{particle})\b)?",
        ),
        _rule(
            "quotes",
            rf"(?:^|(?<=[.!?,;]\s)){who}{aside}\s+(?P<cue>{say}|{confirm})[^:.“”\"]{{0,40}}:\s*{_QUOTED}",
        ),
        _rule("colon", rf"(?:^|(?<=[.!?]\s)){who}(?P<cue>:)\s*{_QUOTED}"),
    )
    return _Rules(of_sentences, of_quotes)


def _english_rules() -> _Rules:
    source, say, confirm = "(?&np)", "(?&say)", "(?&confirm)"
    unnamed = (
        r"(?:[Oo]ne\s|[Aa]\s|[Tt]wo\s|[Tt]hree\s|[Ss]everal\s)?(?:people|person|sources?|someone|officials?)\s"
        r"(?:who|familiar|close|briefed|with)\s[^,;.“”\"]{3,60}?"
    )
    who = rf"(?P<source>{unnamed}|{source})"
    aux, said = WITH_PARTICIPLE["en"], SAID["en"]
    start = (
        r"(?:^|(?<=[;:]\s)|(?<=^(?:In|On|At|After|By|For|Last|This|Later|Earlier)\s[^,;]{2,60},?\s)"
        r"|(?<=\b(?:and|but|while|But|And|Yesterday|Earlier|Later|Meanwhile|However|Still),?\s))"
    )
    aside = r"(?:,\s[^,;“”\"]{3,140},)?"
    words = r"(?:\s+[\p{L}\p{N}\-’']+)"
    adverb = r"(?:also|later|earlier|then|never|not|again|repeatedly|publicly|officially)\s+"
    rest = r"(?P<content>.+)$"
    of_sentences = (
        _rule(
            "relays",
            rf"^(?P<cue>Citing|Quoting)\s+{who},\s+(?P<via>{source})\s+(?:{say})(?:\s+that)?\s+{rest}",
        ),
        _rule(
            "relays",
            rf"{start}(?P<via>{source})\s+(?:{say}),?\s+(?P<cue>citing|quoting)\s+{who},?\s+that\s+{rest}",
        ),
        _rule(
            "findings",
            r"(?P<cue>(?:[Dd]ata|[Ff]igures|[Nn]umbers|[Rr]esearch|[Aa]\s(?:study|report|survey|poll|review)"
            r"|[Dd]ocuments)\s+(?:from|by|of))\s+"
            rf"{who}\s+(?:shows?|showed|found|finds?|suggests?|suggested|says|said)\s+(?:that\s+)?{rest}",
        ),
        _rule(
            "according_to",
            rf"^(?P<cue>According to|In the words of|Per|In the view of)\s+{who},\s+{rest}",
        ),
        _rule(
            "according_to",
            r"(?:^|(?<=[;:“\"]\s?))(?P<cue>According to|In the words of|Per|In the view of)\s+"
            r"(?P<source>[^;:“”\"]{2,120}?),\s+(?P<content>(?!which|who).+)$",
        ),
        _rule(
            "according_to",
            r"^(?P<content>.{3,}?),?\s+(?P<cue>according to|in the words of)\s+"
            r"(?P<source>[^,;:“”\"]{2,120}?)\s*[.!]?$",
        ),
        _rule(
            "according_to",
            r"^(?P<content>.{3,}?,\s+(?P<cue>according to)\s+(?P<source>[^,;:“”\"]{2,120}?),"
            r"\s+.+)$",
        ),
        _rule(
            "hearsay",
            r"^(?P<content>.{0,120}?\b(?P<cue>[Rr]eportedly|[Aa]llegedly)\b.+)$",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{aux}{words}{{0,4}}?\s+(?:{said}))\s+that\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?:{adverb})?(?P<cue>{say}|{confirm}|deny)"
            rf"{words}{{0,6}}?,?\s+that\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?:{adverb})?(?P<cue>{BARE_SAY})"
            r"(?:\s+(?:on\s+\p{Lu}\p{L}+|reporters|journalists|the\s\p{L}+\spaper))?,?\s+"
            r"(?P<content>(?!(?:on|to|in|at|by|that|of|for|after|over|about|with|against)\b)[\p{L}\p{N}].{6,})$",
            _has_verb,
        ),
        _rule(
            "says_that",
            rf"{start}{who}\s+(?P<cue>accuse[sd])\s+[^,;.]{{2,60}}?\s+of\s+{rest}",
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"]{{8,}}?),\s+{who}\s+(?P<cue>{say})"
            r"(?=\s*[.!;]|\s*$|\s+(?:on|in|at|after|late|early)\b)",
            _is_said,
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"]{{8,}}?),\s+(?P<cue>{say})\s+{who}(?=\s*[.,!;]|\s*$|\s+(?:on|in|at)\b)",
            _is_said,
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"]{{3,}}?,\s+{who}\s+(?P<cue>{say}),\s+.+)$",
            _is_said,
        ),
        _rule(
            "declines",
            rf"^(?P<content>{who}\s+(?P<cue>(?:declin\p{{L}}+|refus\p{{L}}+|did|does|has|have|had|could"
            rf"|was|were|gave|had|would|offered|made){words}{{0,6}}?\s+(?:comment\p{{L}}*|respond\p{{L}}*"
            r"|reply|replied|answer\p{L}*|reached|elaborate|discuss))\b[^;]*)$",
            _declines,
        ),
        _rule(
            "passive",
            r"^(?P<content>[^,;]{3,150}?)\s+(?P<whole>(?:was|were|is|are|has|have|had)\s+(?:\p{L}+\s+){0,4}?"
            rf"(?P<cue>{said}|questioned)\s+by\s+{who})(?=[.,;]|\s|$)",
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?P<cue>(?!is\b|was\b){aux}(?:\s+(?:not|never|neither|yet|been|independently"
            rf"|publicly|officially)){{0,3}}\s+(?:{said})(?:\s+(?:nor|or)\s+\p{{L}}+)?)\s+"
            r"(?P<content>(?!that\b|by\b|to\b)[^,;]{3,120}?)(?=[,;]|\.?$)",
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?P<cue>calls?|called|labell?ed|branded)\s+"
            r"(?P<content>[^,;]{3,90}?)\s+(?P<rest>nonsense|false|untrue|a lie|lies|fake|fabricated"
            r"|baseless|wrong)\b",
            _is_claim,
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?:{adverb})?(?P<cue>{confirm})\s+"
            r"(?P<content>(?!that\b|by\b|to\b|on\b)[^,;]{3,120}?)(?=[,;]|\s+(?:but|and)\b|\.?$)",
            _is_claim,
        ),
    )
    of_quotes = (
        _rule("quotes", rf"{_QUOTED},?\s+(?P<cue>{say})\s+{who}(?=[\s.,;!?]|$)"),
        _rule(
            "quotes", rf"{_QUOTED},?\s+{who}{aside}\s+(?:{adverb})?(?P<cue>{say})(?=[\s.,;:!?]|$)"
        ),
        _rule(
            "quotes",
            rf"(?:^|(?<=[.!?;]\s)){who}{aside}\s+(?P<cue>{say})[^:.“”\"]{{0,40}}[:,]\s*{_QUOTED}",
        ),
        _rule("colon", rf"(?:^|(?<=[.!?]\s)){who}(?P<cue>:)\s*{_QUOTED}"),
    )
    return _Rules(of_sentences, of_quotes)
