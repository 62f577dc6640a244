"""What changed beside a span whose own words stand: a "not", a figure, who is said to say it."""

from collections.abc import Sequence
from functools import lru_cache

import regex

from annotator.text.cues import cue_verbs, cue_words
from annotator.text.number_words import is_number_word
from annotator.text.sentences import sentences

NEGATIONS = frozenset(
    {"niet", "geen", "nooit", "niemand", "niets", "nergens", "noch", "zonder", "evenmin"}
    | {"not", "no", "never", "nobody", "nothing", "none", "neither", "nor", "without", "cannot"}
)
"""Words that turn a statement round; those in "n't" count too."""

WINDOW_WORDS = 4
"""How many words beside a span a figure or a date can stand in and still belong to it."""

_TURNING = frozenset(
    {"nauwelijks", "amper", "onwaar", "onjuist", "onzin", "onmogelijk", "vals", "verzonnen"}
    | {"hardly", "barely", "scarcely", "untrue", "false", "impossible", "fake", "wrong"}
)
_HEDGES = frozenset(
    {"zou", "zouden", "mogelijk", "misschien", "wellicht", "waarschijnlijk", "vermoedelijk"}
    | {"verluidt", "mits", "tenzij", "indien", "als", "vermeende", "aldus"}
    | {"may", "might", "could", "would", "reportedly", "allegedly", "possibly", "perhaps", "if"}
    | {"probably", "likely", "supposedly", "apparently", "unless", "provided", "alleged", "claims"}
)
_BOUNDS = frozenset(
    {"minstens", "minimaal", "hoogstens", "maximaal", "ruim", "bijna", "meer", "minder", "zeker"}
    | {"ongeveer", "circa", "zowat", "slechts", "hooguit", "nauwelijks", "tot", "rond", "boven"}
    | {"least", "most", "more", "fewer", "less", "than", "nearly", "almost", "about", "around"}
    | {"over", "under", "only", "roughly", "approximately", "some", "up"}
)
_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|january|february|march|may|june|july|august|october"
)
_DAYS = (
    "(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:ochtend|middag|avond|nacht)?"
    "|(?:mon|tues|wednes|thurs|fri|satur|sun)day|gisteren|vandaag|morgen|yesterday|today|tomorrow"
)
_WHEN = regex.compile(rf"(?:{_MONTHS}|{_DAYS})s?")
_HAS_DIGIT = regex.compile(r"\d")
_SIGN_BEFORE = regex.compile(r"[€$£¥]\s?$")
_SIGN_BEHIND = regex.compile(r"^\s?[€$£¥%‰°]")
_LIST_MARK = regex.compile(r"\s*(?:[-*•·–]|\d{1,3}[.)]|\p{L}\))\s*")
_CLAUSE_END = regex.compile(r"[,;:–—]\s")


def what_differs_beside(
    old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int]
) -> str | None:
    """What changed the sense of a span from outside it, in its own sentence; None for nothing.

    `negation_beside`, `cue_beside` (a verb of saying, or a "reportedly", came, went or became
    another), `source_beside` (who says it), or `figure_beside` (a number, bound or date next to
    the span). Sentences before and after it are not looked at.
    """
    before, after = _beside(old_text, *old)
    before_now, after_now = _beside(new_text, *new)
    if (before, after) == (before_now, after_now):
        return None
    was, now = cue_words(f"{before} {after}"), cue_words(f"{before_now} {after_now}")
    if _turned(was) != _turned(now):
        return "negation_beside"
    if _said(was) != _said(now):
        return "cue_beside"
    if _in_order(was) != _in_order(now):
        # "Did not say that ..." and "Not she said that ...": the same words, turned elsewhere.
        return "negation_beside"
    if _said(was) and _without_figures(was) != _without_figures(now):
        return "source_beside"
    quote = old_text[slice(*old)]
    if _figures(before, quote, after) != _figures(before_now, quote, after_now):
        return "figure_beside"
    return None


def negations(words: Sequence[str]) -> list[str]:
    """Those of the words that turn a statement round."""
    return [word for word in words if word in NEGATIONS or word.endswith("n't")]


def _turned(words: Sequence[str]) -> list[str]:
    return sorted([*negations(words), *(word for word in words if word in _TURNING)])


def _said(words: Sequence[str]) -> list[str]:
    return sorted([*cue_verbs(words), *(word for word in words if word in _HEDGES)])


def _in_order(words: Sequence[str]) -> list[str]:
    """The words that turn a statement round, each with the word it stands before, among the verbs
    of saying; nothing where nothing is turned."""
    turned, said = {*_turned(words)}, {*cue_verbs(words)}
    if not turned:
        return []
    following = [*words[1:], ""]
    return [
        f"{word} {after}" if word in turned else word
        for word, after in zip(words, following, strict=True)
        if word in turned or word in said
    ]


def _without_figures(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if not _is_number(word))


def _figures(before: str, quote: str, after: str) -> list[str]:
    """The numbers and dates within a few words of the span, and the bounds of its first figure."""
    ahead = before.split()[-WINDOW_WORDS:]
    clause = _CLAUSE_END.split(f"{after} ")[0]
    found = [*_numbers(ahead), "|", *_numbers(clause.split()[:WINDOW_WORDS])]
    first, last = quote.split()[:1], quote.split()[-1:]
    found += [*_SIGN_BEFORE.findall(before), "|", *_SIGN_BEHIND.findall(after)]
    if last and _is_number(last[0]):
        found += cue_words(" ".join(clause.split()[:1]))
    if first and _is_number(first[0]):
        found += [word for word in cue_words(" ".join(ahead[-3:])) if word in _BOUNDS]
    return found


def _numbers(words: Sequence[str]) -> list[str]:
    return [word.strip(".,;:!?()“”\"'’").lower() for word in words if _is_number(word)]


def _is_number(word: str) -> bool:
    bare = word.strip(".,;:!?()“”\"'’").lower()
    return bool(_HAS_DIGIT.search(bare) or _WHEN.fullmatch(bare)) or is_number_word(bare)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span in the sentences it is in."""
    opening = text.rfind("\n", 0, start) + 1
    closing = text.find("\n", end)
    closing = len(text) if closing < 0 else closing
    around = _sentences_of(text[opening:closing])
    touched = [
        (first, last) for first, last in around if first < end - opening and start - opening < last
    ]
    if not touched:
        return "", ""
    first, last = opening + touched[0][0], opening + touched[-1][1]
    before = text[min(first, start) : start].strip()
    # What numbers an item of a list says nothing of it.
    is_mark = first == opening and _LIST_MARK.fullmatch(before)
    return "" if is_mark else before, text[end : max(last, end)].strip()


@lru_cache(maxsize=256)
def _sentences_of(paragraph: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(paragraph, None))
