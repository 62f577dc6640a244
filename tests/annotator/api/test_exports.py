"""Exports: exact, counted, safe to open, and without protected names."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Annotation, Article, Claim, Project, Source, User
from annotator.services.annotations import Figure, Hop, create_annotation
from annotator.services.projects import release_project
from tests.cast import FLOODED, Mark

AsToken = Callable[..., APIClient]
LINES = "/api/v1/exports/annotations.jsonl/"
TABLE = "/api/v1/exports/annotations.csv/"


def fetch_lines(client: Any, query: str = "") -> tuple[Any, list[dict[str, Any]]]:
    answer = client.get(LINES + query)
    assert answer.status_code == 200, answer.content
    return answer, [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def fetch_bytes(client: Any) -> bytes:
    return b"".join(client.get(LINES).streaming_content)


def fetch_table(client: Any, query: str = "") -> tuple[Any, list[dict[str, str]]]:
    answer = client.get(TABLE + query)
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode()
    return answer, list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def rich_mark(
    mark: Mark, annotator: User, article: Article, claim: Claim, source: Source
) -> Annotation:
    from decimal import Decimal

    return mark(
        annotator,
        article,
        claim=claim.pk,
        note="=HYPERLINK(1)",
        chains=((Hop(source=None, cue="reportedly"), Hop(source=source.pk, cue="said")),),
        quantity=Figure(lower=Decimal(30), unit="houses", words="at least 30 houses"),
    )


def test_a_line_holds_the_annotation_and_what_it_speaks_of(
    as_token: AsToken, reviewer: User, rich_mark: Annotation, article: Article
) -> None:
    client = as_token(reviewer, scope="export")
    answer, [row] = fetch_lines(client, "?project=dikes")
    assert answer["X-Row-Count"] == "1"
    assert answer["X-Rows-Left-Out"] == "0"
    assert "annotations.jsonl" in answer["Content-Disposition"]
    listed = as_token(reviewer).get(f"/api/v1/annotations/{rich_mark.pk}/").json()
    for hop in row["attributions"][0]:
        hop.pop("source_name")
    for name in listed.keys() - {"created_at", "updated_at"}:
        assert row[name] == listed[name], name
    [line] = fetch_bytes(client).splitlines()
    names = [name for name, _value in json.loads(line, object_pairs_hook=list)]
    assert len(names) == len(set(names))
    assert row["article_title"] == article.title
    assert row["publisher_name"] == "The Polder Post"
    assert row["claim_text"] == "At least 30 houses were flooded."
    assert row["averitec_label"] == "Supported"
    assert row["author_name"] == "annotator"
    text = as_token(reviewer).get(f"/api/v1/articles/{article.pk}/").json()["text"]
    assert text[row["start"] : row["end"]] == row["quote"] == FLOODED


def test_a_table_has_the_same_rows_and_nothing_a_spreadsheet_would_run(
    as_token: AsToken, reviewer: User, rich_mark: Annotation
) -> None:
    answer, [row] = fetch_table(as_token(reviewer))
    assert answer["X-Row-Count"] == "1"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert row["note"] == "'=HYPERLINK(1)"
    assert row["quote"] == FLOODED
    assert row["quantity_lower"] == "30"
    assert row["quantity_upper"] == ""
    assert row["origins"] == "Water board"
    assert json.loads(row["attributions"])[0][1]["source_name"] == "Water board"
    _answer, [line] = fetch_lines(as_token(reviewer))
    assert line["note"] == "=HYPERLINK(1)"


def test_only_what_counts_goes_out_unless_told_otherwise(
    as_token: AsToken, annotator: User, reviewer: User, annotation: Annotation
) -> None:
    client = as_token(reviewer)
    assert len(fetch_lines(client)[1]) == 1
    as_token(annotator).delete(f"/api/v1/annotations/{annotation.pk}/", headers={"If-Match": '"1"'})
    assert fetch_lines(client)[1] == []
    assert len(fetch_lines(client, "?withdrawn=true")[1]) == 1


def test_filters_are_those_of_the_list(
    as_token: AsToken, reviewer: User, annotation: Annotation, rich_mark: Annotation
) -> None:
    client = as_token(reviewer)
    assert len(fetch_lines(client, f"?claim={rich_mark.claim_id}")[1]) == 1
    assert fetch_lines(client, "?label=contested")[0]["X-Row-Count"] == "0"
    assert client.get(f"{LINES}?page_size=5").status_code == 400
    assert client.get(f"{LINES}?colour=red").status_code == 400


def test_each_role_takes_out_what_is_its_own_to_take(
    as_token: AsToken,
    mark: Mark,
    article: Article,
    annotator: User,
    second_annotator: User,
    reviewer: User,
    manager: User,
    researcher: User,
    outsider: User,
    admin: User,
    project: Project,
) -> None:
    mark(annotator, article)
    mark(second_annotator, article)

    def count(person: User) -> int:
        return len(fetch_lines(as_token(person, scope="export"))[1])

    before = [count(person) for person in (annotator, reviewer, manager, researcher, admin)]
    assert before == [1, 2, 2, 0, 2]
    refused = as_token(researcher).get(f"{LINES}?project={project.slug}")
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "not_released"
    assert as_token(outsider).get(f"{LINES}?project={project.slug}").status_code == 404
    release_project(manager, project)
    assert count(researcher) == 2
    assert count(annotator) == 1
    assert count(outsider) == 0


def test_a_token_needs_the_scope(as_token: AsToken, reviewer: User) -> None:
    refused = as_token(reviewer, scope="read").get(LINES)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "scope_too_narrow"
    for scope in ("export", "write"):
        assert as_token(reviewer, scope=scope).get(LINES).status_code == 200


def test_it_does_not_mind_what_the_reader_would_rather_have(
    as_token: AsToken, reviewer: User
) -> None:
    client = as_token(reviewer)
    for accept in ("text/csv", "application/x-ndjson", "text/html"):
        assert client.get(TABLE, headers={"Accept": accept}).status_code == 200


class TestProtectedSources:
    """Names that stay inside."""

    @pytest.fixture
    def whistleblower(self, source: Source, manager: User) -> Source:
        from annotator.services.sources import update_source

        changes = {"name": "Jo Zwart", "aliases": ["J. Zwart"], "is_protected": True}
        return update_source(manager, source.pk, changes)

    @pytest.fixture
    def told(
        self, mark: Mark, annotator: User, article: Article, whistleblower: Source
    ) -> Annotation:
        hop = Hop(source=whistleblower.pk, cue="said Zwart", stance="asserts")
        return mark(annotator, article, chains=((hop,),), note="Met Jo at the lock.")

    def test_an_export_has_a_stable_pseudonym_and_neither_cue_nor_note(
        self, as_token: AsToken, as_person: Any, reviewer: User, told: Annotation
    ) -> None:
        _answer, [row] = fetch_lines(as_token(reviewer))
        [[hop]] = row["attributions"]
        assert hop["source_name"].startswith("protected-")
        assert hop["cue"] == row["note"] == ""
        assert "Zwart" not in json.dumps(row)
        again = fetch_lines(as_person(reviewer))[1]
        assert again == [row]
        _answer, [cells] = fetch_table(as_token(reviewer))
        assert hop["source_name"] in cells["origins"]
        assert "Zwart" not in json.dumps(cells)

    def test_a_row_whose_words_hold_the_name_is_left_out_and_counted(
        self,
        as_token: AsToken,
        as_person: Any,
        manager: User,
        annotator: User,
        reviewer: User,
        project: Project,
        whistleblower: Source,
        told: Annotation,
    ) -> None:
        from annotator.services.annotations import Draft
        from annotator.services.articles import Capture, add_article

        text = "The sluice failed, said J.\u00a0ZWART on Monday.\n\nThe mayor kept silent."
        article, _ = add_article(manager, project, Capture(text=text))
        draft = Draft(article=article.pk, start=0, end=17, quote=text[:17], label="unverified")
        naming, _ = create_annotation(annotator, draft)
        answer, rows = fetch_lines(as_token(reviewer))
        assert [row["id"] for row in rows] == [str(told.pk)]
        assert (answer["X-Row-Count"], answer["X-Rows-Left-Out"]) == ("1", "1")
        listed = as_token(reviewer).get("/api/v1/annotations/")
        assert [row["id"] for row in listed.json()["results"]] == [str(told.pk)]
        assert listed["X-Rows-Left-Out"] == "1"
        one = f"/api/v1/annotations/{naming.pk}/"
        assert as_token(reviewer).get(one).status_code == 404
        assert as_person(reviewer).get(one).status_code == 200
        assert len(as_person(reviewer).get("/api/v1/annotations/").json()["results"]) == 2

    def test_the_count_of_what_is_left_out_does_not_tell_which_words_it_holds(
        self,
        as_token: AsToken,
        manager: User,
        annotator: User,
        reviewer: User,
        project: Project,
        told: Annotation,
    ) -> None:
        from annotator.services.annotations import Draft
        from annotator.services.articles import Capture, add_article

        text = "Jo Zwart said that the sluice had failed.\n\nThe mayor kept silent."
        article, _ = add_article(manager, project, Capture(text=text))
        quote = "Jo Zwart said"
        draft = Draft(article=article.pk, start=0, end=13, quote=quote, label="unverified")
        create_annotation(annotator, draft)
        client, told_of = as_token(reviewer), set()
        for words in ("zwart", "bakker", "houses"):
            answer, _rows = fetch_lines(client, f"?search={words}")
            told_of.add(answer["X-Rows-Left-Out"])
            listed = client.get(f"/api/v1/annotations/?search={words}")
            assert "X-Rows-Left-Out" not in listed
        assert told_of == {"1"}
        found, rows = fetch_lines(client, "?search=houses")
        assert found["X-Row-Count"] == str(len(rows)) == "1"

    def test_a_token_sees_a_pseudonym_and_a_member_the_name(
        self, as_token: AsToken, as_person: Any, reviewer: User, whistleblower: Source
    ) -> None:
        address = f"/api/v1/sources/{whistleblower.pk}/"
        assert as_person(reviewer).get(address).json()["name"] == "Jo Zwart"
        by_token = as_token(reviewer).get(address).json()
        assert by_token["name"].startswith("protected-")
        assert by_token["aliases"] == []
        search = "/api/v1/sources/?search=zwart"
        assert as_token(reviewer).get(search).json()["results"] == []
        assert len(as_person(reviewer).get(search).json()["results"]) == 1

    def test_neither_log_nor_history_nor_a_stale_answer_tells_a_token(
        self, as_token: AsToken, as_person: Any, annotator: User, manager: User, told: Annotation
    ) -> None:
        address = f"/api/v1/annotations/{told.pk}/"
        client = as_token(annotator)
        stale = client.patch(address, {"label": "contested"}, headers={"If-Match": '"7"'})
        assert stale.status_code == 412
        assert stale.json()["current"]["note"] == ""
        for path in (f"{address}history/", "/api/v1/events/", "/api/v1/events/?ordering=id"):
            reader = client if "history" in path else as_token(manager)
            assert b"Zwart" not in reader.get(path).content
        assert b"Zwart" in as_person(annotator).get(f"{address}history/").content
        assert b"Zwart" in as_person(manager).get("/api/v1/events/").content

    def test_a_source_merged_with_a_protected_one_is_protected_too(
        self,
        as_token: AsToken,
        reviewer: User,
        manager: User,
        project: Project,
        whistleblower: Source,
    ) -> None:
        from annotator.services.sources import create_source, merge_source

        other = create_source(manager, project, name="The lock keeper")
        merge_source(reviewer, whistleblower.pk, into_id=other.pk)
        row = as_token(reviewer).get(f"/api/v1/sources/{other.pk}/").json()
        assert row["name"].startswith("protected-")


def test_every_export_is_noted_in_the_log(
    as_token: AsToken, reviewer: User, manager: User, annotation: Annotation, project: Project
) -> None:
    fetch_lines(as_token(reviewer), f"?project={project.slug}")
    [line] = as_token(manager).get("/api/v1/events/?verb=exported").json()["results"]
    assert line["actor"] == reviewer.pk
    assert line["after"] == {"kind": "annotations.jsonl", "rows": 1, "left_out": 0}
