"""Claims on their way out with the project's verdict: those that have one, and evidence for it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from annotator.formats.json_ld import ReviewedClaim
from annotator.formats.labels import AVERITEC
from annotator.formats.outgoing import Row
from annotator.models import Annotation, Article, Claim, Evidence, Project, User, Verdict
from annotator.models.annotation import AnnotationQuerySet
from annotator.queries.annotation_lists import exportable_annotations
from annotator.queries.claims import merged_family
from annotator.queries.export_filters import chosen_annotations
from annotator.queries.protection import shield_of
from annotator.queries.snapshots import Snapshot

NO_VERDICT = "no_verdict"
NO_EVIDENCE = "verdict_without_evidence"
PROTECTED_NAME = "protected_name"
_DATE_LENGTH = {"year": 4, "month": 7, "day": 10}
_ARTICLE = ("pk", "url", "title", "published_on", "published_precision", "publisher")


class ClaimReviewExport:
    """The claims of a project that can be told as reviewed, as of one moment; close it.

    Filters of annotations leave the claims that have such an annotation. `row_count` is how many
    can be told, `left_out` how many are refused, `reasons` why: no verdict, a verdict that names
    no evidence, or words that hold a protected name.
    """

    def __init__(self, user: User, project: Project, said: Mapping[str, Any]) -> None:
        self._user, self._project = user, project
        self._shield = shield_of([project.pk])
        self._snapshot = Snapshot()
        self.reasons: Counter[str] = Counter()
        claims = Claim.objects.visible_to(user).roots().filter(project=project)
        if "claim" in said:
            claims = claims.filter(pk__in=said["claim"])
        self._chosen = self._narrowed(said)
        try:
            # A verdict is small: what is known of all of them fits, texts of articles would not.
            self._verdicts = {
                claim: verdict
                for claim in self._snapshot.rows(claims.order_by("pk").values_list("pk", "text"))
                if self._is_chosen(claim[0])
                and (verdict := self._verdict_or_reason(*claim)) is not None
            }
        except BaseException:
            self.close()
            raise
        self.row_count = len(self._verdicts)
        self.left_out = self.reasons.total()

    def claims(self) -> Iterator[ReviewedClaim]:
        """Each claim with its verdict, its evidence and its appearances."""
        for (claim, text), (verdict, evidence) in self._verdicts.items():
            [(language,)] = self._rows(Claim.objects.filter(pk=claim), "language")
            yield ReviewedClaim(
                claim=claim,
                text=text,
                language=language,
                verdict=verdict["value"],
                verdict_as_averitec=AVERITEC[verdict["value"]],
                as_of=verdict["as_of"].isoformat(),
                rationale=verdict["rationale"],
                reviewer=self._project.name,
                evidence=evidence,
                appearances=list(self._appearances(claim)),
            )

    def close(self) -> None:
        """Lets go of the database."""
        self._snapshot.close()

    def _narrowed(self, said: Mapping[str, Any]) -> AnnotationQuerySet | None:
        """The marks of which a claim must have one; None where nothing is said of marks."""
        if not said.keys() - {"project", "claim"}:
            return None
        marks = Annotation.objects.visible_to(self._user)
        marks = marks.filter(exportable_annotations(self._user))
        return chosen_annotations(marks, self._user, {**said, "project": self._project.slug})

    def _is_chosen(self, claim: int) -> bool:
        if self._chosen is None:
            return True
        return bool(self._snapshot.count(self._chosen.filter(claim__in=merged_family(claim))))

    def _verdict_or_reason(self, claim: int, text: str) -> tuple[Row, list[str]] | None:
        """The latest verdict and its evidence; otherwise None, and the reason is counted."""
        family = Verdict.objects.in_force().filter(claim__in=merged_family(claim))
        columns = ("pk", "value", "as_of", "rationale")
        latest = list(self._rows(family.order_by("-as_of", "-pk")[:1], *columns))
        if not latest:
            self.reasons[NO_VERDICT] += 1
            return None
        verdict = dict(zip(columns, latest[0], strict=True))
        evidence = Evidence.objects.filter(verdicts=verdict["pk"]).order_by("pk")
        found = [archived or url for url, archived in self._rows(evidence, "url", "archived_url")]
        if not found:
            self.reasons[NO_EVIDENCE] += 1
            return None
        told = (text, verdict["rationale"], *found, self._project.name)
        if any(self._shield.hides(self._project.pk, words) for words in told):
            self.reasons[PROTECTED_NAME] += 1
            return None
        return verdict, found

    def _appearances(self, claim: int) -> Iterator[Row]:
        """The articles in which the claim was marked and that tell no protected name."""
        marks = Annotation.objects.visible_to(self._user).live()
        marks = marks.filter(exportable_annotations(self._user), claim__in=merged_family(claim))
        articles = Article.objects.filter(Q(pk__in=marks.order_by().values("article")))
        rows = self._rows(articles.order_by("pk"), *_ARTICLE, "publisher__name")
        for _pk, url, title, day, precision, publisher, name in rows:
            if any(self._shield.hides(self._project.pk, told) for told in (url, title)):
                continue
            shown = self._shield.pseudonyms.get(publisher, name) if publisher else None
            if shown == name and name and self._shield.hides(self._project.pk, name):
                shown = None
            yield {
                "article_url": url,
                "article_title": title,
                "published_on": day and day.isoformat()[: _DATE_LENGTH[precision]],
                "publisher_name": shown,
            }

    def _rows(self, rows: Any, *columns: str) -> Iterator[tuple[Any, ...]]:
        return self._snapshot.rows(rows.values_list(*columns))
