"""What is seen in an import before it is published: counts, articles, labels, people, notes."""

from collections import Counter
from typing import Any

from annotator.models import Article, Project
from annotator.models.choices import ImportOutcome
from annotator.services.import_plan import Plan, PlannedText
from annotator.services.import_words import report_rows
from annotator.text.blocks import removed_code_points
from annotator.text.containment import ContainmentIndex

MOST_ARTICLES = 100
MOST_COMPARED = 5000
"""Texts of the project with which new ones are compared."""


def sight_of(project: Project, plan: Plan, *, with_likeness: bool = True) -> dict[str, Any]:
    """What the plan comes to, as JSON; `with_likeness` also finds texts that are nearly here."""
    texts = [text for text in plan.texts.values() if text.record is not None]
    outcomes = Counter(text.outcome for text in texts)
    alike = _near_copies(project, texts) if with_likeness else {}
    languages = Counter(text.preview.language for text in texts if text.preview)
    people = Counter(mark.person for mark in plan.marks)
    return {
        "counts": {
            "articles": len(texts),
            "articles_added": outcomes[ImportOutcome.ADDED],
            "articles_known": outcomes[ImportOutcome.KNOWN],
            "articles_revised": outcomes[ImportOutcome.REVISED],
            "near_copies": len(alike),
            "marks": sum(count for count, _label in plan.labels.values()),
            "annotations_planned": len(plan.marks),
        },
        "languages": dict(languages.most_common()),
        "articles": [_article(text, alike) for text in texts[:MOST_ARTICLES]],
        "labels": [
            {"label": theirs, "count": count, "becomes": ours}
            for theirs, (count, ours) in sorted(plan.labels.items())
        ],
        "people": [
            {
                "name": person.name,
                "annotations": people[person],
                "user": known.pk if known else None,
                "user_name": known.display_name if known else "",
            }
            for person, known in sorted(plan.people.items(), key=lambda item: item[0].name)
        ],
        "notes": report_rows(plan.notes),
    }


def _article(text: PlannedText, alike: dict[str, tuple[str, float]]) -> dict[str, Any]:
    assert text.preview is not None
    assert text.record is not None
    near = alike.get(text.sha256)
    return {
        "file": text.record.file,
        "line": text.record.line,
        "title": text.preview.title,
        "publisher": text.record.publisher or text.preview.publisher_name,
        "published_on": str(text.preview.published) if text.preview.published else "",
        "language": text.preview.language,
        "code_points": len(text.text),
        "removed_blocks": len(text.preview.cleaned.blocks),
        "removed_code_points": removed_code_points(text.preview.cleaned.blocks),
        "outcome": text.outcome,
        "article": text.article,
        "near_title": near[0] if near else "",
        "near_share": round(near[1], 2) if near else None,
    }


def _near_copies(project: Project, texts: list[PlannedText]) -> dict[str, tuple[str, float]]:
    """Of each new text that nearly stands here, or earlier in the files: in which, and how much."""
    index = ContainmentIndex()
    here = Article.objects.filter(project=project, archived_at__isnull=True).order_by("-pk")
    rows = here.exclude(
        pk__in=[text.article for text in texts if text.outcome == ImportOutcome.REVISED]
    )
    for title, text in rows.values_list("title", "current__text")[:MOST_COMPARED]:
        index.add(title, text or "")
    found: dict[str, tuple[str, float]] = {}
    for planned in texts:
        assert planned.preview is not None
        if planned.outcome == ImportOutcome.ADDED:
            near = index.closest(planned.text)
            if near is not None:
                found[planned.sha256] = (str(near[0]), near[1])
        if planned.outcome != ImportOutcome.KNOWN:
            assert planned.record is not None
            index.add(planned.preview.title or planned.record.file, planned.text)
    return found
