"""Hints across languages: texts on one claim that give the same figures and the same names.

Words cannot be compared across languages, so nothing is counted of this: it is shown, and an
analyst who follows it up makes a mark. Nothing that computes a score imports this module.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

from annotator.text.particulars import (
    Amount,
    InCommon,
    KnownNames,
    Particulars,
    in_common,
    particulars_of,
)
from credibility import inputs
from credibility.inputs import ToldClaim, WrittenText
from credibility.measures.corroboration import Accounts
from credibility.partial_days import may_be_one_day
from credibility.shelf import Shelf

__all__ = ["Amount", "Hint", "common_of", "forget", "hints_on", "spoken"]

MOST_TEXTS_OF_A_LANGUAGE = 20
"""Of each language the earliest texts: who has it from whom is decided among those."""

MOST_LANGUAGES = 4
_LAST_OF_ALL = "9999-12-31"

# What texts give, by text, language and the names that were known: some 5 kB each.
_shelf: Shelf[tuple[str, str, int], Particulars] = Shelf(room=400)


@dataclass(frozen=True)
class Hint:
    """That the later of two texts may have it from the earlier; `is_tied`: of one day as far as
    is known, or both undated, so either from the other. `day` and `from_day` None: not dated."""

    later: WrittenText
    earlier: WrittenText
    day: str | None
    from_day: str | None
    is_tied: bool
    common: InCommon


def hints_on(project_id: int, told: ToldClaim, accounts: Accounts[int]) -> list[Hint]:
    """Every two texts in different languages that tell the claim and give the same figures and
    names (`InCommon.is_hint`), those with most in common first.

    Left out are two texts of one publisher, and publishers of whom a text declares, or an analyst
    marked, who has it from whom: then more than a hint is known.
    """
    days = {one.appearance.article: one.appearance.published for one in told.tellings}
    written = told.keep("written", lambda: inputs.written_texts(project_id, days))
    chosen = _chosen(written, days)
    if len({spoken(text) for text in chosen}) < 2:
        return []
    publishers = {one.appearance.article: one.publisher for one in told.tellings}
    found = _particulars(project_id, chosen)
    # An article may be put away in this moment.
    chosen = [
        text._replace(publisher=publishers[text.article])
        for text in chosen
        if text.article in found
    ]
    known = accounts.marks.keys() | set(accounts.declared)
    hints = []
    for one, other in combinations(chosen, 2):
        if spoken(one) == spoken(other) or _is_settled(one.publisher, other.publisher, known):
            continue
        if found[one.article].intervals.isdisjoint(found[other.article].intervals):
            continue  # no figure in common: no hint, whatever the names
        common = in_common(found[one.article], found[other.article])
        if common.is_hint:
            hints.append(_hint(one, other, days, common))
    order = {text.article: place for place, text in enumerate(chosen)}
    return sorted(
        hints,
        key=lambda row: (-row.common.count, order[row.earlier.article], order[row.later.article]),
    )


def common_of(project_id: int, one: int, other: int) -> tuple[InCommon, InCommon] | None:
    """What two articles both give, in the words of either; None where they are in one language,
    or it is not known: then their words can be compared."""
    written = inputs.written_texts(project_id, [one, other])
    if len({spoken(text) for text in written}) < 2:
        return None
    found = _particulars(project_id, written)
    if len(found) < 2:
        return None
    return in_common(found[one], found[other]), in_common(found[other], found[one])


def forget() -> None:
    """Forgets what texts give, as a new process would."""
    _shelf.clear()


def spoken(text: WrittenText) -> str:
    """The language of a text without its country."""
    return text.language.replace("_", "-").split("-")[0].lower()


def _chosen(written: Collection[WrittenText], days: Mapping[int, str | None]) -> list[WrittenText]:
    """The earliest texts of each of the languages with most texts, in order of their days."""

    def place(text: WrittenText) -> tuple[str, int]:
        return days[text.article] or _LAST_OF_ALL, text.article

    by_language: dict[str, list[WrittenText]] = {}
    for text in sorted(written, key=place):
        by_language.setdefault(spoken(text), []).append(text)
    largest = sorted(by_language.values(), key=len, reverse=True)[:MOST_LANGUAGES]
    chosen = [text for texts in largest for text in texts[:MOST_TEXTS_OF_A_LANGUAGE]]
    return sorted(chosen, key=place)


def _particulars(project_id: int, texts: Collection[WrittenText]) -> dict[int, Particulars]:
    names = inputs.names_of_sources(project_id)
    state = hash(tuple(names))
    keys = {text.article: (text.sha256, text.language, state) for text in texts}
    found = {article: kept for article, key in keys.items() if (kept := _shelf.get(key))}
    missing = keys.keys() - found.keys()
    if missing:
        known = KnownNames(names)
        for read in inputs.texts_with_amounts(missing):
            article = read.article
            found[article] = particulars_of(read.text, read.amounts, known)
            _shelf.put((read.sha256, read.language, state), found[article])
    return found


def _is_settled(one: int | None, other: int | None, known: Collection[tuple[int, int]]) -> bool:
    if one is None or other is None:
        return False
    return one == other or (one, other) in known or (other, one) in known


def _hint(
    earlier: WrittenText,
    later: WrittenText,
    days: Mapping[int, str | None],
    common: InCommon,
) -> Hint:
    from_day, day = days[earlier.article], days[later.article]
    is_tied = day == from_day or bool(day and from_day and may_be_one_day(day, from_day))
    return Hint(later, earlier, day, from_day, is_tied, common)
