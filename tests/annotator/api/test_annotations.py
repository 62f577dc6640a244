"""Annotations through the API."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from annotator.models import Annotation, Article, Claim, Project, Source, User
from annotator.services.annotations import Figure, Hop
from tests.cast import FLOODED, Mark, span_of

AsToken = Callable[..., APIClient]
Body = dict[str, Any]
ADDRESS = "/api/v1/annotations/"


def test_a_span_is_stored_with_all_that_was_said_of_it(
    as_token: AsToken, annotator: User, annotation_body: Body, source: Source, claim: Claim
) -> None:
    body = annotation_body | {
        "claim": claim.pk,
        "attributions": [[{"source": source.pk, "cue": "said", "stance": "asserts"}]],
        "quantity": {"lower": 30, "unit": "houses", "words": "at least 30 houses"},
        "note": "Said by the board itself.",
        "confidence": 0.75,
        "active_ms": 1200,
    }
    answer = as_token(annotator).post(ADDRESS, body)
    assert answer.status_code == 201, answer.content
    assert answer["ETag"] == '"1"'
    row = answer.json()
    assert {name: row[name] for name in body if name != "quantity"} == {
        name: value for name, value in body.items() if name != "quantity"
    }
    assert row["quantity"]["lower"] == 30
    assert row["quantity"]["upper"] is None
    assert row["author"] == annotator.pk
    stored = Annotation.objects.get(pk=body["id"])
    assert stored.revision.text[stored.start : stored.end] == FLOODED


def test_the_same_again_is_the_same_row_and_another_body_is_refused(
    as_token: AsToken, annotator: User, second_annotator: User, annotation_body: Body
) -> None:
    client = as_token(annotator)
    first = client.post(ADDRESS, annotation_body)
    again = client.post(ADDRESS, annotation_body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = client.post(ADDRESS, annotation_body | {"label": "contested"})
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "id_reused"
    taken = as_token(second_annotator).post(ADDRESS, annotation_body)
    assert taken.status_code == 409
    assert taken.json()["error"]["code"] == "id_taken"
    assert "current" not in taken.json()
    assert Annotation.objects.count() == 1


def test_a_change_needs_the_version_it_was_made_on(
    as_token: AsToken, annotator: User, annotation: Annotation
) -> None:
    client, address = as_token(annotator), f"{ADDRESS}{annotation.pk}/"
    read = client.get(address)
    assert read["ETag"] == '"1"'
    without = client.patch(address, {"label": "contested"})
    assert without.status_code == 428
    changed = client.patch(address, {"label": "contested"}, headers={"If-Match": read["ETag"]})
    assert changed.status_code == 200, changed.content
    assert changed["ETag"] == '"2"'
    stale = client.patch(address, {"label": "unverified"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["error"]["code"] == "stale"
    assert stale.json()["current"] == changed.json()


@pytest.mark.parametrize("header", ["1", "*", 'W/"1"', '""', '"one"', '"1", "2"', '"99999999999"'])
def test_if_match_is_read_strictly(
    as_token: AsToken, annotator: User, annotation: Annotation, header: str
) -> None:
    answer = as_token(annotator).patch(
        f"{ADDRESS}{annotation.pk}/", {"note": "x"}, headers={"If-Match": header}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "if_match_wrong"


def test_attributions_are_replaced_as_a_whole(
    as_token: AsToken, annotator: User, annotation: Annotation, source: Source
) -> None:
    client, address = as_token(annotator), f"{ADDRESS}{annotation.pk}/"
    chain = [{"source": None, "cue": "reportedly", "stance": "reports"}]
    origin = [{"source": source.pk, "cue": "denied", "stance": "denies"}]
    body = {"attributions": [chain + origin, origin]}
    answer = client.patch(address, body, headers={"If-Match": '"1"'})
    assert answer.json()["attributions"] == body["attributions"], answer.content
    answer = client.patch(address, {"attributions": []}, headers={"If-Match": '"2"'})
    assert answer.json()["attributions"] == []


def test_a_figure_is_changed_and_taken_away(
    as_token: AsToken, annotator: User, annotation: Annotation
) -> None:
    client, address = as_token(annotator), f"{ADDRESS}{annotation.pk}/"
    body = {"quantity": {"lower": "30", "upper": 31.5, "words": "30"}}
    answer = client.patch(address, body, headers={"If-Match": '"1"'})
    assert answer.json()["quantity"]["upper"] == 31.5, answer.content
    answer = client.patch(address, {"quantity": None}, headers={"If-Match": '"2"'})
    assert answer.json()["quantity"] is None


def test_time_spent_adds_up_and_never_overflows(
    as_token: AsToken, annotator: User, annotation: Annotation
) -> None:
    client, address = as_token(annotator), f"{ADDRESS}{annotation.pk}/"
    answer = client.patch(address, {"active_ms": 1500}, headers={"If-Match": '"1"'})
    assert answer.json()["active_ms"] == 1500
    Annotation.objects.update(active_ms=2**31 - 10)
    answer = client.patch(address, {"active_ms": 1500}, headers={"If-Match": '"2"'})
    assert answer.json()["active_ms"] == 2**31 - 1


def test_what_is_withdrawn_can_be_brought_back(
    as_token: AsToken, annotator: User, annotation: Annotation
) -> None:
    client, address = as_token(annotator), f"{ADDRESS}{annotation.pk}/"
    assert client.delete(address).status_code == 428
    gone = client.delete(address, headers={"If-Match": '"1"'})
    assert gone.status_code == 200
    assert gone.json()["withdrawn_at"] is not None
    assert client.get(ADDRESS).json()["results"] == []
    [row] = client.get(f"{ADDRESS}?withdrawn=true").json()["results"]
    assert row["id"] == str(annotation.pk)
    back = client.post(f"{address}restore/")
    assert back.json()["withdrawn_at"] is None
    assert len(client.get(ADDRESS).json()["results"]) == 1


def test_the_history_tells_each_change(
    as_token: AsToken, annotator: User, outsider: User, annotation: Annotation
) -> None:
    client, address = as_token(annotator), f"{ADDRESS}{annotation.pk}/"
    client.patch(address, {"label": "contested"}, headers={"If-Match": '"1"'})
    lines = client.get(f"{address}history/").json()["results"]
    assert [line["verb"] for line in lines] == ["changed", "created"]
    assert lines[0]["before"]["label"] == "confirmed"
    assert lines[0]["after"]["label"] == "contested"
    assert as_token(outsider).get(f"{address}history/").status_code == 404


def test_only_its_author_changes_an_annotation(
    as_token: AsToken, second_annotator: User, manager: User, outsider: User, annotation: Annotation
) -> None:
    address, headers = f"{ADDRESS}{annotation.pk}/", {"If-Match": '"1"'}
    for person, status in ((second_annotator, 403), (manager, 403), (outsider, 404)):
        client = as_token(person)
        assert client.patch(address, {"note": "x"}, headers=headers).status_code == status
        assert client.delete(address, headers=headers).status_code == status
        assert client.post(f"{address}restore/").status_code == status


def test_in_a_blind_project_others_work_is_not_there(
    as_token: AsToken,
    annotator: User,
    second_annotator: User,
    reviewer: User,
    annotation: Annotation,
    project: Project,
) -> None:
    address = f"{ADDRESS}{annotation.pk}/"
    client = as_token(second_annotator)
    assert client.get(address)["ETag"] == '"1"'
    project.is_blind = True
    project.save()
    hidden = client.get(address)
    assert hidden.status_code == 404
    assert "ETag" not in hidden
    assert client.get(f"{address}history/").status_code == 404
    assert client.get(ADDRESS).json()["results"] == []
    refused = client.patch(address, {"note": "x"}, headers={"If-Match": '"9"'})
    assert refused.status_code == 404
    assert as_token(reviewer).get(address).status_code == 200
    assert as_token(annotator).get(address).status_code == 200


class TestBatch:
    """Many at once: all or none."""

    ADDRESS = f"{ADDRESS}batch/"

    def bodies(self, body: Body, count: int) -> list[Body]:
        return [body | {"id": str(uuid.uuid4()), "note": f"{n}"} for n in range(count)]

    def test_it_stores_five_hundred(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        items = self.bodies(annotation_body, 500)
        answer = as_token(annotator).post(self.ADDRESS, {"annotations": items})
        assert answer.status_code == 201, answer.content[:500]
        assert [row["id"] for row in answer.json()["results"]] == [item["id"] for item in items]
        again = as_token(annotator).post(self.ADDRESS, {"annotations": items})
        assert again.status_code == 200
        assert Annotation.objects.count() == 500
        too_many = self.bodies(annotation_body, 501)
        refused = as_token(annotator).post(self.ADDRESS, {"annotations": too_many})
        assert refused.status_code == 400

    def test_one_answer_tells_all_that_is_wrong_and_nothing_is_stored(
        self, as_token: AsToken, annotator: User, annotation_body: Body, other_claim: Claim
    ) -> None:
        items = self.bodies(annotation_body, 5)
        items[1]["start"] = "0"
        items[2]["quote"] = "something else"
        items[3]["claim"] = other_claim.pk
        items[4]["version"] = 3
        answer = as_token(annotator).post(self.ADDRESS, {"annotations": items})
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "items_refused"
        told = {
            item["index"]: (item["code"], set(item["fields"])) for item in answer.json()["items"]
        }
        assert told == {
            1: ("invalid", {"start"}),
            2: ("quote_mismatch", {"quote"}),
            3: ("not_found", {"claim"}),
            4: ("server_owned", {"version"}),
        }
        assert Annotation.objects.count() == 0

    def test_shapes_alone_are_told_too(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        answer = as_token(annotator).post(self.ADDRESS, {"annotations": [annotation_body, 5, {}]})
        assert answer.status_code == 400
        assert [item["index"] for item in answer.json()["items"]] == [1, 2]
        answer = as_token(annotator).post(self.ADDRESS, {"annotations": [[]]})
        assert answer.json()["error"]["code"] == "items_refused"
        assert Annotation.objects.count() == 0


class TestLists:
    """What can be asked of the list."""

    @pytest.fixture
    def rows(
        self,
        mark: Mark,
        annotator: User,
        second_annotator: User,
        article: Article,
        claim: Claim,
        source: Source,
    ) -> list[Annotation]:
        return [
            mark(annotator, article),
            mark(annotator, article, label="contested", claim=claim.pk, note="Findable"),
            mark(
                second_annotator,
                article,
                quote="Nobody",
                label="unverified",
                chains=((Hop(source=source.pk, cue="said"),),),
            ),
        ]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {0, 1, 2}),
            ("?project=dikes", {0, 1, 2}),
            ("?label=contested", {1}),
            ("?search=findABLE", {1}),
            ("?search=Nobody", {2}),
            ("?origin=human&anchor=kept", {0, 1, 2}),
            ("?origin=imported", set()),
            ("?live=true", {0, 1, 2}),
            ("?updated_since=2199-01-01T00:00:00Z", set()),
            ("?updated_since=2000-01-01T00:00:00%2B02:00", {0, 1, 2}),
        ],
    )
    def test_a_filter_narrows(
        self,
        as_person: Callable[..., Any],
        reviewer: User,
        rows: list[Annotation],
        query: str,
        expected: set[int],
    ) -> None:
        answer = as_person(reviewer).get(ADDRESS + query)
        assert answer.status_code == 200, answer.content
        found = {row["id"] for row in answer.json()["results"]}
        assert found == {str(rows[place].pk) for place in expected}

    def test_filters_by_id_narrow_too(
        self,
        as_token: AsToken,
        reviewer: User,
        second_annotator: User,
        rows: list[Annotation],
        claim: Claim,
        source: Source,
        article: Article,
    ) -> None:
        client = as_token(reviewer)

        def found(**query: Any) -> list[str]:
            return [row["id"] for row in client.get(ADDRESS, query).json()["results"]]

        assert found(claim=claim.pk) == [str(rows[1].pk)]
        assert found(source=source.pk) == [str(rows[2].pk)]
        assert found(author=second_annotator.pk) == [str(rows[2].pk)]
        assert len(found(article=article.pk, revision=article.current_id)) == 3

    def test_pages_lead_through_all_rows_and_back(
        self, as_token: AsToken, reviewer: User, rows: list[Annotation]
    ) -> None:
        client = as_token(reviewer)
        first = client.get(f"{ADDRESS}?page_size=2").json()
        assert [row["id"] for row in first["results"]] == [str(rows[2].pk), str(rows[1].pk)]
        assert first["previous"] is None
        last = client.get(first["next"]).json()
        assert [row["id"] for row in last["results"]] == [str(rows[0].pk)]
        assert last["next"] is None
        assert client.get(last["previous"]).json()["results"] == first["results"]

    def test_rows_of_the_same_moment_are_all_told_once(
        self, as_token: AsToken, reviewer: User, rows: list[Annotation]
    ) -> None:
        moment = rows[0].created_at
        Annotation.objects.update(created_at=moment)
        client, address, seen = as_token(reviewer), f"{ADDRESS}?page_size=1", []
        while address:
            page = client.get(address).json()
            seen += [row["id"] for row in page["results"]]
            address = page["next"]
        assert sorted(seen) == sorted(str(row.pk) for row in rows)

    @pytest.mark.parametrize(
        "query",
        [
            "?author__email=x",
            "?unknown=1",
            "?label=true",
            "?label=confirmed&label=contested",
            "?search=%00",
            "?page_size=201",
            "?page_size=0",
            "?page_size=-1",
            "?ordering=author",
            "?ordering=author__password",
            "?cursor=abc",
            "?author=99999999999999999999",
            "?author=1e3",
            "?updated_since=yesterday",
            "?updated_since=2024-01-01",
            "?updated_since=0001-01-01T00:00:00Z",
            "?project=",
            "?format=json",
        ],
    )
    def test_what_is_not_on_the_list_is_refused(
        self, as_token: AsToken, reviewer: User, rows: list[Annotation], query: str
    ) -> None:
        client = as_token(reviewer)
        assert client.get(ADDRESS).status_code == 200
        answer = client.get(ADDRESS + query)
        assert answer.status_code == 400, answer.content
        assert set(answer.json()["error"]) == {"code", "message", "fields"}
        assert answer.json()["error"]["fields"]

    def test_a_project_of_others_is_not_there(
        self, as_token: AsToken, reviewer: User, other_project: Project
    ) -> None:
        answer = as_token(reviewer).get(f"{ADDRESS}?project={other_project.slug}")
        assert answer.status_code == 404

    def test_a_cursor_of_one_list_leads_nowhere_in_another(
        self, as_token: AsToken, reviewer: User, rows: list[Annotation]
    ) -> None:
        client = as_token(reviewer)
        leading = client.get(f"{ADDRESS}?page_size=1").json()["next"]
        assert client.get(leading).status_code == 200
        other = leading.replace("/annotations/", "/claims/")
        assert client.get(other).json()["error"]["code"] == "cursor_wrong"
        assert client.get(f"{leading}&ordering=created_at").status_code == 400


class TestStatements:
    """How many statements a request may cost, whatever the number of rows."""

    def test_a_span_costs_six(
        self,
        as_token: AsToken,
        annotator: User,
        annotation_body: Body,
        source: Source,
        claim: Claim,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client = as_token(annotator)
        hop = {"source": source.pk, "cue": "said", "stance": "asserts"}
        body = annotation_body | {"claim": claim.pk, "attributions": [[hop]]}
        # The first one also begins the assignment and notes the day of the token's use.
        assert client.post(ADDRESS, body).status_code == 201
        body["id"] = str(uuid.uuid4())
        with django_assert_max_num_queries(6 + 1 + 4) as asked:
            assert client.post(ADDRESS, body).status_code == 201
        assert len(own_statements(asked)) <= 6

    @pytest.mark.parametrize("count", [1, 30])
    def test_a_list_costs_six(
        self,
        as_token: AsToken,
        mark: Mark,
        annotator: User,
        article: Article,
        source: Source,
        project: Project,
        django_assert_max_num_queries: DjangoAssertNumQueries,
        count: int,
    ) -> None:
        hops = ((Hop(source=source.pk, cue="said"),),)
        for number in range(count):
            mark(
                annotator,
                article,
                note=f"{number}",
                chains=hops,
                quantity=Figure(lower=Decimal(number)),
            )
        client = as_token(annotator)
        client.get(ADDRESS)
        with django_assert_max_num_queries(6 + 1) as asked:
            rows = client.get(f"{ADDRESS}?project={project.slug}").json()["results"]
        assert len(rows) == min(count, 50)
        assert len(own_statements(asked)) <= 6


def own_statements(asked: Any) -> list[str]:
    """The statements besides those that find out who asks and those that bound transactions."""
    boundaries = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return [
        query["sql"]
        for query in asked.captured_queries
        if not query["sql"].startswith(boundaries) and "annotator_apitoken" not in query["sql"]
    ]


def test_another_projects_ids_are_not_there_also_when_nested(
    as_token: AsToken,
    annotator: User,
    annotation_body: Body,
    other_article: Article,
    other_claim: Claim,
    other_source: Source,
) -> None:
    client = as_token(annotator)
    for wrong in (
        {"article": other_article.pk},
        {"revision": other_article.current_id},
        {"claim": other_claim.pk},
        {"attributions": [[{"source": other_source.pk}]]},
    ):
        answer = client.post(ADDRESS, annotation_body | wrong)
        assert answer.status_code == 404, answer.content
        assert answer.json()["error"]["code"] == "not_found"
    assert Annotation.objects.count() == 0
    assert client.post(ADDRESS, annotation_body).status_code == 201


def test_a_span_behind_emoji_is_counted_in_code_points(
    as_token: AsToken, annotator: User, article: Article
) -> None:
    assert article.current is not None
    body = {"article": article.pk, "label": "unverified"}
    span = span_of(article.current.text, "No house was touched.")
    answer = as_token(annotator).post(ADDRESS, body | span)
    assert answer.status_code == 201, answer.content
    utf16 = len(article.current.text[: span["start"]].encode("utf-16-le")) // 2
    assert utf16 != span["start"]
    shifted = body | span | {"start": utf16, "end": utf16 + len(span["quote"])}
    assert as_token(annotator).post(ADDRESS, shifted).status_code == 400
