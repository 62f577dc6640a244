"""The rules that find attributions, as patterns with the groups content, cue, source and via."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import regex

from annotator.text.attribution_words import (
    AFTER_SAY,
    BARE_SAY,
    COMMON_SAY,
    CONFIRM,
    DAYS,
    DETERMINERS,
    DISPUTABLE,
    FINITE,
    LANGUAGES,
    NEGATED_OBJECTS,
    NOT_NOUNS,
    PARTICLES,
    PRONOUNS,
    QUOTE_SAY,
    SAID,
    SAY,
    SPLIT_VERBS,
    TRIGGERS,
    WITH_PARTICIPLE,
)
from annotator.text.cues import stance_for_cue


@dataclass(frozen=True)
class Rule:
    """A pattern with the groups content, cue, source, and perhaps via; `check` may refuse.

    `needs` is a pattern that a passage must hold for the rule to be tried.
    """

    name: str
    words: str
    check: "Callable[[regex.Match[str], str], bool] | None" = None
    needs: str = ""

    @cached_property
    def _needed(self) -> "regex.Pattern[str]":
        return regex.compile(self.needs)

    def may_match(self, passage: str) -> bool:
        """Whether the passage holds what the rule cannot do without; most do not, and then its
        pattern is not even compiled."""
        return not self.needs or self._needed.search(passage) is not None

    @cached_property
    def pattern(self) -> "regex.Pattern[str]":
        """Compiled when it is first tried."""
        return regex.compile(self.words)


@dataclass(frozen=True)
class Rules:
    """Those tried on each sentence, and those tried on paragraphs with quotation marks."""

    of_sentences: tuple[Rule, ...]
    of_quotes: tuple[Rule, ...]

    def with_definitions(self, definitions: str) -> "Rules":
        """The same rules, knowing what `(?&np)` and the like stand for."""
        return Rules(
            tuple(replace(rule, words=definitions + rule.words) for rule in self.of_sentences),
            tuple(replace(rule, words=definitions + rule.words) for rule in self.of_quotes),
        )


_NAME = r"\p{Lu}[\p{L}\p{M}\p{N}’'&.\-]*(?<![.])"
_POSSESSIVE = "haar|zijn|hun|her|his|their|its|de|het|the"
_PART_WORDS = (
    "van der|van den|van de|van|von|der|den|de la|de|du|ter|ten|of|for|al|el|bin|and the|v\\.d\\."
)


@lru_cache(maxsize=len(LANGUAGES))
def rules_of(language: str) -> Rules:
    """The rules for a language of `LANGUAGES`."""
    if language == "nl":
        adjective = r"(?!\p{L}+(?:ie|nte|ter)\b)(?=\p{Ll}+e\s)(?&noun)"
        shared = _definitions("nl", attach="van|binnen|rond|bij|uit|namens", adjective=adjective)
        return _dutch_rules().with_definitions(shared)
    attach = "of|at|for|from|close to|familiar with|briefed on|inside|within"
    shared = _definitions("en", attach=attach, adjective="(?&noun)")
    return _english_rules().with_definitions(shared)


@lru_cache(maxsize=len(LANGUAGES))
def trigger_of(language: str) -> "regex.Pattern[str]":
    """What every sentence that attributes anything holds: most others are passed by quickly."""
    verbs = (SAY, CONFIRM, SPLIT_VERBS, SAID, TRIGGERS)
    words = "|".join(by_language[language] for by_language in verbs if language in by_language)
    return regex.compile(rf"(?i)\b(?:{words})\b")


def _rule(
    name: str,
    pattern: str,
    check: "Callable[[regex.Match[str], str], bool] | None" = None,
    *,
    needs: str = "",
) -> Rule:
    return Rule(name, pattern, check, needs)


_QUOTED = (
    r"(?:“(?P<content>[^“”]{2,900})”|„(?P<content>[^„”“]{2,900})[”“]"
    r"|\"(?P<content>[^\"]{2,900})\"|(?<!\p{L})‘(?P<content>(?:[^‘’]|’(?=\p{L})){2,900})’(?!\p{L})"
    r"|«(?P<content>[^«»]{2,900})»)"
)


def _definitions(language: str, *, attach: str, adjective: str) -> str:
    """What `(?&np)` stands for, the words for somebody; said once, for patterns hold it often."""
    stop = "|".join((FINITE[language], NOT_NOUNS[language], DETERMINERS[language]))
    verbs = rf"{COMMON_SAY[language]}|{CONFIRM[language]}|aldus"
    # "de Oekraïense dienst": a capital does not yet make a name.
    people = r"(?:\p{Lu}\p{L}+e\s+)?" if language == "nl" else ""
    followed = r"(?:\s+(?&noun)){0,2}" if language == "en" else ""
    return (
        rf"(?(DEFINE)(?P<noun>(?!(?i:{stop}|{verbs})\b)\p{{Ll}}[\p{{L}}\p{{M}}’'\-]+)"
        rf"(?P<names>(?:(?=\p{{Lu}}{{2,}}\b)"
        rf"|(?!(?i:{stop})\b)){_NAME}(?:\s+(?:(?:{_PART_WORDS})\s+)?{_NAME}){{0,6}})"
        rf"(?P<core>(?:(?i:{DETERMINERS[language]})\s+)?(?:{adjective}\s+){{0,3}}"
        rf"(?:{people}(?&noun)(?:\s+(?:(?:De|Het)\s+)?(?&names))?|(?&names){followed}))"
        rf"(?P<np>(?&core)(?:\s+(?:{attach})\s+(?&core)){{0,2}}"
        r"(?:(?:,\s+(?!en\b|and\b)(?&names)){0,6},?\s+(?:en|and)\s+(?:the\s+|de\s+)?(?&names)"
        rf"|\s+(?:en|and)\s+(?=(?:{_POSSESSIVE})\s)(?&core)(?:\s+(?:{attach})\s+(?&core))?)?"
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
    if "rest" in match.re.groupindex and match["rest"] in _DISPROVED:
        return True
    return bool(regex.match(r"(?i)bevestig|ontken|confirm|den(?:y|ie)", match["cue"])) and bool(
        regex.match(rf"(?i)(?:{DETERMINERS[language]})\s", match["content"].strip())
    )


_DISPROVED = (
    "van de hand",
    "onzin",
    "onwaar",
    "een leugen",
    "nepnieuws",
    "nonsense",
    "a lie",
    "lies",
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


def _dutch_rules() -> Rules:
    source, say, confirm = "(?&np)", "(?&say)", "(?&confirm)"
    split, particle = SPLIT_VERBS["nl"], PARTICLES["nl"]
    aux, said = WITH_PARTICIPLE["nl"], SAID["nl"]
    start = r"(?:^|(?<=[,;:]\s)|(?<=\b(?:en|maar|want|terwijl|dat|omdat)\s))"
    aside = r"(?:,\s[^,;“”\"]{3,140},|\s+die\s[^,;“”\"]{3,60}?)?"
    words = r"(?:\s+[\p{L}\p{N}\-’']+)"
    unnamed = (
        r"(?:[Ee]en\s|[Tt]wee\s|[Dd]rie\s)?(?:bron|bronnen|ingewijden?|functionaris(?:sen)?"
        r"|mensen)\sdie"
        r"\s[^,;.“”\"]{3,60}?"
    )
    shy = (
        rf"{source}(?:\s+die\s+(?:niet|anoniem|liever)\s[^,;.“”\"]{{3,50}}?\s"
        r"(?:willen\sworden|wil\sworden|willen\sblijven|wil\sblijven|willen|wil|worden|wenst"
        r"|wensen))"
    )
    who = rf"(?P<source>{unnamed}|{shy}|{source})"
    rest = r"(?P<content>.+)$"
    quoting = rf"(?:{say}|{confirm}|{QUOTE_SAY['nl']})"
    by = (
        "Volgens|Naar zeggen van|Op gezag van|In de ogen van|Naar de mening van"
        "|Aldus|Naar schatting van|Naar het oordeel van|In de woorden van|Blijkens|Luidens"
        "|Op grond van"
    )
    unsure = (
        r"(?:laat|liet|laten|lieten)\s(?:\p{L}+\s){0,2}?in\shet\smidden|(?:weet|wist|weten"
        r"|wisten)\s"
        r"(?:\p{L}+\s){0,3}?niet|(?:wil|wilde|willen|wilden|kan|kon|kunnen|konden)\s"
        r"(?:\p{L}+\s){0,3}?niet\s(?:\p{L}+\s)?(?:zeggen|bevestigen|vertellen)"
        r"|vra(?:agt|gen)\szich\s(?:\p{L}+\s)?af|vroeg(?:en)?\szich\s(?:\p{L}+\s)?af"
        r"|onderzoe(?:kt|ken|cht|chten)|betwijfel(?:t|de|den|en)|twijfel(?:t|de|den|en)(?:\seraan)?"
    )
    to = (
        "zegt|zei|zeggen|zeiden|hoopt|hoopte|hopen|denkt|dacht|denken|vreest|vreesde|vrezen|beweert"
        "|beweerde|beweren|claimt|claimde|claimen|ontkent|ontkende|ontkennen|ontkenden|verklaart"
        "|verklaarde|meent|meende|menen|vermoedt|verwacht|verwachtte|verwachten|belooft|beloofde"
        "|beloven|dreigt|dreigde|dreigen|stelt|stelde|stellen|bekent|bekende|erkent|erkende"
    )
    end = r"\s*[.!?]?$"
    too = r"(?:ook|eveneens|zelfs|inmiddels|intussen)\s+"
    unless_data = (
        r"(?!(?:\p{L}+\s+){0,2}?\p{L}*(?:onderzoek|cijfers|gegevens|rapport|studie|documenten"
        r"|analyse"
        r"|peiling|metingen)\s+van\b)"
    )
    of_sentences = (
        _rule(
            "says_that",
            rf"^(?P<content>Dat\s+[^,;“”]{{8,}}?),\s+(?P<cue>{say}|{confirm})\s+(?:{too})?{who}"
            rf"{words}{{0,3}}?"
            rf"{end}",
            needs=r"^Dat\b",
        ),
        _rule(
            "says_that",
            rf"^(?P<content>Dat\s+[^,;“”]{{8,}}?),\s+(?P<cue>{split})\s+{who}{words}{{0,3}}?"
            rf"\s+(?P<rest>{particle}){end}",
            needs=r"^Dat\b",
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"„]{{8,}}?),\s+(?P<cue>(?:zo\s+)?(?:{split}))\s+{who}{words}{{0,3}}?"
            rf"\s+(?P<rest>{particle}){end}",
            _is_said,
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"„]{{8,}}?),\s+(?P<cue>{AFTER_SAY})\s+{who}{words}{{0,2}}?{end}",
            _is_said,
            needs=r", (?:weet|wist|weten|hoopt|rekent|voorspelt|schetst)",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{to})\s+(?P<content>(?!dat\b)[^,;“”\"]{{3,140}}?\bte\s\p{{Ll}}+"
            rf"(?:\s\p{{Ll}}+){{0,4}}){end}",
            needs=r"\bte\s",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{unsure})\s+of\s+{rest}",
            needs=r"\bof\b",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>(?:wil|wilde|willen|wilden|kan"
            rf"|kon)\s(?:\p{{L}}+\s)?niet"
            rf"\svooruitlopen\sop)\s+(?P<content>[^;]{{3,}}?){end}",
            needs=r"vooruitlopen",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>(?:spreekt|sprak|spreken"
            rf"|spraken)\s(?:\p{{L}}+\s)?van)\s+"
            rf"(?P<content>[^,;]{{3,}}?){end}",
            needs=r"spr(?:eek|ak|ek)",
        ),
        _rule(
            "says_that",
            rf"\b[Bb]ij\s+{who}\s+(?P<cue>heet(?:te)?)\s+het\s+dat\s+{rest}",
            needs=r"\bheet",
        ),
        _rule(
            "says_that",
            rf"^(?P<cue>Naar eigen zeggen)\s+(?:\p{{L}}+)\s+{who}\s+{rest}",
            needs=r"eigen zeggen",
        ),
        _rule(
            "says_that",
            rf"^{who}{aside}\s+\p{{L}}+\s+(?P<cue>naar eigen zeggen)\s+{rest}",
            needs=r"eigen zeggen",
        ),
        _rule(
            "findings",
            rf"\b(?P<cue>[Uu]it)\s+{unless_data}{who}\s+(?P<rest>blijkt|bleek|volgt"
            r"|komt naar voren|kwam naar voren)"
            rf"(?:\s\p{{L}}+)?,?\s+dat\s+{rest}",
            needs=r"blijkt|bleek|volgt|naar voren",
        ),
        _rule(
            "findings",
            rf"^(?P<content>[^“”\"„]{{8,}}?),\s+(?P<cue>(?:zo\s+)?(?:blijkt|bleek"
            rf"|volgt)\s+uit)\s+{who}"
            rf"{words}{{0,3}}?{end}",
            needs=r", (?:zo )?(?:blijkt|bleek|volgt) uit",
        ),
        _rule(
            "hearsay",
            r"\b(?P<cue>[Hh]et gerucht gaat|[Gg]eruchten gaan|[Ee]r wordt (?:gezegd|beweerd)"
            r"|[Ee]r gaan geruchten)\s+dat\s+(?P<content>.+)$",
        ),
        _rule(
            "declines",
            rf"^(?P<content>{who}\s+(?P<cue>(?:liet|laat|lieten|laten){words}{{0,7}}?"
            rf"\s+onbeantwoord|weiger\p{{L}}*{words}{{0,3}}?\s+(?:elk\s)?"
            r"(?:commentaar|een reactie)))\b[^;]*$",
            needs=r"onbeantwoord|weiger",
        ),
        _rule(
            "relays",
            rf"{start}(?P<via>{source})\s+(?P<cue>(?:{say}){words}{{0,3}}?\s+(?:op gezag van"
            rf"|onder verwijzing naar|met een beroep op|op basis van))\s+{who}\s+dat\s+{rest}",
        ),
        _rule(
            "findings",
            r"\b(?P<cue>[Uu]it\s+(?:\p{L}+\s+){0,2}?\p{L}*(?:onderzoek|cijfers|gegevens|rapport"
            r"|studie"
            rf"|documenten|analyse|peiling|metingen)\s+van)\s+{who}\s+(?:blijkt|bleek|volgt)\s+dat"
            rf"\s+{rest}",
        ),
        _rule(
            "according_to",
            rf"(?:^|(?<=[;:“\"]\s?))(?P<cue>{by})\s+{who}"
            r"(?:,\s(?:die|dat|wier|wiens)\s[^,;“”\"]{3,140},|,(?!\s(?:die"
            r"|dat)\s))?\s+(?P<content>\p{L}.+)$",
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
            rf"^(?:[\p{{L}}\p{{N}}\-]+\s+){{1,7}}?(?P<cue>{say}"
            rf"|{confirm})\s+{who}{words}{{0,2}}?\s+"
            rf"dat\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}\s+(?P<cue>beschuldig(?:t|de|den|en)|verden(?:kt|ken)|verdacht(?:en)?"
            rf"|beticht(?:te|ten|en)?)\s+[^,;.]{{2,60}}?\s+ervan\s+(?:dat\s+)?"
            rf"{rest}",
            needs=r"ervan",
        ),
        _rule(
            "says_that",
            rf"{start}{who}\s+(?P<cue>verwijt|verwijten|verweet"
            rf"|verweten)\s+[^,;.]{{2,60}}?\s+dat\s+{rest}",
            needs=r"verw[ei]",
        ),
        _rule(
            "says_that",
            rf"{start}{who}\s+(?P<cue>adviseer(?:t|de|den)|beloof(?:t|de)|beloven|dreigt"
            rf"|eist(?:e)?)\s+"
            r"(?P<content>[^,;.]+\ste\s\p{L}+)",
            needs=r"advis|belo|dreig|eis",
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"„]{{8,}}?),\s+(?P<cue>(?:zo\s+)?(?:{say}"
            rf"|{confirm}))\s+(?:{too})?{who}"
            rf"(?:\s+(?P<rest>{particle}))?(?=\s*[.,;!]|\s+(?:op|in|na|aan|tegen|{DAYS})\b|$)",
            _is_said,
        ),
        _rule(
            "declines",
            rf"^(?P<content>{who}\s+(?P<cue>(?:wil|wilde|willen|wilden|gaf|geeft|gaven|was"
            rf"|waren|is|heeft"
            r"|hebben|had|hadden|weiger\p{L}+|reageer\p{L}+|onthield\p{L}*|onthoudt|verwees"
            r"|verwijst"
            rf"|zweeg|zwijgt|antwoordde|kon|liet){words}{{0,6}}?\s+(?:reageren|commentaar|reactie"
            r"|bereikbaar|ingaan|antwoord\p{L}*|zeggen|gereageerd|kwijt|niet(?=\s*[.,;]|$)"
            r"|door))\b[^;]*)$",
            _declines,
        ),
        _rule(
            "passive",
            r"^(?P<content>[^,;]{3,150}?)\s+(?P<whole>(?:werd|werden|wordt|worden|is|zijn|was"
            r"|waren|kon"
            rf"|kan)\s+(?:\p{{L}}+\s+){{0,3}}?door\s+{who}\s+(?:\p{{L}}+\s+){{0,2}}?(?P<cue>{said}))",
        ),
        _rule(
            "passive",
            r"^(?P<content>[^,;]{3,150}?)\s+(?P<whole>(?:werd|werden|wordt|worden|is|zijn|was"
            r"|waren)\s+"
            rf"(?:\p{{L}}+\s+){{0,3}}?(?P<cue>{said})\s+door\s+{who})",
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?P<cue>{aux}|spreekt|spreken|sprak|spraken|noemt|noemde"
            rf"|noemen"
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
            rf"{_QUOTED},?\s+(?P<cue>(?:zo\s+)?(?:{quoting}|aldus|laat|liet|laten|lieten|{split}))"
            rf"\s+{who}(?:\s+(?P<rest>{particle})\b)?",
        ),
        _rule(
            "quotes",
            rf"(?:^|(?<=[.!?,;]\s)){who}{aside}\s+(?P<cue>{quoting})[^:.“”\"]{{0,40}}:\s*{_QUOTED}",
        ),
        _rule(
            "quotes",
            rf"(?:^|(?<=[.!?;]\s)){who}{aside}\s+(?P<cue>noemt|noemde|noemen|noemden|omschrijft"
            rf"|omschreef"
            rf"|bestempelt"
            rf"|bestempelde)\s+(?P<content>[^“”\"„.;]{{2,80}}?\s[“\"„‘][^“”\"„’]{{2,200}}[”\"’])",
        ),
        _rule("colon", rf"(?:^|(?<=[.!?]\s)){who}(?P<cue>:)\s*{_QUOTED}"),
    )
    return Rules(of_sentences, of_quotes)


def _english_rules() -> Rules:
    source, say, confirm = "(?&np)", "(?&say)", "(?&confirm)"
    unnamed = (
        r"(?:[Oo]ne\s|[Aa]\s|[Tt]wo\s|[Tt]hree\s|[Ss]everal\s)?(?:people|person|sources?"
        r"|someone|officials?)\s"
        r"(?:who|familiar|close|briefed|with)\s[^,;.“”\"]{3,60}?"
    )
    who = rf"(?P<source>{unnamed}|{source})"
    aux, said = WITH_PARTICIPLE["en"], SAID["en"]
    start = (
        r"(?:^|(?<=[;:]\s)|(?<=^(?:In|On|At|After|By|For|Last|This|Later|Earlier|A|Two|Three"
        r"|Days|Weeks|Hours|Months|Shortly|Soon|Asked|Speaking|Responding)\s[^,;]{2,60},?\s)"
        r"|(?<=\b(?:and|but|while|But|And|Yesterday|Earlier|Later|Meanwhile|However|Still),?\s))"
    )
    aside = r"(?:,\s[^,;“”\"]{3,140},)?"
    words = r"(?:\s+[\p{L}\p{N}\-’']+)"
    adverb = (
        r"(?:also|later|earlier|then|never|not|again|repeatedly|publicly|officially|all|both"
        r"|each|now"
        r"|still|already)\s+"
    )
    rest = r"(?P<content>.+)$"
    end = r"\s*[.!?]?$"
    quoting = rf"(?:{say}|{QUOTE_SAY['en']})"
    by = (
        "According to|In the words of|Per|In the view of|In the eyes of|In the opinion of"
        "|In the judge?ment of|In the estimation of|As far as"
    )
    unsure = (
        r"(?:would|will|could|can|did|does)\snot\s(?:say|confirm|tell|know|disclose|specify)"
        r"|cannot\ssay"
        r"|(?:declin|refus)(?:ed|es|ing)\sto\s(?:say|confirm|disclose|specify)|doubt(?:s|ed)"
        r"|question(?:s|ed)|wonder(?:s|ed)|(?:is|are|was|were)\sinvestigating|(?:has|have"
        r"|had)\snot\ssaid"
        r"|(?:wouldn|couldn|can|didn|doesn)['’]t\s(?:say|know|confirm)"
    )
    said_to = (
        r"(?:\s+(?:them|him|her|us|parents|residents|viewers|listeners|lawmakers|MPs|reporters"
        r"|journalists|investigators|police|the\s(?:\p{L}+\s)?(?:court|paper"
        r"|police"
        r"|newspaper|inquiry|council|BBC)|\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)?))?"
    )
    of_sentences = (
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"]{{8,}}?),\s+{who}\s+(?P<cue>(?:has|have|had)(?:\s(?:since"
            rf"|also|now"
            rf"|already|long|repeatedly|always)){{0,2}}\s(?:{said}))(?=\s*[.!;]|\s*$|\s+(?:on"
            rf"|in|at)\b)",
            _is_said,
            needs=r"\b(?:has|have|had)\b",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{unsure})\s+(?:whether|if|how|why)\s+{rest}",
            needs=r"\b(?:whether|if|how|why)\b",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>(?:(?:has|have|had)\s(?:not\s|yet\s|now\s){{0,2}})?"
            rf"rul(?:ed|es)\sout|(?:would|could|did|does)\snot\srule\sout|cannot\srule\sout)\s+"
            rf"(?P<content>(?!that\b)[^;]{{3,}}?){end}",
            needs=r"\brul(?:e|ed|es)\sout",
        ),
        _rule(
            "declines",
            rf"^{who}\s+(?P<cue>(?:would|will|could)\snot\sbe\sdrawn\son)\s+"
            rf"(?P<content>[^;]{{3,}}?){end}",
            needs=r"drawn on",
        ),
        _rule(
            "says_that",
            rf"^(?P<cue>By\s(?:his|her|their|its)\sown\s(?:account|admission|estimate|reckoning"
            rf"|telling)),"
            rf"\s+{who}\s+{rest}",
            needs=r"^By ",
        ),
        _rule(
            "says_that",
            rf"^(?:By|On)\s{who}['’]s?\s(?:own\s)?(?P<cue>account|admission|estimate|reckoning"
            rf"|telling)"
            rf",\s+{rest}",
            needs=r"^(?:By|On) ",
        ),
        _rule(
            "according_to",
            rf"^As\s{who}\s(?P<cue>puts?\sit|says|said|tells\sit|told\sit|sees\sit"
            rf"|saw\sit),\s+{rest}",
            needs=r"^As ",
        ),
        _rule(
            "says_that",
            rf"\bIt\s(?:is|was)\s{who}['’]s?\s(?P<cue>position|view|contention|claim|belief"
            rf"|case|opinion"
            rf")\sthat\s+{rest}",
            needs=r"\bIt\s(?:is|was)\s",
        ),
        _rule(
            "findings",
            rf"\b[Ii]t\s(?P<cue>(?:emerged|emerges|appears|appeared|follows"
            rf"|followed)\sfrom)\s+{who}\s+"
            rf"that\s+{rest}",
            needs=r"from",
        ),
        _rule(
            "hearsay",
            r"^(?P<cue>It\s(?:is|was|has\sbeen)\s(?:understood|said|believed|alleged|claimed"
            r"|rumou?red"
            r"|reported|thought|suggested)\sthat)\s+(?P<content>.+)$",
        ),
        _rule(
            "relays",
            rf"{start}(?P<via>{source})\s+(?P<cue>quoted|quotes"
            rf"|cited)\s+{who}\s+as\ssaying\s+(?:that\s+)?"
            rf"{rest}",
            needs=r"as\ssaying",
        ),
        _rule(
            "declines",
            r"^(?P<content>[^;]{0,60}\b(?:[Rr]equests?|[Qq]uestions?|[Cc]alls?|[Ee]mails?"
            r"|[Mm]essages?)\b"
            rf"[^;]{{0,30}}?\b(?:to|for|from)\s+{who}\s+(?P<cue>went\sunanswered"
            rf"|remained\sunanswered"
            r"|were\snot\s(?:answered|returned)|was\snot\s(?:answered|returned)))\b[^;]*$",
            needs=r"answered|returned",
        ),
        _rule(
            "declines",
            rf"^(?P<content>Neither\s{who}\s(?P<cue>(?:would|wanted\sto|agreed\sto"
            rf"|was\swilling\sto)\s"
            r"(?:comment|respond|answer|reply)))\b[^;]*$",
            needs=r"^Neither",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?:{adverb})?(?P<cue>spoke\sof|speaks\sof|warn(?:s"
            rf"|ed)\s(?:of|against)"
            rf"|complain(?:s|ed)\s(?:of|about)|describ(?:es|ed)|recount(?:s|ed)|allege(?:s|d)"
            rf"|predict(?:s|ed)"
            rf"|conced(?:es|ed)|suspect(?:s|ed)|fear(?:s"
            rf"|ed))\s+(?!that\b)(?P<content>[^,;]{{3,}}?){end}",
            needs=r"\b(?:spoke|speaks|warn|complain|describ|recount|alleg|predict|conced"
            r"|suspect|fear)",
        ),
        _rule(
            "relays",
            rf"^(?P<cue>Citing"
            rf"|Quoting)\s+{who},\s+(?P<via>{source})\s+(?:{say})(?:\s+that)?\s+{rest}",
            needs=r"^(?:Citing|Quoting)",
        ),
        _rule(
            "relays",
            rf"{start}(?P<via>{source})\s+(?:{say}),?\s+(?P<cue>citing"
            rf"|quoting)\s+{who},?\s+that\s+{rest}",
            needs=r"citing|quoting",
        ),
        _rule(
            "findings",
            r"(?P<cue>(?:[Dd]ata|[Ff]igures|[Nn]umbers|[Rr]esearch|[Aa]\s(?:study|report|survey"
            r"|poll|review)"
            r"|[Dd]ocuments)\s+(?:from|by|of))\s+"
            rf"{who}\s+(?:shows?|showed|found|finds?|suggests?|suggested|says"
            rf"|said)\s+(?:that\s+)?{rest}",
        ),
        _rule(
            "according_to",
            rf"^(?P<cue>{by})\s+{who},\s+{rest}",
        ),
        _rule(
            "according_to",
            rf"(?:^|(?<=[;:“\"]\s?))(?P<cue>{by})\s+"
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
        _rule("hearsay", r"^(?P<cue>Reportedly|Allegedly),\s+(?P<content>.+)$"),
        _rule(
            "hearsay",
            r"^(?P<content>.{1,120}?\b(?P<cue>[Rr]eportedly|[Aa]llegedly)\b.+)$",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?P<cue>{aux}{words}{{0,4}}?\s+(?:{said})){words}{{0,4}}?\s+that"
            rf"\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?:{adverb})?(?P<cue>{say}|{confirm}|deny)"
            rf"{words}{{0,6}}?,?\s+that\s+{rest}",
        ),
        _rule(
            "says_that",
            rf"{start}{who}{aside}\s+(?:{adverb})?(?P<cue>{BARE_SAY})"
            r"(?:\s+(?:on\s+\p{Lu}\p{L}+|reporters|journalists|investigators"
            r"|the\s\p{L}+\spaper))?,?\s+"
            r"(?P<content>(?!(?:on|to|in|at|by|that|of|for|after|over|about|with"
            r"|against)\b)[\p{L}\p{N}].{6,})$",
            _has_verb,
        ),
        _rule(
            "says_that",
            rf"{start}{who}\s+(?P<cue>accuse[sd])\s+[^,;.]{{2,60}}?\s+of\s+{rest}",
            needs=r"accuse",
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"]{{8,}}?),\s+{who}\s+(?:{adverb})?(?P<cue>{say}){said_to}"
            r"(?=\s*[.!;]|\s*$|\s+(?:on|in|at|after|late|early)\b)",
            _is_said,
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"]{{8,}}?),\s+(?P<cue>{say})\s+{who}(?=\s*[.,!;]|\s*$|\s+(?:on"
            rf"|in|at)\b)",
            _is_said,
        ),
        _rule(
            "says_after",
            rf"^(?P<content>[^“”\"]{{3,}}?,\s+{who}\s+(?P<cue>{say}),\s+.+)$",
            _is_said,
        ),
        _rule(
            "declines",
            rf"^(?P<content>{who}\s+(?P<cue>(?:declin\p{{L}}+|refus\p{{L}}+|did|does|has|have"
            rf"|had|could"
            rf"|was|were|gave|had|would|offered|made){words}{{0,6}}?\s+(?:comment\p{{L}}*"
            rf"|respond\p{{L}}*"
            r"|reply|replied|answer\p{L}*|reached|elaborate|discuss))\b[^;]*)$",
            _declines,
        ),
        _rule(
            "passive",
            r"^(?P<content>[^,;]{3,150}?)\s+(?P<whole>(?:was|were|is|are|has|have"
            r"|had)\s+(?:\p{L}+\s+){0,4}?"
            rf"(?P<cue>{said}|questioned)\s+by\s+{who})(?=[.,;]|\s|$)",
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?P<cue>(?!is\b|was\b){aux}(?:\s+(?:not|never|neither|yet"
            rf"|been|independently"
            rf"|publicly|officially)){{0,3}}\s+(?:{said})(?:\s+(?:nor|or)\s+\p{{L}}+)?)\s+"
            r"(?P<content>(?!that\b|by\b|to\b)[^,;]{3,120}?)(?=[,;]|\.?$)",
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?P<cue>calls?|called|labell?ed|branded)\s+"
            r"(?P<content>[^,;]{3,90}?)\s+(?P<rest>nonsense|false|untrue|a lie|lies|fake|fabricated"
            r"|baseless|wrong)\b",
            _is_claim,
            needs=r"call|label|brand",
        ),
        _rule(
            "answers",
            rf"{start}{who}{aside}\s+(?:{adverb})?(?P<cue>{confirm})\s+"
            r"(?P<content>(?!that\b|by\b|to\b|on\b)[^,;]{3,120}?)(?=[,;]|\s+(?:but|and)\b|\.?$)",
            _is_claim,
        ),
    )
    of_quotes = (
        _rule("quotes", rf"{_QUOTED},?\s+(?P<cue>{quoting})\s+{who}(?=[\s.,;!?]|$)"),
        _rule(
            "quotes",
            rf"{_QUOTED},?\s+{who}{aside}\s+(?:{adverb})?(?P<cue>{quoting})(?=[\s.,;:!?]|$)",
        ),
        _rule(
            "quotes",
            rf"(?:^"
            rf"|(?<=[.!?;]\s)){who}{aside}\s+(?P<cue>{quoting})[^:.“”\"]{{0,40}}[:,]\s*{_QUOTED}",
        ),
        _rule(
            "quotes",
            rf"(?:^|(?<=[.!?;]\s)){who}{aside}\s+(?P<cue>call(?:s|ed)|describ(?:es|ed)"
            rf"|brand(?:s|ed)"
            rf"|label(?:s|led)|denounc(?:es|ed)|prais(?:es|ed)|dismiss(?:es|ed))\s+"
            rf"(?P<content>[^“”\".;]{{2,80}}?\s[“\"‘][^“”\"’]{{2,200}}[”\"’])",
        ),
        _rule("colon", rf"(?:^|(?<=[.!?]\s)){who}(?P<cue>:)\s*{_QUOTED}"),
    )
    return Rules(of_sentences, of_quotes)
