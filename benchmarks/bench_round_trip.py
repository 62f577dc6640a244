"""A thousand articles marked by three people: in, out, and into an empty project, where all is the
same: what is marked, how alike the people mark, and how far the sources agree."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from typing import Any

from annotator.models import Annotation, Article, Attribution, Project, Revision, Source, User
from annotator.services.exports import open_export
from annotator.services.imports import Upload, receive_import, run_import
from benchmarks.corpus import InventedArticle, invented_articles, invented_spans
from benchmarks.desk import CUES, open_desk
from benchmarks.timing import Readings, Scale, spending
from credibility.measures.results import Measured, Result
from credibility.queries import annotator_rows, pair_table
from credibility.services import catch_up

PEOPLE = ("Ann", "Bob", "Cem")
MARKS_EACH = 12
OUTLETS, SOURCES, CLAIMS = 25, 40, 150
EXPORTS = ("articles.jsonl", "annotations.jsonl")


def measure(scale: Scale) -> Readings:
    """Seconds for each way, and how many rows of what is compared differ afterwards."""
    readings = Readings()
    count = scale.pick(1000, quick=6)
    sent = _archive(_rows(count))
    desks = [open_desk(sources=0, claims=0) for _ in range(2)]
    (first, manager), (second, other) = ((desk.project, desk.manager) for desk in desks)
    with spending() as coming:
        _bring(manager, first, sent)
    with spending() as leaving:
        exported = _archive({name: _taken_out(manager, first, name) for name in EXPORTS})
    with spending() as back:
        _bring(other, second, exported)
    for project in (first, second):
        catch_up(project.pk)
    readings.add("import", coming.seconds)
    readings.add("export", leaving.seconds)
    readings.add("import_back", back.seconds)
    for name, told in (("marks", _marks), ("annotators", _annotators), ("pairs", _pairs)):
        here, there = told(first), told(second)
        readings.add(f"{name}_differing", ((here - there) + (there - here)).total())
        readings.notes.append(f"{name}: {here.total():,} rows compared")
    readings.notes.append(
        f"{count:,} articles, {Article.objects.filter(project=second).count():,} there; "
        f"alpha {_alpha(first)!r} here, {_alpha(second)!r} there"
    )
    return readings


def _rows(count: int) -> dict[str, bytes]:
    """The corpus as our own lines, in two files."""
    articles = list(invented_articles(count))
    marks = (mark for article in articles for mark in _marks_on(article))
    return {"articles.jsonl": _lines(map(_text, articles)), "annotations.jsonl": _lines(marks)}


def _text(one: InventedArticle) -> dict[str, Any]:
    return {
        "id": one.number,
        "text": one.text,
        "title": one.title,
        "url": one.address,
        "publisher": f"Outlet {one.number % OUTLETS}",
        "published_on": one.published_on,
        "language": one.language,
        "is_exact": True,
    }


def _marks_on(one: InventedArticle) -> Iterator[dict[str, Any]]:
    """What each of the three marks there; of every fourth passage no source is given."""
    for number, span in enumerate(invented_spans(one, MARKS_EACH, people=len(PEOPLE))):
        hop = {
            "source_name": f"Source {span.source % SOURCES}",
            "cue": CUES[span.stance],
            "stance": span.stance,
        }
        yield {
            "article": one.number,
            "id": f"{one.number}-{number}",
            "author_name": PEOPLE[number % len(PEOPLE)],
            "start": span.start,
            "end": span.end,
            "quote": span.quote,
            "label": span.label,
            "claim_text": f"Claim number {span.claim % CLAIMS} of the story.",
            "attributions": [[hop]] if span.source % 4 else [],
        }


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _archive(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return held.getvalue()


def _bring(user: User, project: Project, content: bytes) -> None:
    upload = Upload("corpus.zip", io.BytesIO(content))
    batch, _is_new = receive_import(user, project, [upload], kind="zip")
    run_import(str(batch.job_id))
    batch.refresh_from_db()
    if batch.job is None or batch.job.state != "done":
        raise RuntimeError(batch.job and (batch.job.message, batch.job.report[:3]))


def _taken_out(user: User, project: Project, kind: str) -> bytes:
    export = open_export(user, kind=kind, said={"project": project.slug})
    try:
        return b"".join(export.pieces)
    finally:
        export.close()


def _marks(project: Project) -> Counter[Any]:
    """Every text, every mark with its text and author, every hop, by what they say."""
    texts = Revision.objects.filter(article__project=project).order_by()
    there = ("revision__sha256", "start", "end", "author__name")
    marks = Annotation.objects.live().filter(project=project).order_by()
    hops = Attribution.objects.filter(annotation__in=marks).order_by()
    return (
        Counter(texts.values_list("sha256", "article__title", "article__publisher__name"))
        + Counter(marks.values_list(*there, "quote", "label", "claim__text"))
        + Counter(
            hops.values_list(
                *(f"annotation__{name}" for name in there),
                *("chain", "position", "source__name", "cue", "stance"),
            )
        )
    )


def _annotators(project: Project) -> Counter[Any]:
    """Every measure over the project, each pair, each text and each label."""
    people = dict(User.objects.values_list("pk", "name"))
    texts = dict(Article.objects.filter(project=project).values_list("pk", "text_sha256"))
    return Counter(
        (
            *_named_scope(row.scope, people, texts),
            *(row.measure, row.n, row.left_out),
            _told(row.result),
        )
        for row in annotator_rows(project.pk)
    )


def _named_scope(
    scope: Mapping[str, Any], people: Mapping[int, str], texts: Mapping[int, str]
) -> tuple[str, ...]:
    names = sorted(people[person] for person in scope.get("annotators", ()))
    text = texts[scope["article"]] if "article" in scope else ""
    return scope["kind"], text, scope.get("label", ""), *names


def _told(result: Result) -> tuple[Any, ...]:
    """A result to the twelfth digit: sums in another order end differently."""
    return tuple(
        round(value, 12) if isinstance(value, float) else value for value in astuple(result)
    )


def _pairs(project: Project) -> Counter[Any]:
    """Every pair of sources with its score, the integers behind it, and AC1."""
    names = dict(Source.objects.filter(project=project).values_list("pk", "name"))
    return Counter(
        (
            *sorted((names[row.source_a], names[row.source_b])),
            *(row.n, row.agree, row.stories, row.conflict, row.one_coder_share),
            *map(_told, (row.score, row.label_score, row.ac1)),
        )
        for row in pair_table(project.pk).rows
    )


def _alpha(project: Project) -> float | None:
    for row in annotator_rows(project.pk):
        if row.scope["kind"] == "project" and row.measure == "alpha":
            return row.result.value if isinstance(row.result, Measured) else None
    return None
