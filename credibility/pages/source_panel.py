"""Do the sources agree? Pairs with their sentences, the heat map, and what positions prevail."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credibility import boards, inputs, queries
from credibility.measures.pairs import POSITIONS
from credibility.measures.results import Measured, Result
from credibility.measures.speakers import Speakers, alike_by_chance, sources_alpha, speakers_of
from credibility.measures.tallies import LABELS
from credibility.pages.filters import address_of
from credibility.pages.wording import decimal, percent, position_name
from credibility.queries import EVERYTHING, AgreementRow, PairNumbers, Scope

TENTATIVE, USELESS = 0.667, 0.5
MOST_PAIRS = 200
MOST_UNFOLDED = 8
ARTICLES = frozenset({"the", "a", "de", "het", "een", "der", "die", "das", "le", "la"})
MOST_ON_THE_MAP = 8


@dataclass(frozen=True)
class PairLine:
    """Two sources: numbers, and the sentence that says them."""

    row: PairNumbers
    name_a: str
    name_b: str
    scope: Scope = EVERYTHING

    @property
    def address(self) -> str:
        """What keeps the scope in the addresses that the numbers lead to."""
        return address_of(self.scope)

    @property
    def key(self) -> str:
        """What the row is called in the page."""
        return f"pair-{self.row.source_a}-{self.row.source_b}"

    @property
    def reason(self) -> str:
        """Why there is no number."""
        if isinstance(self.row.score, Measured):
            return ""
        return _("no claim on which both take a position")

    @property
    def sentences(self) -> list[str]:
        """The numbers in plain words."""
        score, counts = self.row.score, self.row.counts
        said = []
        if isinstance(score, Measured):
            said += [self._shared(), self._fit(score)]
        if counts["both_silent"]:
            said.append(
                ngettext(
                    "On %(n)s claim both were asked and said nothing; that is no agreement.",
                    "On %(n)s claims both were asked and said nothing; that is no agreement.",
                    counts["both_silent"],
                )
                % {"n": counts["both_silent"]}
            )
        if counts["one_coder"]:
            said.append(
                _("One pair of eyes: on %(share)s of them one annotator alone read both sides.")
                % {"share": percent(self.row.one_coder_share or 0)}
            )
        if counts["from_labels"]:
            said.append(
                _("%(n)s of them rest on imported labels, not on a stance that somebody gave.")
                % {"n": counts["from_labels"]}
            )
        chance = self.row.ac1
        if isinstance(chance, Measured):
            said.append(
                _("Corrected for chance (AC1): %(value)s.") % {"value": decimal(chance.value)}
            )
        return said

    def _shared(self) -> str:
        return ngettext(
            "%(a)s and %(b)s took the same position on %(agree)s of the %(n)s claim (%(stories)s) "
            "on which both took one.",
            "%(a)s and %(b)s took the same position on %(agree)s of the %(n)s claims (%(stories)s) "
            "on which both took one.",
            self.row.n,
        ) % {
            "a": self.name_a,
            "b": self.name_b,
            "agree": self.row.agree,
            "n": self.row.n,
            "stories": ngettext("%(n)s story", "%(n)s stories", self.row.stories)
            % {"n": self.row.stories},
        }

    def _fit(self, score: Measured) -> str:
        opening = _("So few claims fit") if self.row.n < 30 else _("That fits")
        text = _(
            "%(opening)s a true agreement anywhere from %(lower)s to %(upper)s; our estimate is "
            "%(score)s. Average for pairs here: %(average)s."
        )
        return text % {
            "opening": opening,
            "lower": percent(score.lower),
            "upper": percent(score.upper),
            "score": percent(score.value),
            "average": percent(self.row.standing.base_rate),
        }


@dataclass(frozen=True)
class HeatCell:
    """A pair on the heat map; `shade` 1 to 4, empty where there is too little to tell."""

    line: PairLine | None
    shade: str = ""


@dataclass(frozen=True)
class HeatMap:
    """The sources that meet most, each with each: the lower triangle, as a table."""

    names: list[tuple[str, str]]
    rows: list[tuple[str, list[HeatCell]]]
    left_away: int


@dataclass(frozen=True)
class Prevalence:
    """How often each position and each label occurs, and how many are alike by that alone."""

    positions: list[tuple[str, int, str, str]]
    labels: list[tuple[str, int, str, str]]
    alike_positions: str
    alike_labels: str
    alpha: Result


@dataclass(frozen=True)
class SourcePanel:
    """Do the sources agree?"""

    lines: list[PairLine]
    folded: list[PairLine]
    labelled: list[PairLine]
    folded_labelled: list[PairLine]
    heat: HeatMap | None
    prevalence: Prevalence | None
    more_pairs: int
    standing: queries.Standing
    left_out: list[tuple[str, str]]
    reserve: str
    is_greyed: bool


def source_panel(project: inputs.Project, stance: AgreementRow, *, scope: Scope) -> SourcePanel:
    """The panel of a project; `stance` is what annotators' agreement on stances came to."""
    standing, rows, more, speakers = _counted(project.pk, scope)
    names = {pk: known.name for pk, known in inputs.source_names(project.pk).items()}
    lines = [
        PairLine(row, names.get(row.source_a, "?"), names.get(row.source_b, "?"), scope)
        for row in rows
    ]
    reserve, is_greyed = reserve_of(stance.result)
    shown, folded = _folded(sorted(lines, key=_by_score))
    labelled = sorted((line for line in lines if line.row.counts["label_n"]), key=_by_label)
    return SourcePanel(
        lines=shown,
        folded=folded,
        labelled=labelled[:MOST_UNFOLDED],
        folded_labelled=labelled[MOST_UNFOLDED:],
        heat=_heat_map(lines, names),
        prevalence=_prevalence(speakers),
        more_pairs=more,
        standing=standing,
        left_out=_left_out(
            standing.left_out,
            inputs.claimless_annotations(project.pk) if scope.is_everything else 0,
        ),
        reserve=reserve if rows else "",
        is_greyed=is_greyed,
    )


