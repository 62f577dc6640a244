"""How alike two people cut the text: F1 over their spans, exact or by overlap."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from credibility.measures.intervals import jeffreys_interval
from credibility.measures.matching import PersonSpan, match_spans
from credibility.measures.properties import measure
from credibility.measures.results import NOTHING_MARKED, Measured, Result


class LabelledSpan(NamedTuple):
    """One person's span, half open, in code points of one revision."""

    start: int
    end: int
    label: str


@measure(symmetric=True, missing_data=False, many_raters=False, corrects_chance=False)
def f1_of_counts(matched: int, one: int, other: int) -> Result:
    """F1 = 2 matched / (one + other), of two people with that many spans of which some match.

    Van Rijsbergen (1979), Information retrieval; as agreement: Hripcsak and Rothschild (2005),
    Agreement, the F-measure, and reliability in information retrieval. With J = matched / (one +
    other - matched), the share of all the different spans that both marked, F1 = 2 J / (1 + J);
    the interval is that of J (Jeffreys), carried through. Counts of several articles may be added
    up. `n` counts the different spans.

    1: the same spans, 0: none in common; it cannot be negative. Undefined: `nothing_marked` when
    neither marked anything. Raises ValueError where more match than there are.

    >>> result = f1_of_counts(6, 8, 10)
    >>> round(result.value, 3), round(result.lower, 3), round(result.upper, 3), result.n
    (0.667, 0.391, 0.862, 12)
    """
    if not 0 <= matched <= min(one, other):
        raise ValueError(f"{matched} of {one} and {other} spans cannot match")
    different = one + other - matched
    if different == 0:
        return NOTHING_MARKED
    lower, upper = jeffreys_interval(matched, different)
    return Measured(
        2 * matched / (one + other), _f1_of_share(lower), _f1_of_share(upper), different
    )


@measure(symmetric=True, missing_data=False, many_raters=False, corrects_chance=False)
def exact_f1(
    one: Iterable[LabelledSpan], other: Iterable[LabelledSpan], *, with_label: bool = False
) -> Result:
    """F1 of two people's spans in one revision that match to the character, and by label if asked.

    For its source, what it means and when it is undefined: See `f1_of_counts`.

    >>> mine = [LabelledSpan(0, 9, "contested"), LabelledSpan(20, 30, "confirmed")]
    >>> yours = [LabelledSpan(0, 9, "unverified"), LabelledSpan(21, 30, "confirmed")]
    >>> exact_f1(mine, yours).value, exact_f1(mine, yours, with_label=True).value
    (0.5, 0.0)
    """
    mine, yours = (Counter(_key(span, with_label) for span in spans) for spans in (one, other))
    return f1_of_counts((mine & yours).total(), mine.total(), yours.total())


@measure(symmetric=True, missing_data=False, many_raters=False, corrects_chance=False)
def overlap_f1(
    one: Iterable[LabelledSpan], other: Iterable[LabelledSpan], *, with_label: bool = False
) -> Result:
    """F1 of two people's spans in one revision, matched one to one at an intersection over union
    of at least one half (`matching`, our own), of which those with the same label count if asked.

    Labels play no part in what is matched, so F1 with labels is never above F1 without. What it
    means and when it is undefined: `f1_of_counts`.

    >>> mine = [LabelledSpan(0, 9, "contested"), LabelledSpan(20, 30, "confirmed")]
    >>> yours = [LabelledSpan(0, 9, "unverified"), LabelledSpan(21, 30, "confirmed")]
    >>> overlap_f1(mine, yours).value, overlap_f1(mine, yours, with_label=True).value
    (1.0, 0.5)
    """
    sides = [sorted(one), sorted(other)]
    spans = [
        (PersonSpan(span.start, span.end, f"{person} {place}", person), span.label)
        for person, side in enumerate(sides)
        for place, span in enumerate(side)
    ]
    label_of = {span.id: label for span, label in spans}
    pairs = [unit for unit in match_spans(span for span, _ in spans) if len(unit) == 2]
    matched = sum(
        not with_label or label_of[first.id] == label_of[second.id] for first, second in pairs
    )
    return f1_of_counts(matched, len(sides[0]), len(sides[1]))


def _key(span: LabelledSpan, with_label: bool) -> tuple[int, int, str]:
    return span.start, span.end, span.label if with_label else ""


def _f1_of_share(share: float) -> float:
    return 2 * share / (1 + share)
