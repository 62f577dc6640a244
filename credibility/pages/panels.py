"""What the agreement page shows: two panels that are never mixed, as plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credibility import inputs, queries
from credibility.measures.results import Measured, Result
from credibility.queries import AgreementRow, PairNumbers

TENTATIVE, FIRM, USELESS = 0.667, 0.8, 0.5
MOST_PAIRS = 200
MOST_UNFOLDED = 12
MOST_ARTICLES = 50


@dataclass(frozen=True)
class Line:
    """One measure in a table: what of, the value with its interval or the reason without."""

    name: str
    result: Result
    n: int
    left_out: int = 0
    label: str = ""
    address: int | None = None
    note: str = ""

    @property
    def is_defined(self) -> bool:
        """Whether there is a number."""
        return isinstance(self.result, Measured)

    @property
    def reason(self) -> str:
        """Why there is none."""
        return "" if isinstance(self.result, Measured) else queries.reason(self.result)


@dataclass(frozen=True)
class AnnotatorPanel:
    """Do our annotators agree?"""

    headline: Line
    people: int
    verdict: str
    labels: list[Line]
    stances: list[Line]
    per_label: list[Line]
    per_pair: list[Line]
    per_article: list[Line]
    more_articles: int
    left_out_percent: int


@dataclass(frozen=True)
class PairLine:
    """Two sources: numbers, and the sentence that says them."""

    row: PairNumbers
    name_a: str
    name_b: str

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
class SourcePanel:
    """Do the sources agree?"""

    lines: list[PairLine]
    folded: list[PairLine]
    labelled: list[PairLine]
    more_pairs: int
    standing: queries.Standing
    left_out: list[str]
    reserve: str
    is_greyed: bool


@dataclass(frozen=True)
class Panels:
    """The whole page, and how far what it shows is from what was said."""

    annotators: AnnotatorPanel | None
    sources: SourcePanel
    waiting: int
    job: inputs.Job | None


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return f"{number_format(100 * share, decimal_pos=0)}%"


def decimal(value: float) -> str:
    """A coefficient with two decimals, as the reader's language writes it."""
    return number_format(value, decimal_pos=2)


def panels_of(project: inputs.Project, *, with_names: bool) -> Panels:
    """Both panels of a project; without names annotators are numbered."""
    rows = queries.annotator_rows(project.pk)
    stance = _one(rows, "project", "stance_alpha")
    return Panels(
        annotators=_annotator_panel(project, rows, with_names=with_names),
        sources=_source_panel(project, stance),
        waiting=inputs.waiting_changes(project.pk),
        job=inputs.last_rebuild(project.pk),
    )


def _annotator_panel(
    project: inputs.Project, rows: list[AgreementRow], *, with_names: bool
) -> AnnotatorPanel | None:
    headline = _one(rows, "project", "alpha")
    if headline.n + headline.left_out == 0:
        return None
    names = inputs.people_names(project.pk)
    if not with_names:
        names = {pk: _("Annotator %(number)s") % {"number": pk} for pk in names}
    articles = _article_lines(project, rows)
    counted = queries.span_counts(project.pk)
    return AnnotatorPanel(
        headline=_line(headline, _("Krippendorff's alpha")),
        people=counted.people,
        verdict=_verdict(headline.result),
        labels=[
            _line(_one(rows, "project", measure), name)
            for measure, name in (("ac1", _("Gwet's AC1")), ("raw", _("Raw agreement (1 − Do)")))
        ],
        stances=[
            _line(_one(rows, "project", f"stance_{measure}"), name)
            for measure, name in (
                ("alpha", _("Krippendorff's alpha")),
                ("ac1", _("Gwet's AC1")),
                ("raw", _("Raw agreement (1 − Do)")),
            )
        ],
        per_label=[
            _line(row, inputs.label_name(row.scope["label"]), label=row.scope["label"])
            for row in rows
            if row.scope["kind"] == "label" and row.measure == "alpha"
        ],
        per_pair=[
            _line(row, " – ".join(names.get(pk, str(pk)) for pk in row.scope["annotators"]))
            for row in rows
            if row.scope["kind"] == "pair" and row.measure == "alpha"
        ],
        per_article=articles[:MOST_ARTICLES],
        more_articles=max(0, len(articles) - MOST_ARTICLES),
        left_out_percent=round(100 * counted.lone / counted.spans),
    )


