"""Do our annotators agree? Every measure by scope, what was left out, and what to do about it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credibility import inputs, queries
from credibility.measures.results import Measured, Result
from credibility.pages.filters import address_of
from credibility.pages.measure_sentences import sentence_of
from credibility.pages.source_panel import TENTATIVE, USELESS
from credibility.pages.wording import decimal
from credibility.queries import AgreementRow, Scope

FIRM = 0.8
MOST_ARTICLES = 50
MOST_UNFOLDED = 6
MEASURE_NAMES: dict[str, Promise] = {
    "alpha": gettext_lazy("Krippendorff's alpha"),
    "ac1": gettext_lazy("Gwet's AC1"),
    "raw": gettext_lazy("Raw agreement (1 − Do)"),
    "cohen_kappa": gettext_lazy("Cohen's kappa"),
    "scott_pi": gettext_lazy("Scott's pi"),
    "fleiss_kappa": gettext_lazy("Fleiss' kappa"),
    "brennan_prediger": gettext_lazy("Brennan and Prediger's kappa"),
}
SPAN_NAMES: dict[str, Promise] = {
    "f1_overlap": gettext_lazy("Boundaries, F1 (overlap of at least half)"),
    "f1_overlap_label": gettext_lazy("Boundaries and label, F1"),
    "f1_exact": gettext_lazy("Boundaries to the character, F1"),
    "f1_exact_label": gettext_lazy("To the character, and label, F1"),
}
REPORT_NAMES: dict[str, Promise] = {
    "u_alpha": gettext_lazy("u-alpha: which text is marked, and how"),
    "cu_alpha": gettext_lazy("cu-alpha: labels where both marked"),
    "ku_alpha": gettext_lazy("(k)u-alpha: one label"),
    "gamma": gettext_lazy("Gamma: place and label in one"),
    "gamma_cat": gettext_lazy("Gamma-cat: labels of aligned spans"),
}
STANCE = "stance_"


@dataclass(frozen=True)
class Line:
    """One measure in a table: what of, the value with its interval or the reason without.

    `opens` leads to what it was made of: the part of the address after the page of spans.
    """

    name: str
    result: Result
    n: int
    left_out: int = 0
    label: str = ""
    note: str = ""
    opens: str = ""
    sentence: str = ""

    @property
    def is_defined(self) -> bool:
        """Whether there is a number."""
        return isinstance(self.result, Measured)

    @property
    def reason(self) -> str:
        """Why there is none."""
        return "" if isinstance(self.result, Measured) else queries.reason(self.result)


@dataclass(frozen=True)
class Lines:
    """A table of lines: those to show at once, and those to fold away."""

    shown: list[Line]
    folded: list[Line]


@dataclass(frozen=True)
class SpanReport:
    """u-alpha and gamma as the last job computed them, and the job under way."""

    lines: list[Line]
    computed_at: datetime.datetime | None
    left_out: int
    job: inputs.Job | None

    @property
    def is_under_way(self) -> bool:
        """Whether a job waits or runs."""
        return self.job is not None and not inputs.is_over(self.job.state)


@dataclass(frozen=True)
class AnnotatorPanel:
    """Do our annotators agree?"""

    headline: Line
    people: int
    spans_counted: int
    verdict: str
    advice: str
    labels: list[Line]
    stances: list[Line]
    spans: list[Line]
    report: SpanReport
    per_label: list[Line]
    per_pair: Lines
    per_article: Lines
    more_articles: int
    left_out_percent: int


def annotator_panel(
    project: inputs.Project,
    rows: Sequence[AgreementRow],
    *,
    scope: Scope,
    names: Mapping[int, str],
) -> AnnotatorPanel | None:
    """The panel of a project; None where nobody marked anything."""
    headline = one_of(rows, "project", "alpha")
    if headline.n + headline.left_out == 0:
        return None
    counted = queries.span_counts(project.pk, scope=scope)
    articles = _article_lines(project, rows, scope)
    return AnnotatorPanel(
        headline=_line(headline, str(MEASURE_NAMES["alpha"]), opens=address_of(scope)),
        people=counted.people,
        spans_counted=counted.spans,
        verdict=verdict_on(headline.result),
        advice=advice_on(headline.result),
        labels=_project_lines(rows, scope, but="alpha"),
        stances=_project_lines(rows, scope, prefix=STANCE),
        spans=[
            _line(one_of(rows, "project", measure), str(name), opens=address_of(scope))
            for measure, name in SPAN_NAMES.items()
        ],
        report=_span_report(project.pk),
        per_label=[
            _line(
                row,
                inputs.label_name(row.scope["label"]),
                label=row.scope["label"],
                opens=address_of(scope, label=row.scope["label"]),
            )
            for row in _of_kind(rows, "label", "alpha")
        ],
        per_pair=_split(_pair_lines(rows, scope, names)),
        per_article=_split(articles[:MOST_ARTICLES]),
        more_articles=max(0, len(articles) - MOST_ARTICLES),
        left_out_percent=round(100 * counted.lone / counted.spans),
    )


def one_of(rows: Iterable[AgreementRow], kind: str, measure: str) -> AgreementRow:
    """The first row of that kind and measure."""
    return next(row for row in rows if row.scope["kind"] == kind and row.measure == measure)


def _of_kind(rows: Iterable[AgreementRow], kind: str, measure: str) -> list[AgreementRow]:
    return [row for row in rows if row.scope["kind"] == kind and row.measure == measure]


def _project_lines(
    rows: Sequence[AgreementRow], scope: Scope, *, prefix: str = "", but: str = ""
) -> list[Line]:
    """The project's measures in the order of MEASURE_NAMES."""
    opens = address_of(scope, of="stances" if prefix else "")
    found = {row.measure: row for row in rows if row.scope["kind"] == "project"}
    return [
        _line(found[f"{prefix}{measure}"], str(name), opens=opens)
        for measure, name in MEASURE_NAMES.items()
        if f"{prefix}{measure}" in found and measure != but
    ]