def _counted(
    project_id: int, scope: Scope
) -> tuple[queries.Standing, list[PairNumbers], int, Speakers]:
    """The standing, the pairs that share most, how many more there are, and the speakers."""
    if scope.is_everything:
        standing, rows, more = queries.largest_pairs(project_id, most=MOST_PAIRS)
        return standing, rows, more, queries.speakers_in(project_id)
    said = [said for _group, said in queries.contributions_in(project_id, scope)]
    table = queries.table_of(said)
    rows = sorted(table.rows, key=lambda row: (-row.n, -row.counts["both_silent"]))
    return table.standing, rows[:MOST_PAIRS], max(0, len(rows) - MOST_PAIRS), speakers_of(said)


def _folded(lines: list[PairLine]) -> tuple[list[PairLine], list[PairLine]]:
    """The pairs to show at once, and those to fold away, each in the given order. Shown are those
    that share most, and of equals those that part most."""
    first = sorted(lines, key=_by_weight)[:MOST_UNFOLDED]
    keys = {line.key for line in first}
    return (
        [line for line in lines if line.key in keys],
        [line for line in lines if line.key not in keys],
    )


def _by_weight(line: PairLine) -> tuple[bool, int, int]:
    return line.row.is_too_few, -line.row.n, -line.row.counts["conflict_halves"]


def _by_score(line: PairLine) -> tuple[bool, bool, float, int, str]:
    score = line.row.score
    value = score.value if isinstance(score, Measured) else 0.0
    return line.row.n == 0, line.row.is_too_few, -value, -line.row.n, line.name_a


def _by_label(line: PairLine) -> tuple[bool, float, int, str]:
    score = line.row.label_score
    value = score.value if isinstance(score, Measured) else 0.0
    return line.row.is_too_few, -value, -line.row.counts["label_n"], line.name_a


# --- the heat map ---------------------------------------------------------------------------


def _heat_map(lines: Sequence[PairLine], names: Mapping[int, str]) -> HeatMap | None:
    """The map of the sources that share most claims with others; None for fewer than three."""
    shared: Counter[int] = Counter()
    found: dict[frozenset[int], PairLine] = {}
    for line in lines:
        if line.row.n:
            pair = line.row.source_a, line.row.source_b
            found[frozenset(pair)] = line
            shared.update(dict.fromkeys(pair, line.row.n))
    if len(shared) < 3:
        return None
    chosen = sorted(shared, key=lambda pk: (-shared[pk], pk))[:MOST_ON_THE_MAP]
    called = [names.get(pk, "?") for pk in chosen]
    return HeatMap(
        names=list(zip(called[:-1], short_names(called)[:-1], strict=True)),
        rows=[
            (called[at], [_heat_cell(found.get(frozenset((pk, other)))) for other in chosen[:at]])
            for at, pk in enumerate(chosen)
            if at
        ],
        left_away=len(shared) - len(chosen),
    )


