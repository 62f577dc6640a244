"""What a text offers to be marked: attributions and figures, as rows that can be kept."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypedDict

from annotator.text.attributions import FoundAttribution, Speaker, find_attributions
from annotator.text.figures import Figure, parse_figures
from annotator.text.sentences import sentences
from annotator.text.spans import round_out_to_graphemes

RULES_VERSION = 2
"""Goes up when the rules find something else: rows of an earlier version are found anew."""

MOST_SUGGESTIONS = 2_000
LONGEST_CUE = 300
LARGEST_FIGURE = Decimal(10) ** 24
_NEXT_TO = 2


class SuggestedHop(TypedDict):
    """One hop: `words` name who it is, unless `naming` is "unnamed" or "pronoun"."""

    words: str
    naming: str
    cue: str
    stance: str


class SuggestionRow(TypedDict):
    """`text[start:end]` is what would be marked, `places` the words that were recognised.

    `id` is the kind's first letter and the place of those words, the same for the same text.
    `chains` run from the text towards the origin. `rule` names the rule. Offsets are code points.
    """

    id: str
    kind: str
    rule: str
    start: int
    end: int
    places: list[list[int]]
    chains: list[list[SuggestedHop]]
    quantity: dict[str, Any] | None


def find_suggestions(text: str, language: str | None) -> list[SuggestionRow]:
    """The suggestions of a text, in order, at most `MOST_SUGGESTIONS`.

    The only figure in what an attribution claims goes with it; every other stands alone, with
    the sentence that holds it as what would be marked.
    """
    attributions = find_attributions(text, language)
    figures = [figure for figure in parse_figures(text, language) if _can_be_kept(figure)]
    taken: set[int] = set()
    rows: list[SuggestionRow] = []
    for one in attributions:
        inside = [
            figure for figure in figures if one.start <= figure.start and figure.end <= one.end
        ]
        only = inside[0] if len(inside) == 1 and inside[0].start not in taken else None
        if only is not None:
            taken.add(only.start)
        rows.append(_attribution_row(text, one, only))
    alone = [figure for figure in figures if figure.start not in taken]
    rows.extend(_figure_rows(text, alone, language))
    rows.sort(key=lambda row: (row["places"][0], row["kind"]))
    return rows[:MOST_SUGGESTIONS]


def _can_be_kept(figure: Figure) -> bool:
    bounds = [bound for bound in (figure.lower, figure.upper) if bound is not None]
    return all(abs(bound) < LARGEST_FIGURE and bound == round(bound, 6) for bound in bounds)


def _attribution_row(text: str, found: FoundAttribution, figure: Figure | None) -> SuggestionRow:
    cue = text[found.cue_start : found.cue_end][:LONGEST_CUE]
    if not any(character.isalpha() for character in cue):
        cue = ""
    via = [_hop(text, found.via, "", "reports")] if found.via else []
    nobody = SuggestedHop(words="", naming="unnamed", cue=cue, stance=found.stance)
    origins = [_hop(text, speaker, cue, found.stance) for speaker in found.speakers] or [nobody]
    places = _joined(
        [
            (found.cue_start, found.cue_end),
            *((one.start, one.end) for one in found.speakers),
            *([(found.via.start, found.via.end)] if found.via else []),
        ]
    )
    return SuggestionRow(
        id=f"a{found.cue_start}-{found.cue_end}",
        kind="attribution",
        rule=found.rule,
        start=found.start,
        end=found.end,
        places=places,
        chains=[[*via, origin] for origin in origins],
        quantity=quantity_of_figure(figure) if figure else None,
    )


def _hop(text: str, speaker: Speaker, cue: str, stance: str) -> SuggestedHop:
    words = text[speaker.start : speaker.end]
    return SuggestedHop(words=words, naming=speaker.naming, cue=cue, stance=stance)


def _joined(places: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The places in order; those that touch, or have a space between them, are one."""
    joined: list[list[int]] = []
    for start, end in sorted(places):
        if joined and start - joined[-1][1] < _NEXT_TO:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def _figure_rows(text: str, figures: Sequence[Figure], language: str | None) -> list[SuggestionRow]:
    if not figures:
        return []
    cuts = sentences(text, language)
    starts = [start for start, _end in cuts]
    rows = []
    for figure in figures:
        at = max(0, bisect_right(starts, figure.start) - 1)
        start, end = cuts[at] if cuts else (figure.start, figure.end)
        start, end = min(start, figure.start), max(end, figure.end)
        bare = text[start:end].rstrip(".!? ")
        end = max(figure.end, start + len(bare))
        first, last = round_out_to_graphemes(text, start, end)
        rows.append(
            SuggestionRow(
                id=f"f{figure.start}-{figure.end}",
                kind="figure",
                rule="figure",
                start=first,
                end=last,
                places=[[figure.start, figure.end]],
                chains=[],
                quantity=quantity_of_figure(figure),
            )
        )
    return rows


def quantity_of_figure(figure: Figure) -> dict[str, Any]:
    """A figure as an annotation keeps it, in JSON."""
    return {
        "lower": _number(figure.lower),
        "upper": _number(figure.upper),
        "lower_closed": figure.lower_closed,
        "upper_closed": figure.upper_closed,
        "is_approximate": figure.is_approximate,
        "unit": figure.unit or "",
        "words": figure.words[:300],
    }


def _number(bound: Decimal | None) -> int | float | None:
    if bound is None:
        return None
    return int(bound) if bound == bound.to_integral_value() else float(bound)
