"""Finds an annotation's place again in a new revision of its text."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import regex
from rapidfuzz.distance import Indel, Levenshtein

from annotator.text.cues import cue_verbs, cue_words
from annotator.text.number_words import is_number_word
from annotator.text.selectors import Selector, make_selector
from annotator.text.spans import round_out_to_graphemes
from annotator.text.surroundings import negations, what_differs_beside

LEAST_LIKENESS = 0.75
"""Below this edit-distance likeness of the quote, an annotation is orphaned."""

PREFIX_WEIGHT = 0.45
SUFFIX_WEIGHT = 0.45
POSITION_WEIGHT = 0.10
"""What decides between places whose quotes are equally like: context, then nearness."""

LEAST_CONTEXT = 0.6
"""A short quote with less of its context on both sides than this is another place; texts of one
language that share nothing are alike by 0.4 or so."""

SELF_EVIDENT_LENGTH = 32
"""From this many code points on, an exact quote needs no context to be itself."""

_MOST_EXACT_PLACES = 1_000
_MOST_TWINS = 50
_MOST_FUZZY_PLACES = 5

_DIGITS = regex.compile(r"\d+(?:[.,]\d+)*")
_WORD_PART = regex.compile(r"[\p{L}\p{N}\p{M}]")
_GLUE_BEFORE = regex.compile(r"\p{N}[.,]$")
_GLUE_AFTER = regex.compile(r"[.,]\p{N}")


@dataclass(frozen=True)
class Anchored:
    """Where an annotation stands now; `orphaned` has no place.

    `likeness` is 1.0 for the same quote. `reason` says what differs at a changed place: `digit`,
    `number_word`, `negation`, `cue`, `context` (the same words somewhere else), `wording`, or
    what `what_differs_beside` names.
    """

    anchor: Literal["kept", "changed", "orphaned"]
    start: int | None = None
    end: int | None = None
    likeness: float = 0.0
    reason: str | None = None


def reanchor(
    selector: Selector, old_start: int, new_text: str, *, old_text: str | None = None
) -> Anchored:
    """Where the selector's quote stands in `new_text`.

    `kept`: the quote occurs exactly; of several places the one whose context and position are
    most like the old. `changed`: at best alike by `LEAST_LIKENESS` or more (normalised
    Levenshtein); it waits for a person. `orphaned`: neither. A quote that differs in a digit,
    number word, negation or cue verb is never `kept`, and nothing is moved silently: the same
    short quote in a foreign context, or within a longer number, counts as `changed`.

    With `old_text`, the text the quote is from, two more things are never `kept`: a quote whose
    sentence changed its sense around it (see `what_differs_beside`), and one that is only found
    where the old text had the same words a second time.
    """
    if not selector.quote or not new_text:
        return Anchored("orphaned")
    if old_text == new_text:
        return Anchored("kept", old_start, old_start + len(selector.quote), 1.0)
    places = _exact_places(selector, new_text)
    others = _others(selector, old_start, new_text, places, old_text)
    exact = _exact(selector, old_start, new_text, [at for at in places if at not in others])
    if exact is not None:
        return _as_its_sentence_stands(exact, old_start, new_text, old_text)
    edited = _fuzzy(selector, old_start, new_text, others=others)
    if edited.anchor == "orphaned" and others:
        start = max(others, key=lambda at: -abs(at - old_start))
        return Anchored("changed", start, start + len(selector.quote), 1.0, "context")
    return edited


def _exact(selector: Selector, old_start: int, text: str, places: list[int]) -> Anchored | None:
    length = len(selector.quote)
    if not places:
        return None
    start = max(places, key=lambda at: _score(selector, old_start, text, at, at + length))
    if length < SELF_EVIDENT_LENGTH and not _context_is_like(selector, text, start, start + length):
        return Anchored("changed", start, start + length, 1.0, "context")
    return Anchored("kept", start, start + length, 1.0)


def _exact_places(selector: Selector, text: str) -> list[int]:
    length = len(selector.quote)
    return [
        start
        for start in _occurrences(selector.quote, text)
        if _edges_are_as_before(selector, text, start, start + length)
    ]


def _others(
    selector: Selector, old_start: int, text: str, places: list[int], old_text: str | None
) -> set[int]:
    """Those of the places that are, by their context, the same words elsewhere in the old text."""
    if old_text is None or not places:
        return set()
    twins = [at for at in _occurrences(selector.quote, old_text) if at != old_start][:_MOST_TWINS]
    length = len(selector.quote)
    contexts = [make_selector(old_text, at, at + length) for at in twins]
    return {
        at
        for at in places[: _MOST_TWINS * 2]
        if any(
            _likeness_around(twin, text, at) > _likeness_around(selector, text, at)
            for twin in contexts
        )
    }


def _likeness_around(selector: Selector, text: str, start: int) -> float:
    end = start + len(selector.quote)
    return _prefix_likeness(selector, text, start) + _suffix_likeness(selector, text, end)


def _as_its_sentence_stands(
    found: Anchored, old_start: int, text: str, old_text: str | None
) -> Anchored:
    if old_text is None or found.anchor != "kept" or found.start is None or found.end is None:
        return found
    was = (old_start, old_start + found.end - found.start)
    reason = what_differs_beside(old_text, was, text, (found.start, found.end))
    return replace(found, anchor="changed", reason=reason) if reason else found


def _occurrences(quote: str, text: str) -> Iterator[int]:
    at = text.find(quote)
    for _ in range(_MOST_EXACT_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(quote, at + 1)


def _edges_are_as_before(selector: Selector, text: str, start: int, end: int) -> bool:
    """Whether the place cuts no word or number, unless the old one did: 1.000 is not in 11.000."""
    if round_out_to_graphemes(text, start, end) != (start, end):
        return False
    cut_before = _is_glued(selector.prefix, selector.quote)
    cut_after = _is_glued(selector.quote, selector.suffix)
    return (cut_before or not _is_glued(text[max(0, start - 2) : start], text[start:end])) and (
        cut_after or not _is_glued(text[start:end], text[end : end + 2])
    )


def _is_glued(left: str, right: str) -> bool:
    if not left or not right:
        return False
    if _WORD_PART.match(left[-1]) and _WORD_PART.match(right[0]):
        return True
    return bool(
        (_GLUE_BEFORE.search(left[-2:]) and right[0].isdigit())
        or (left[-1].isdigit() and _GLUE_AFTER.match(right[:2]))
    )


def _score(selector: Selector, old_start: int, text: str, start: int, end: int) -> float:
    nearness = 1 - min(1.0, abs(start - old_start) / max(len(text), 1))
    return (
        PREFIX_WEIGHT * _prefix_likeness(selector, text, start)
        + SUFFIX_WEIGHT * _suffix_likeness(selector, text, end)
        + POSITION_WEIGHT * nearness
    )


def _context_is_like(selector: Selector, text: str, start: int, end: int) -> bool:
    best = max(_prefix_likeness(selector, text, start), _suffix_likeness(selector, text, end))
    return best >= LEAST_CONTEXT


def _prefix_likeness(selector: Selector, text: str, start: int) -> float:
    now = text[max(0, start - len(selector.prefix)) : start]
    # At the very start of a text there is no context to lose.
    return Indel.normalized_similarity(selector.prefix, now) if selector.prefix else float(not now)


def _suffix_likeness(selector: Selector, text: str, end: int) -> float:
    now = text[end : end + len(selector.suffix)]
    return Indel.normalized_similarity(selector.suffix, now) if selector.suffix else float(not now)


def _fuzzy(
    selector: Selector, old_start: int, text: str, *, others: Collection[int] = ()
) -> Anchored:
    best: tuple[float, float, int, int] | None = None
    for start, end in _like_places(selector.quote, text):
        if start in others:
            continue
        first, last = _out_to_words(selector, text, start, end)
        likeness = Levenshtein.normalized_similarity(selector.quote, text[first:last])
        rank = (likeness, _score(selector, old_start, text, first, last), first, last)
        if likeness >= LEAST_LIKENESS and (best is None or rank > best):
            best = rank
    if best is None:
        return Anchored("orphaned")
    likeness, _, first, last = best
    return Anchored(
        "changed", first, last, likeness, what_differs(selector.quote, text[first:last])
    )


def what_differs(old_quote: str, new_quote: str) -> str:
    """The gravest difference: `digit`, `number_word`, `negation`, `cue`, or `wording`."""
    if _DIGITS.findall(old_quote) != _DIGITS.findall(new_quote):
        return "digit"
    old, new = cue_words(old_quote), cue_words(new_quote)
    if [word for word in old if is_number_word(word)] != [
        word for word in new if is_number_word(word)
    ]:
        return "number_word"
    if negations(old) != negations(new):
        return "negation"
    return "cue" if cue_verbs(old) != cue_verbs(new) else "wording"


def _like_places(quote: str, text: str) -> list[tuple[int, int]]:
    """The few places most like the quote, none of them overlapping, best first."""
    most_edits = len(quote) // 3
    ends = sorted(
        (distance, end)
        for end, distance in enumerate(_distances(quote, text))
        if distance <= most_edits
    )
    chosen: list[tuple[int, int]] = []
    for distance, end in ends:
        if all(abs(end - other) > len(quote) // 2 for _, other in chosen):
            chosen.append((distance, end))
            if len(chosen) == _MOST_FUZZY_PLACES:
                break
    return [(_best_start(quote, text, end, distance), end) for distance, end in chosen]


def _distances(quote: str, text: str) -> Iterator[int]:
    """For every end in the text, the edits from the quote to the best piece that ends there.

    Myers (1999), "A fast bit-vector algorithm for approximate string matching", with Python's
    long integers for vectors of any length.
    """
    length = len(quote)
    everywhere = (1 << length) - 1
    top = 1 << (length - 1)
    equal: dict[str, int] = {}
    for place, character in enumerate(quote):
        equal[character] = equal.get(character, 0) | (1 << place)
    plus, minus, distance = everywhere, 0, length
    yield distance
    for character in text:
        matches = equal.get(character, 0)
        vertical = matches | minus
        horizontal = (((matches & plus) + plus) ^ plus) | matches
        grows = minus | (~(horizontal | plus) & everywhere)
        shrinks = plus & horizontal
        distance += bool(grows & top) - bool(shrinks & top)
        grows = (grows << 1) & everywhere
        shrinks = (shrinks << 1) & everywhere
        plus = shrinks | (~(vertical | grows) & everywhere)
        minus = grows & vertical
        yield distance


def _best_start(quote: str, text: str, end: int, distance: int) -> int:
    """Where the piece that ends at `end` begins; of equal ones, the longest."""
    earliest = max(0, end - len(quote) - distance)
    latest = max(earliest, end - len(quote) + distance)
    return min(
        range(earliest, min(latest, end) + 1),
        key=lambda start: Levenshtein.distance(quote, text[start:end]),
    )


def _out_to_words(selector: Selector, text: str, start: int, end: int) -> tuple[int, int]:
    if not _is_glued(selector.prefix, selector.quote):
        while start > 0 and _is_glued(text[max(0, start - 2) : start], text[start : start + 2]):
            start -= 1
    if not _is_glued(selector.quote, selector.suffix):
        while end < len(text) and _is_glued(text[max(0, end - 2) : end], text[end : end + 2]):
            end += 1
    return round_out_to_graphemes(text, start, end)