def _article_lines(project: inputs.Project, rows: list[AgreementRow]) -> list[Line]:
    """The articles, worst first; those without a number at the end."""
    per_article = [row for row in rows if row.scope["kind"] == "article" and row.measure == "alpha"]
    articles = inputs.article_rows(project.pk, [row.scope["article"] for row in per_article])
    per_article.sort(
        key=lambda row: (
            (0, row.result.value) if isinstance(row.result, Measured) else (1, 0.0),
            row.scope["article"],
        )
    )
    return [
        _line(
            row,
            str(articles[row.scope["article"]]),
            address=row.scope["article"],
            note=_about(articles[row.scope["article"]]),
        )
        for row in per_article
        if row.scope["article"] in articles
    ]


def _about(article: Any) -> str:
    return article.publisher.name if article.publisher else _("publisher unknown")


def _one(rows: Iterable[AgreementRow], kind: str, measure: str) -> AgreementRow:
    return next(row for row in rows if row.scope["kind"] == kind and row.measure == measure)


def _line(row: AgreementRow, name: str, **more: Any) -> Line:
    return Line(name, row.result, row.n, row.left_out, **more)


def _verdict(result: Result) -> str:
    if not isinstance(result, Measured):
        return queries.reason(result)
    lower = decimal(result.lower)
    if result.lower < TENTATIVE:
        return _("Provisional: the lower bound %(lower)s is below %(mark)s.") % {
            "lower": lower,
            "mark": number_format(TENTATIVE, decimal_pos=3),
        }
    if result.lower < FIRM:
        return _("Good enough for tentative conclusions: the lower bound is %(lower)s.") % {
            "lower": lower
        }
    return _("Reliable: the lower bound is %(lower)s.") % {"lower": lower}


def _source_panel(project: inputs.Project, stance: AgreementRow) -> SourcePanel:
    standing, rows, more = queries.largest_pairs(project.pk, most=MOST_PAIRS)
    names = {pk: known.name for pk, known in inputs.source_names(project.pk).items()}
    lines = [
        PairLine(row, names.get(row.source_a, "?"), names.get(row.source_b, "?")) for row in rows
    ]
    reserve, is_greyed = _reserve(stance.result)
    shown, folded = _folded(sorted(lines, key=_by_score))
    return SourcePanel(
        lines=shown,
        folded=folded,
        labelled=sorted((line for line in shown if line.row.counts["label_n"]), key=_by_label),
        more_pairs=more,
        standing=standing,
        left_out=_left_out(standing.left_out, inputs.claimless_annotations(project.pk)),
        reserve=reserve if rows else "",
        is_greyed=is_greyed,
    )


def _folded(lines: list[PairLine]) -> tuple[list[PairLine], list[PairLine]]:
    """The pairs to show at once, and those to fold away: the ones that share too little, where
    they would bury the others."""
    if len(lines) <= MOST_UNFOLDED:
        return lines, []
    enough = sum(not line.row.is_too_few for line in lines)
    shown = max(enough, MOST_UNFOLDED)
    return lines[:shown], lines[shown:]


def _by_score(line: PairLine) -> tuple[bool, bool, float, int, str]:
    score = line.row.score
    value = score.value if isinstance(score, Measured) else 0.0
    return line.row.n == 0, line.row.is_too_few, -value, -line.row.n, line.name_a


def _by_label(line: PairLine) -> tuple[float, int, str]:
    score = line.row.label_score
    value = score.value if isinstance(score, Measured) else 0.0
    return -value, -line.row.counts["label_n"], line.name_a


def _reserve(stance: Result) -> tuple[str, bool]:
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


def _left_out(counted: Mapping[str, int], claimless: int) -> list[str]:
    counts = {**counted, "no_claim": claimless}
    texts = {
        "no_claim": _("%(n)s annotations without a claim"),
        "publisher_unknown": _("%(n)s in the publisher's own voice, publisher unknown"),
        "source_unnamed": _("%(n)s statements of sources that are not named"),
        "no_majority": _("%(n)s positions on which annotators are divided"),
    }
    return [text % {"n": counts[code]} for code, text in texts.items() if counts.get(code)]