def _heat_cell(line: PairLine | None) -> HeatCell:
    if line is None or line.row.is_too_few or not isinstance(line.row.score, Measured):
        return HeatCell(line)
    return HeatCell(line, str(min(4, 1 + int(4 * line.row.score.value))))


def short_names(names: Sequence[str]) -> list[str]:
    """Names for narrow columns, all different: "Pentagon" is "Pent.", "General Staff" "GenS".

    >>> short_names(["GUR", "Pentagon", "General Staff", "Pentagram"])
    ['GUR', 'Pent.', 'GenS', 'Pent.2']
    """
    found: list[str] = []
    for name in names:
        words = [word for word in name.split() if word.lower() not in ARTICLES] or name.split()
        if len(words) > 1:
            short = words[0][:3] + "".join(word[0] for word in words[1:3])
        else:
            short = words[0] if len(words[0]) <= 5 else f"{words[0][:4]}."
        number, told = 1, short
        while told in found:
            number += 1
            told = f"{short}{number}"
        found.append(told)
    return found


# --- prevalence and reserve -----------------------------------------------------------------


def _prevalence(speakers: Speakers) -> Prevalence | None:
    if not speakers.positions:
        return None
    labels = {label: speakers.labels[label] for label in LABELS}
    return Prevalence(
        positions=_shares(
            [
                (position_name(at), speakers.positions[at], boards.STANCE_OF_POSITION[at])
                for at in POSITIONS
            ]
        ),
        labels=_shares(
            [(inputs.label_name(label), count, label) for label, count in labels.items()]
        ),
        alike_positions=percent(alike_by_chance(speakers.positions) or 0),
        alike_labels=percent(alike_by_chance(labels) or 0),
        alpha=sources_alpha(speakers.patterns),
    )


def _shares(counts: Sequence[tuple[str, int, str]]) -> list[tuple[str, int, str, str]]:
    """Each name with how often, its share, and what the claims behind it are found by."""
    total = sum(count for _name, count, _key in counts) or 1
    return [(name, count, percent(count / total), key) for name, count, key in counts]


def reserve_of(stance: Result) -> tuple[str, bool]:
    """What to say above the sources when annotators differ on the stances beneath, and whether
    the panel is greyed."""
    if not isinstance(stance, Measured):
        text = _(
            "Greyed: whether annotators agree on what the sources say cannot be told yet (%(why)s) "
            "These figures rest on it."
        )
        return text % {"why": queries.reason(stance)}, True
    values = {"lower": decimal(stance.lower)}
    if stance.lower < USELESS:
        text = _(
            "Greyed: annotators agree too little on what the sources say "
            "(stance alpha, lower bound %(lower)s)."
        )
        return text % values, True
    if stance.lower < TENTATIVE:
        text = _(
            "With reserve: annotators do not yet agree enough on what the sources say "
            "(stance alpha, lower bound %(lower)s)."
        )
        return text % values, False
    return "", False


def _left_out(counted: Mapping[str, int], claimless: int) -> list[tuple[str, str]]:
    """What enters no pair: the reason as addresses have it, and how much in words."""
    counts = {**counted, "no_claim": claimless}
    texts = {
        "no_claim": ngettext(
            "%(n)s mark without a claim", "%(n)s marks without a claim", counts["no_claim"]
        ),
        "publisher_unknown": _("%(n)s in the publisher's own voice, publisher unknown"),
        "source_unnamed": ngettext(
            "%(n)s statement of a source that is not named",
            "%(n)s statements of sources that are not named",
            counts.get("source_unnamed", 0),
        ),
        "no_majority": ngettext(
            "%(n)s position on which annotators are divided",
            "%(n)s positions on which annotators are divided",
            counts.get("no_majority", 0),
        ),
    }
    return [(code, text % {"n": counts[code]}) for code, text in texts.items() if counts.get(code)]