def _span_report(project_id: int) -> SpanReport:
    rows, computed_at = queries.span_rows(project_id)
    of_all = [row for row in rows if row.article is None]
    return SpanReport(
        lines=[report_line(row) for row in of_all],
        computed_at=computed_at,
        left_out=max((row.left_out for row in of_all), default=0),
        job=inputs.last_job(project_id, "span_report"),
    )


def report_line(row: queries.SpanRow) -> Line:
    """A measure of spans as a line of a table."""
    note = ""
    if row.sampling_error is not None:
        note = _("sampling error %(error)s, %(samples)s random texts") % {
            "error": number_format(round(row.sampling_error, 3), decimal_pos=3),
            "samples": row.samples,
        }
    name = inputs.label_name(row.label) if row.label else str(REPORT_NAMES[row.measure])
    n = row.result.n if isinstance(row.result, Measured) else 0
    said = sentence_of(row.measure, row.result)
    return Line(name, row.result, n, label=row.label, note=note, sentence=said)


def _pair_lines(rows: Sequence[AgreementRow], scope: Scope, names: Mapping[int, str]) -> list[Line]:
    """The pairs of annotators, worst first; those without a number at the end."""
    return [
        _line(
            row,
            " – ".join(names.get(pk, str(pk)) for pk in row.scope["annotators"]),
            opens=address_of(scope, pair="-".join(map(str, row.scope["annotators"]))),
        )
        for row in sorted(_of_kind(rows, "pair", "alpha"), key=_worst_first)
    ]


def _article_lines(
    project: inputs.Project, rows: Sequence[AgreementRow], scope: Scope
) -> list[Line]:
    """The articles, worst first; those without a number at the end."""
    per_article = sorted(_of_kind(rows, "article", "alpha"), key=_worst_first)
    articles = inputs.article_rows(project.pk, [row.scope["article"] for row in per_article])
    return [
        _line(
            row,
            str(articles[row.scope["article"]]),
            note=_about(articles[row.scope["article"]]),
            opens=address_of(scope, article=row.scope["article"]),
        )
        for row in per_article
        if row.scope["article"] in articles
    ]


def _worst_first(row: AgreementRow) -> tuple[int, float, str]:
    which = str(row.scope.get("article", row.scope.get("annotators")))
    return (0, row.result.value, which) if isinstance(row.result, Measured) else (1, 0.0, which)


def _about(article: Any) -> str:
    return article.publisher.name if article.publisher else _("publisher unknown")


def _line(row: AgreementRow, name: str, **more: Any) -> Line:
    said = sentence_of(row.measure, row.result)
    return Line(name, row.result, row.n, row.left_out, sentence=said, **more)


def _split(lines: list[Line]) -> Lines:
    return Lines(lines[:MOST_UNFOLDED], lines[MOST_UNFOLDED:])


def verdict_on(result: Result) -> str:
    """What the headline allows, by its lower bound (Krippendorff 2018: .667 and .800)."""
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


def advice_on(result: Result) -> str:
    """What to do about it; empty where nothing needs doing."""
    if not isinstance(result, Measured):
        return {
            "nothing_shared": _(
                "Give at least one article to two people (Project, settings and progress), and "
                "let both mark it without looking at each other."
            ),
            "one_category": _(
                "Let two people mark an article in which other labels are to be expected too."
            ),
            "too_few": _("Let two people mark more of the same passages."),
        }.get(result.code, "")
    if result.lower >= TENTATIVE:
        return ""
    if result.upper < USELESS:
        return _(
            "What to do: stop and read the article with the least agreement together, passage by "
            "passage. Write what you settle into the guideline, and only then mark on."
        )
    if result.value >= TENTATIVE:
        return _(
            "What to do: the value is well, the passages are few. Let two people mark more of the "
            "same articles; the interval narrows."
        )
    return _(
        "What to do: open the article or the label with the least agreement, talk about the "
        "passages on which you part, and write what you settle into the guideline."
    )
