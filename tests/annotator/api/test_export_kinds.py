"""Every form in which annotations leave: what it holds, how it counts, and whom it never names."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
import pyarrow.parquet
import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator
from pyld import jsonld
from rest_framework.test import APIClient

from annotator.formats import tables
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Claim,
    Project,
    Source,
    User,
    Verdict,
)
from annotator.services.annotations import Hop
from annotator.services.articles import Capture, add_articles
from annotator.services.exports import KINDS
from annotator.services.imports import Upload, receive_import, run_import
from annotator.services.sources import update_source
from annotator.services.verdicts import add_evidence, record_verdict
from tests.cast import ARTICLE_TEXT, FLOODED, Mark

AsToken = Callable[..., APIClient]
TERMS = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcterms": "http://purl.org/dc/terms/",
}
# The part of http://www.w3.org/ns/anno.jsonld that our collection uses.
ANNO_CONTEXT = {
    **TERMS,
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    **{
        name: f"oa:{name}"
        for name in (
            "Annotation",
            "SpecificResource",
            "TextualBody",
            "TextPositionSelector",
            "TextQuoteSelector",
        )
    },
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "nickname": "http://xmlns.com/foaf/0.1/nick",
    "total": "as:totalItems",
    "first": {"@type": "@id", "@id": "as:first"},
    "startIndex": "as:startIndex",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "classifying": "oa:classifying",
    "describing": "oa:describing",
    "commenting": "oa:commenting",
    "creator": {"@type": "@id", "@id": "dcterms:creator"},
    "created": {"@id": "dcterms:created"},
    "modified": {"@id": "dcterms:modified"},
    "value": "rdf:value",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": "oa:start",
    "end": "oa:end",
}
TASKS_OF_LABEL_STUDIO = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data", "annotations"],
        "properties": {
            "data": {"type": "object", "required": ["text"]},
            "annotations": {
                "type": "array",
                "items": {
                    "required": ["result"],
                    # Label Studio refuses people it does not know.
                    "not": {"required": ["completed_by"]},
                    "properties": {
                        "result": {
                            "type": "array",
                            "items": {
                                "required": ["id", "from_name", "to_name", "type", "value"],
                                "properties": {
                                    "type": {"const": "labels"},
                                    "value": {
                                        "required": ["start", "end", "labels"],
                                        "properties": {
                                            "start": {"type": "integer", "minimum": 0},
                                            "end": {"type": "integer", "minimum": 1},
                                            "labels": {
                                                "type": "array",
                                                "items": {"type": "string"},
                                                "minItems": 1,
                                            },
                                        },
                                    },
                                },
                            },
                        }
                    },
                },
            },
        },
    },
}
LINE_OF_DOCCANO = {
    "type": "object",
    "required": ["text", "label"],
    "properties": {
        "text": {"type": "string"},
        "label": {
            "type": "array",
            "items": {
                "type": "array",
                "prefixItems": [{"type": "integer"}, {"type": "integer"}, {"type": "string"}],
                "minItems": 3,
                "maxItems": 3,
            },
        },
    },
}
LINE_OF_BRAT = re.compile(
    r"T\d+\t\w+ \d+ \d+(;\d+ \d+)*\t[^\t\n]+"
    r"|R\d+\t\w+ Arg1:T\d+ Arg2:T\d+"
    r"|E\d+\t\w+:T\d+( \w+:[TE]\d+)*"
    r"|A\d+\t\w+ [TE]\d+( \S+)?"
    r"|#\d+\t\w+ [TE]\d+\t[^\t\n]+"
)


def fetch(client: Any, kind: str, query: str = "") -> tuple[Any, bytes]:
    answer = client.get(f"/api/v1/exports/{kind}/?project=dikes{query}")
    assert answer.status_code == 200, answer.content
    return answer, b"".join(answer.streaming_content)


@pytest.fixture
def reader(as_token: AsToken, reviewer: User) -> APIClient:
    return as_token(reviewer, scope="export")


@pytest.fixture
def told(mark: Mark, annotator: User, article: Article, claim: Claim, source: Source) -> Annotation:
    hops = (Hop(source=None, cue="unheard"), Hop(source=source.pk, cue="said", stance="asserts"))
    return mark(annotator, article, claim=claim.pk, note="See\nthe map.", chains=(hops,))


def in_utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def members(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_doccano_gets_a_line_a_person_in_utf16_units(
    reader: APIClient, told: Annotation, mark: Mark, second_annotator: User, article: Article
) -> None:
    mark(second_annotator, article, label="contested")
    answer, content = fetch(reader, "doccano.jsonl")
    lines = [json.loads(line) for line in content.splitlines()]
    assert answer["X-Row-Count"] == "2"
    assert [line["annotator"] for line in lines] == ["annotator", "second"]
    for line in lines:
        Draft202012Validator(LINE_OF_DOCCANO).validate(line)
        [[start, end, _label]] = line["label"]
        assert line["text"] == ARTICLE_TEXT
        assert in_utf16(line["text"], start, end) == FLOODED
        assert start != told.start  # an emoji stands before it


def test_label_studio_gets_a_task_a_text_and_an_annotation_a_person(
    reader: APIClient, told: Annotation, mark: Mark, second_annotator: User, article: Article
) -> None:
    mark(second_annotator, article, label="contested")
    [task] = (tasks := json.loads(fetch(reader, "labelstudio.json")[1]))
    Draft202012Validator(TASKS_OF_LABEL_STUDIO).validate(tasks)
    assert task["data"]["annotators"] == ["annotator", "second"]
    for annotation in task["annotations"]:
        [region] = annotation["result"]
        value = region["value"]
        assert task["data"]["text"][value["start"] : value["end"]] == FLOODED == value["text"]
    assert json.loads(fetch(reader, "labelstudio.json", "&label=unverified")[1]) == []


def test_spacy_gets_spans_in_code_points(reader: APIClient, told: Annotation) -> None:
    [line] = fetch(reader, "spacy.jsonl")[1].splitlines()
    row = json.loads(line)
    [[start, end, label]] = row["annotations"]["spans"]["sc"]
    assert (row["text"][start:end], label) == (FLOODED, "confirmed")


def test_brat_gets_a_folder_a_person_and_events_for_who_says_it(
    reader: APIClient, told: Annotation, article: Article, annotator: User
) -> None:
    files = members(fetch(reader, "brat.zip")[1])
    path = f"annotator-{annotator.pk}/article-{article.pk}-1"
    assert files.keys() == {"annotation.conf", f"{path}.txt", f"{path}.ann"}
    text, lines = files[f"{path}.txt"], files[f"{path}.ann"].splitlines()
    assert text == ARTICLE_TEXT
    for line in lines:
        assert LINE_OF_BRAT.fullmatch(line), line
        if line.startswith("T"):
            _id, place, words = line.split("\t")
            _kind, start, end = place.split()
            assert text[int(start) : int(end)] == words
    # Of the first hop no word stands in the text; of the second its cue and its source do.
    assert [line for line in lines if line[0] in "EA#"] == [
        "#1\tClaim T1\tAt least 30 houses were flooded.",
        "#2\tAnnotatorNotes T1\tSee the map.",
        "#3\tHop T1\t1.1: not named, unheard, reports",
        "E1\tCue:T2 Content:T1 Source:T3",
        "A1\tStance E1 asserts",
        "A2\tHop E1 1.2",
    ]


def test_web_annotations_hold_both_selectors_and_mean_what_they_should(
    reader: APIClient, told: Annotation
) -> None:
    collection = json.loads(fetch(reader, "webannotation.jsonld")[1])
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    collection["@context"][0] = ANNO_CONTEXT
    [expanded] = jsonld.expand(collection)
    assert expanded["@type"] == ["http://www.w3.org/ns/activitystreams#OrderedCollection"]
    assert expanded[f"{TERMS['as']}totalItems"] == [{"@value": 1}]
    [page] = expanded[f"{TERMS['as']}first"]
    [item] = page[f"{TERMS['as']}items"][0]["@list"]
    assert item["@id"] == f"urn:uuid:{told.pk}"
    [target] = item[f"{TERMS['oa']}hasTarget"]
    position, quote = target[f"{TERMS['oa']}hasSelector"]
    assert position[f"{TERMS['oa']}start"] == [{"@value": ARTICLE_TEXT.index(FLOODED)}]
    assert quote[f"{TERMS['oa']}exact"] == [{"@value": FLOODED}]
    [chains] = item["urn:twosource:terms:attributions"]
    assert chains["@type"] == "@json"
    assert chains["@value"][0][1]["source_name"] == "Water board"


def test_parquet_has_the_rows_of_the_table(reader: APIClient, told: Annotation) -> None:
    content = fetch(reader, "annotations.parquet")[1]
    [row] = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    assert tuple(row) == tuple(tables.COLUMNS)
    assert (row["id"], row["quote"], row["origins"]) == (str(told.pk), FLOODED, "Water board")
    assert row["note"] == "See\nthe map."
    empty = fetch(reader, "annotations.parquet", "&label=unverified")[1]
    assert pyarrow.parquet.read_table(io.BytesIO(empty)).num_rows == 0


def test_without_its_library_parquet_is_refused_with_what_to_do(
    reader: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "has_parquet", lambda: False)
    refused = reader.get("/api/v1/exports/annotations.parquet/?project=dikes")
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "parquet_missing"
    assert "pyarrow" in refused.json()["error"]["message"]


def test_texts_leave_as_they_are(reader: APIClient, told: Annotation) -> None:
    [line] = fetch(reader, "articles.jsonl")[1].splitlines()
    assert json.loads(line)["text"] == ARTICLE_TEXT


class TestTextsWithoutMarks:
    """Texts on which nothing is marked, and people who marked nothing, leave when asked for."""

    @pytest.fixture
    def desk(
        self,
        told: Annotation,
        second_annotator: User,
        manager: User,
        project: Project,
        article: Article,
    ) -> list[int]:
        """A text that one marked and both are done with, one that one went through and left as it
        was, and one that nobody read; their ids in that order."""
        texts = ("Nothing was claimed here.", "Nobody came by here 😊.")
        captures = [Capture(text=text, is_exact=True) for text in texts]
        others = [pk for pk, _new in add_articles(manager, project, captures)]
        done = [(article, told.author), (article, second_annotator), (others[0], second_annotator)]
        for one, person in done:
            Assignment.objects.update_or_create({"state": "done"}, article=one, user=person)
        return [article.pk, *(one.pk for one in others)]

    def test_every_form_that_holds_texts_has_them(
        self, reader: APIClient, desk: list[int], second_annotator: User
    ) -> None:
        def rows(kind: str) -> list[dict[str, Any]]:
            content = fetch(reader, kind, "&texts=all")[1]
            return [json.loads(line) for line in content.splitlines()]

        texts = rows("articles.jsonl")
        assert [text["id"] for text in texts] == desk
        names = [[one["author_name"] for one in text["done_by"]] for text in texts]
        assert names == [["annotator", "second"], ["second"], []]
        doccano = [len(row["label"]) for row in rows("doccano.jsonl")]
        spacy = [len(row["annotations"]["spans"]["sc"]) for row in rows("spacy.jsonl")]
        assert doccano == spacy == [1, 0, 0, 0]
        tasks = json.loads(fetch(reader, "labelstudio.json", "&texts=all")[1])
        regions = [[len(one["result"]) for one in task["annotations"]] for task in tasks]
        assert regions == [[1, 0], [0], []]
        files = members(fetch(reader, "brat.zip", "&texts=all")[1])
        assert files[f"second-{second_annotator.pk}/article-{desk[1]}-1.ann"] == ""
        assert f"article-{desk[2]}-1.txt" in files
        card = members(fetch(reader, "huggingface.zip", "&texts=all")[1])["README.md"]
        assert "the 3 articles they stand in, 2 of them without any annotation here" in card
        assert "1 annotations by 1 annotators" in card

    def test_without_being_asked_for_they_stay(self, reader: APIClient, desk: list[int]) -> None:
        [line] = fetch(reader, "articles.jsonl")[1].splitlines()
        assert json.loads(line)["id"] == desk[0]
        # A choice among the annotations does not tell who marked nothing.
        [line] = fetch(reader, "articles.jsonl", "&label=confirmed")[1].splitlines()
        assert json.loads(line)["done_by"] is None

    def test_the_filters_for_articles_choose_texts_too_and_protected_names_stay(
        self, reader: APIClient, desk: list[int], source: Source
    ) -> None:
        Article.objects.filter(pk=desk[1]).update(
            published_on="2024-12-01", published_precision="day"
        )
        content = fetch(reader, "articles.jsonl", "&texts=all&published_from=2024-12-01")[1]
        assert [json.loads(line)["id"] for line in content.splitlines()] == [desk[1]]
        Source.objects.filter(pk=source.pk).update(name="Nobody came", is_protected=True)
        content = fetch(reader, "articles.jsonl", "&texts=all")[1]
        assert desk[2] not in [json.loads(line)["id"] for line in content.splitlines()]

    def test_an_annotator_takes_out_who_they_are_and_nobody_else(
        self, as_token: AsToken, desk: list[int], second_annotator: User
    ) -> None:
        own = as_token(second_annotator, scope="export")
        content = fetch(own, "articles.jsonl", "&texts=all")[1]
        told = [json.loads(line)["done_by"] for line in content.splitlines()]
        assert [[one["author"] for one in row] for row in told] == [
            [second_annotator.pk],
            [second_annotator.pk],
            [],
        ]

    def test_what_comes_back_knows_who_marked_nothing(
        self, reader: APIClient, desk: list[int], admin: User, other_project: Project
    ) -> None:
        content = fetch(reader, "articles.jsonl", "&texts=all")[1]
        batch, _is_new = receive_import(
            admin, other_project, [Upload("a.jsonl", io.BytesIO(content))], kind="jsonl"
        )
        run_import(str(batch.job_id))
        there = Assignment.objects.filter(article__project=other_project, state="done")
        assert sorted(there.values_list("user__name", flat=True)) == [
            "annotator",
            "second",
            "second",
        ]


class TestClaimReviews:
    """Only what was checked is told as checked."""

    @pytest.fixture
    def checked(self, reviewer: User, told: Annotation, claim: Claim) -> Claim:
        url = "https://waterboard.example/report"
        moment = timezone.now()
        evidence = add_evidence(reviewer, claim.pk, url=url, retrieved_at=moment)
        record_verdict(
            reviewer,
            claim.pk,
            value="refuted",
            as_of=moment.date(),
            rationale="The report says 12.",
            evidence=[evidence.pk],
        )
        return claim

    def test_a_claim_has_its_verdict_its_evidence_and_its_appearances(
        self, reader: APIClient, checked: Claim
    ) -> None:
        answer, content = fetch(reader, "claimreview.jsonld")
        [review] = json.loads(content)["@graph"]
        assert (answer["X-Row-Count"], answer["X-Rows-Left-Out"]) == ("1", "0")
        assert review["@type"] == "ClaimReview"
        assert review["claimReviewed"] == checked.text
        assert review["reviewRating"] == {
            "@type": "Rating",
            "alternateName": "refuted",
            "name": "Refuted",
        }
        assert review["citation"] == ["https://waterboard.example/report"]
        [appearance] = review["itemReviewed"]["appearance"]
        assert appearance["publisher"]["name"] == "The Polder Post"

    def test_others_are_refused_and_it_says_why(
        self, reader: APIClient, reviewer: User, checked: Claim, manager: User, project: Project
    ) -> None:
        from annotator.services.claims import create_claim

        create_claim(manager, project, text="The pumps failed.")
        bare = create_claim(manager, project, text="The dike broke.")
        # From before evidence was asked for.
        Verdict.objects.create(
            claim=bare, value="confirmed", as_of=date(2024, 12, 20), author=reviewer
        )
        answer, content = fetch(reader, "claimreview.jsonld")
        assert len(json.loads(content)["@graph"]) == 1
        assert answer["X-Rows-Left-Out"] == "2"
        assert answer["X-Left-Out-Reasons"] == "no_verdict=1, verdict_without_evidence=1"

    def test_filters_leave_claims_that_were_marked_so(
        self, reader: APIClient, checked: Claim
    ) -> None:
        for query, rows in (("&label=confirmed", "1"), ("&label=contested", "0")):
            answer, _content = fetch(reader, "claimreview.jsonld", query)
            assert answer["X-Row-Count"] == rows

    def test_it_asks_for_the_project(self, reader: APIClient) -> None:
        refused = reader.get("/api/v1/exports/claimreview.jsonld/")
        assert refused.status_code == 400
        assert "project" in refused.json()["error"]["fields"]


class TestProtectedNames:
    """No form lets the name of a protected source out, wherever it stands."""

    NAME = "Jo Zwart"
    PLACES = ("hop", "cue", "note", "claim", "title", "url", "text", "other source", "publisher")

    @pytest.fixture
    def exposed(
        self,
        request: pytest.FixtureRequest,
        mark: Mark,
        annotator: User,
        reviewer: User,
        manager: User,
        project: Project,
        article: Article,
        source: Source,
    ) -> str:
        from annotator.services.articles import Capture, add_article
        from annotator.services.claims import create_claim
        from annotator.services.sources import create_source

        place: str = request.param
        update_source(manager, source.pk, {"name": self.NAME, "is_protected": True})
        other = create_source(manager, project, name="Friends of Jo Zwart")
        more: dict[str, Any] = {}
        if place == "hop":
            more["chains"] = ((Hop(source=source.pk, cue="said Jo Zwart", stance="asserts"),),)
        elif place == "cue":
            more["chains"] = ((Hop(source=None, cue="said jo zwart"),),)
        elif place == "other source":
            more["chains"] = ((Hop(source=other.pk, cue="said"),),)
        elif place == "note":
            more["note"] = "From JO  ZWART himself."
        elif place == "claim":
            claim = create_claim(manager, project, text="Jo Zwart saw it.")
            more["claim"] = claim.pk
            evidence = add_evidence(
                reviewer, claim.pk, url="https://x.example/", retrieved_at=timezone.now()
            )
            record_verdict(
                reviewer,
                claim.pk,
                value="confirmed",
                as_of=timezone.now().date(),
                evidence=[evidence.pk],
            )
        elif place == "text":
            text = f"{FLOODED}.\n\nFar down it says: Jo\u00a0Zwart told us."
            article, _ = add_article(manager, project, Capture(text=text))
        elif place == "title":
            Article.objects.filter(pk=article.pk).update(title="What Jo Zwart saw")
        elif place == "url":
            Article.objects.filter(pk=article.pk).update(url="https://a.example/jo-zwart-speaks")
        elif place == "publisher":
            Article.objects.filter(pk=article.pk).update(publisher=source.pk)
        mark(annotator, article, **more)
        return place

    @pytest.mark.parametrize("exposed", PLACES, indirect=True)
    def test_no_kind_tells_it(self, reader: APIClient, exposed: str) -> None:
        for kind in KINDS:
            answer, content = fetch(reader, kind)
            told = content.decode("latin-1")
            if kind.endswith(".zip"):
                told = json.dumps(members(content))
            if kind.endswith(".parquet"):
                table = pyarrow.parquet.read_table(io.BytesIO(content))
                told = orjson.dumps(table.to_pylist()).decode()
            assert not re.search(r"zwart", told, re.IGNORECASE), kind
            rows = int(answer["X-Row-Count"]) + int(answer["X-Rows-Left-Out"])
            assert rows == 1 or KINDS[kind].is_of_claims


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("&label=confirmed,contested", 2),
        ("&label=contested", 1),
        ("&published_from=2024-12-01&published_until=2024-12-31", 2),
        ("&published_until=2024-11-30", 0),
        ("&created_from=2100-01-01T00:00:00Z", 0),
        ("&adjudicated=true", 0),
        ("&adjudicated=false", 2),
    ],
)
def test_filters_narrow_every_kind(
    reader: APIClient,
    told: Annotation,
    mark: Mark,
    second_annotator: User,
    article: Article,
    query: str,
    rows: int,
) -> None:
    Article.objects.filter(pk=article.pk).update(
        published_on=date(2024, 12, 17), published_precision="day"
    )
    mark(second_annotator, article, label="contested")
    assert fetch(reader, "annotations.csv", query)[0]["X-Row-Count"] == str(rows)
    assert fetch(reader, "spacy.jsonl", query)[0]["X-Row-Count"] == str(rows)


def test_lists_of_ids_and_labels_are_checked(
    reader: APIClient, told: Annotation, annotator: User, source: Source
) -> None:
    query = f"&author={annotator.pk}&claim={told.claim_id},999&source={source.pk}"
    assert fetch(reader, "annotations.csv", query)[0]["X-Row-Count"] == "1"
    assert fetch(reader, "annotations.csv", "&author=999")[0]["X-Row-Count"] == "0"
    for wrong in ("author=x", "author=1,", "label=true", "source=0", "claim=99999999999999999999"):
        refused = reader.get(f"/api/v1/exports/annotations.csv/?{wrong}")
        assert refused.status_code == 400, wrong


def test_a_form_that_there_is_not_is_not_found(reader: APIClient) -> None:
    assert reader.get("/api/v1/exports/annotations.xls/").status_code == 404
