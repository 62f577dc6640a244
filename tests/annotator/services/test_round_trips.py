"""What goes out comes in again: the same counts, the same marks, the same agreement."""

import io
import json
import zipfile
from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotator.models import Annotation, Article, ImportBatch, Project, User
from annotator.services.imports import run_import
from credibility.services import catch_up
from tests.cast import client_with_session, client_with_token, make_project
from tests.fixtures.files import archive_of, brat_corpus

pytestmark = pytest.mark.django_db
ARTICLES = 60
PEOPLE = ("ann", "bob", "cem")
KINDS = {
    "webannotation.jsonld": "webannotation",
    "doccano.jsonl": "doccano",
    "labelstudio.json": "labelstudio",
    "brat.zip": "brat",
}


@pytest.fixture
def empty(db: None) -> Project:
    """A project with nothing in it."""
    return make_project("empty")


@pytest.fixture
def client(admin: User) -> APIClient:
    """Somebody who may everywhere."""
    return client_with_token(admin)


def bring(client: APIClient, project: Project, name: str, content: bytes, kind: str) -> ImportBatch:
    """The import of a file; it must be published."""
    form = {"project": project.slug, "kind": kind, "file": SimpleUploadedFile(name, content)}
    answer = client.post("/api/v1/imports/", form, format="multipart")
    assert answer.status_code == 202, answer.data
    run_import(answer.data["job"])
    batch = ImportBatch.objects.select_related("job").get(pk=answer.data["id"])
    assert batch.job is not None
    assert batch.state == "published", batch.job.report[:5]
    return batch


def take(client: APIClient, project: Project, kind: str) -> bytes:
    """An export, whole."""
    answer = client.get(f"/api/v1/exports/{kind}/?project={project.slug}")
    assert answer.status_code == 200
    return answer.getvalue()


def said(project: Project) -> Counter[Any]:
    """Every mark with its text and its author, by name."""
    rows = (
        Annotation.objects.live()
        .filter(project=project)
        .values_list(*("revision__sha256", "start", "end", "quote", "label", "author__name"))
    )
    return Counter(rows.order_by())


def agreement(admin: User, project: Project) -> list[tuple[Any, ...]]:
    """Every measure of annotator agreement over the project."""
    catch_up(project.pk)
    answer = client_with_session(admin).get(
        f"/api/v1/agreement/annotators/?project={project.slug}&page_size=200"
    )
    assert answer.status_code == 200
    return sorted(
        (row["measure"], row["value"], row["n"])
        for row in answer.json()["results"]
        if row["scope"]["kind"] == "project"
    )


def test_a_corpus_by_three_people_keeps_counts_and_agreement_out_and_in_again(
    client: APIClient, admin: User, project: Project, empty: Project
) -> None:
    corpus = archive_of(brat_corpus(ARTICLES, PEOPLE))
    bring(client, project, "corpus.zip", corpus, "brat")
    files: dict[str, str | bytes] = {
        name: take(client, project, name) for name in ("articles.jsonl", "annotations.jsonl")
    }
    bring(client, empty, "ours.zip", archive_of(files), "zip")
    assert Article.objects.filter(project=empty).count() == ARTICLES
    assert sum(said(empty).values()) > 2 * ARTICLES * len(PEOPLE)
    assert said(empty) == said(project)
    there, back = agreement(admin, project), agreement(admin, empty)
    assert any(value is not None and n for _measure, value, n in there)
    assert there == back


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_form_that_others_read_comes_back_as_it_was(
    kind: str, client: APIClient, project: Project, empty: Project
) -> None:
    bring(client, project, "corpus.zip", archive_of(brat_corpus(3, PEOPLE[:2])), "brat")
    content = take(client, project, kind)
    if kind == "webannotation.jsonld":  # which holds no texts
        texts = take(client, project, "articles.jsonl")
        content = archive_of({"articles.jsonl": texts, kind: content})
        bring(client, empty, "both.zip", content, "zip")
    else:
        bring(client, empty, kind, content, KINDS[kind])
    mine, theirs = said(project), said(empty)
    if kind == "brat.zip":  # the folder is the name and the number that tells people apart
        theirs = Counter({(*row[:5], row[5].partition("-")[0]): n for row, n in theirs.items()})
    assert theirs == mine


def test_chains_come_back_from_brat_hop_by_hop(
    client: APIClient, project: Project, empty: Project
) -> None:
    text = "The Outlet wrote that it was told by somebody that the dike broke."
    hops = [
        {"source_name": "Outlet", "cue": "wrote", "stance": "reports"},
        {"source_name": "Ministry", "cue": "said", "stance": "asserts"},
    ]
    start = text.index("the dike")
    mark = {
        **{"article": 1, "start": start, "end": start + 14, "quote": "the dike broke"},
        **{"label": "unverified", "author_name": "Ann", "claim_text": "The dike broke."},
        **{"note": "n", "confidence": 0.5, "attributions": [hops, [hops[1]]]},
    }
    rows = "\n".join(json.dumps(row) for row in ({"id": 1, "text": text, "is_exact": True}, mark))
    bring(client, project, "a.jsonl", rows.encode(), "jsonl")
    bring(client, empty, "b.zip", take(client, project, "brat.zip"), "brat")
    stored = Annotation.objects.get(project=empty)
    assert stored.claim is not None
    assert (stored.claim.text, stored.note, stored.confidence) == ("The dike broke.", "n", 0.5)
    assert [
        (hop.chain, hop.position, hop.source and hop.source.name, hop.cue, hop.stance)
        for hop in stored.attributions.order_by("chain", "position")
    ] == [
        (0, 0, "Outlet", "wrote", "reports"),
        (0, 1, "Ministry", "said", "asserts"),
        (1, 0, "Ministry", "said", "asserts"),
    ]


def test_the_archive_of_brat_is_one_that_others_open(client: APIClient, project: Project) -> None:
    bring(client, project, "corpus.zip", archive_of(brat_corpus(1, PEOPLE)), "brat")
    opened = zipfile.ZipFile(io.BytesIO(take(client, project, "brat.zip")))
    assert opened.testzip() is None
