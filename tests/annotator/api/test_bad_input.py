"""Bad input: refused in the one error shape, nothing stored; beside each refusal a success."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.api import annotations
from annotator.api.throttling import parse_rate
from annotator.models import Annotation, ApiToken, Article, Project, Source, User
from annotator.services.tokens import create_token
from tests.cast import ARTICLE_TEXT, FAMILY, FLOODED, span_of

AsToken = Callable[..., APIClient]
Body = dict[str, Any]
ADDRESS = "/api/v1/annotations/"


def refusal(answer: Any, status: int, code: str | None = None) -> dict[str, Any]:
    """The error of an answer that must be a refusal in the one shape."""
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"].startswith("application/json")
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"code", "message", "fields"}
    assert error["message"]
    assert code is None or error["code"] == code
    return error


class TestSpans:
    """Spans that are not where they say."""

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"start": -1}, "start"),
            ({"start": "0"}, "start"),
            ({"start": 0.0}, "start"),
            ({"start": True}, "start"),
            ({"start": None}, "start"),
            ({"start": [1]}, "start"),
            ({"end": 10**18}, "end"),
            ({"end": "12"}, "end"),
            ({"quote": "something else"}, "quote"),
            ({"quote": ""}, "quote"),
            ({"quote": 5}, "quote"),
            ({"quote": None}, "quote"),
            ({"label": "refuted"}, "label"),
            ({"label": ""}, "label"),
            ({"label": None}, "label"),
            ({"label": ["confirmed"]}, "label"),
            ({"claim": "3"}, "claim"),
            ({"claim": 0}, "claim"),
            ({"claim": -3}, "claim"),
            ({"confidence": 1.5}, "confidence"),
            ({"confidence": "1"}, "confidence"),
            ({"confidence": True}, "confidence"),
            ({"note": "x" * 10_001}, "note"),
            ({"active_ms": -1}, "active_ms"),
            ({"active_ms": 2**40}, "active_ms"),
            ({"id": "not-a-uuid"}, "id"),
            ({"id": 5}, "id"),
            ({"external_id": "x" * 201}, "external_id"),
            ({"attributions": None}, "attributions"),
            ({"attributions": {}}, "attributions"),
            ({"attributions": [[]]}, "attributions"),
            ({"attributions": [{"source": None}]}, "attributions.0"),
            ({"attributions": [[{"source": "x"}]]}, "attributions.0.0.source"),
            ({"attributions": [[{"cue": "said"}]]}, "attributions.0.0.source"),
            ({"attributions": [[{"source": None, "who": 1}]]}, "attributions.0.0.who"),
            ({"attributions": [[{"source": None, "stance": "likes"}]]}, "attributions.0.0.stance"),
            ({"attributions": [[{"source": None}]] * 21}, "attributions"),
            ({"attributions": [[{"source": None}] * 11]}, "attributions.0"),
            ({"quantity": {}}, "quantity"),
            ({"quantity": 3}, "quantity"),
            ({"quantity": {"lower": True}}, "quantity.lower"),
            ({"quantity": {"lower": "1e5"}}, "quantity.lower"),
            ({"quantity": {"lower": "9" * 30}}, "quantity.lower"),
            ({"quantity": {"lower": 1e300}}, "quantity.lower"),
            ({"quantity": {"lower": 2, "upper": 1}}, "quantity"),
            ({"quantity": {"lower": 2, "width": 1}}, "quantity.width"),
        ],
    )
    def test_a_wrong_field_is_named(
        self,
        as_token: AsToken,
        annotator: User,
        annotation_body: Body,
        wrong: Body,
        field: str,
    ) -> None:
        client = as_token(annotator)
        error = refusal(client.post(ADDRESS, annotation_body | wrong), 400)
        assert field in error["fields"], error
        assert Annotation.objects.count() == 0
        assert client.post(ADDRESS, annotation_body).status_code == 201

    def test_a_span_reversed_or_beyond_the_end_is_refused(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        client, body = as_token(annotator), annotation_body
        reversed_span = body | {"start": body["end"], "end": body["start"]}
        beyond = body | {"end": len(ARTICLE_TEXT) + 1}
        empty = body | {"end": body["start"], "quote": ""}
        for wrong in (reversed_span, beyond, empty):
            assert refusal(client.post(ADDRESS, wrong), 400)["fields"].keys() <= {"start", "end"}
        assert client.post(ADDRESS, body).status_code == 201

    def test_an_edge_inside_a_grapheme_is_refused(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        client = as_token(annotator)
        whole = span_of(ARTICLE_TEXT, f"a family {FAMILY}")
        cut = {**whole, "end": whole["end"] - 1, "quote": whole["quote"][:-1]}
        refusal(client.post(ADDRESS, annotation_body | cut), 400)
        assert Annotation.objects.count() == 0
        assert client.post(ADDRESS, annotation_body | whole).status_code == 201

    @pytest.mark.parametrize(
        "field", ["author", "project", "version", "prefix", "origin", "created_at", "anchor"]
    )
    def test_what_the_server_owns_is_refused_not_ignored(
        self, as_token: AsToken, annotator: User, annotation_body: Body, field: str
    ) -> None:
        client = as_token(annotator)
        error = refusal(client.post(ADDRESS, annotation_body | {field: 1}), 400, "server_owned")
        assert list(error["fields"]) == [field]
        assert client.post(ADDRESS, annotation_body).status_code == 201
        one = f"{ADDRESS}{annotation_body['id']}/"
        changed = client.patch(one, {field: 1, "note": "x"}, headers={"If-Match": '"1"'})
        refusal(changed, 400, "server_owned")
        assert client.get(one).json()["note"] == ""

    def test_an_unknown_field_is_refused_not_ignored(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        error = refusal(as_token(annotator).post(ADDRESS, annotation_body | {"colour": "red"}), 400)
        assert error["code"] == "unknown_field"
        assert list(error["fields"]) == ["colour"]

    def test_nothing_to_change_is_said(
        self, as_token: AsToken, annotator: User, annotation: Annotation
    ) -> None:
        client = as_token(annotator)
        answer = client.patch(f"{ADDRESS}{annotation.pk}/", {}, headers={"If-Match": '"1"'})
        refusal(answer, 400, "nothing_to_change")


class TestBodies:
    """Bodies that are not JSON as we take it."""

    def send(self, client: Any, body: bytes | str) -> Any:
        return client.generic("POST", ADDRESS, body, content_type="application/json")

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"", "required"),
            (b"{", "not_json"),
            (b"'single'", "not_json"),
            (b"[]", "invalid"),
            (b"null", "null"),
            (b'"text"', "invalid"),
            (b"5", "invalid"),
            (b'{"note": "\xff"}', "not_utf8"),
            (b'{"note": "\xed\xa0\x80"}', "not_utf8"),
            ('{"note": "x"}'.encode("utf-16"), "not_utf8"),
            (b'\xef\xbb\xbf{"note": "x"}', "not_json"),
            (b'{"note": "\\ud800"}', "lone_surrogate"),
            (b'{"note": "\\udc00\\ud800"}', "lone_surrogate"),
            (b'{"\\ud800": 1}', "lone_surrogate"),
            (b'{"note": "\\u0000"}', "nul_character"),
            (b'{"note": "\x00"}', "not_json"),
            (b'{"note": "a", "note": "b"}', "key_twice"),
            (b'{"quantity": {"lower": 1, "lower": 2}}', "key_twice"),
            (b'{"confidence": NaN}', "not_a_number"),
            (b'{"confidence": -Infinity}', "not_a_number"),
            (b'{"confidence": 1e999}', "number_too_large"),
            (b'{"start": 9223372036854775808}', "number_too_large"),
            (b'{"start": ' + b"9" * 5000 + b"}", "number_too_large"),
            (b'{"note": ' + b"[" * 20 + b"]" * 20 + b"}", "too_deep"),
            (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
            (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
        ],
    )
    def test_a_body_that_cannot_be_right_is_refused(
        self, as_token: AsToken, annotator: User, annotation_body: Body, body: bytes, code: str
    ) -> None:
        client = as_token(annotator)
        refusal(self.send(client, body), 400, code)
        assert Annotation.objects.count() == 0
        assert self.send(client, json.dumps(annotation_body)).status_code == 201

    def test_a_pair_of_surrogates_is_a_character(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        body = json.dumps(annotation_body | {"note": "\U0001f60a"})
        assert "\\ud83d\\ude0a" in body
        answer = self.send(as_token(annotator), body)
        assert answer.json()["note"] == "\U0001f60a"

    def test_a_body_over_two_megabytes_is_too_large(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        client = as_token(annotator)
        padded = json.dumps(annotation_body).encode()
        fits = padded + b" " * (2_000_000 - len(padded))
        assert refusal(self.send(client, fits + b" "), 413)["code"] == "body_too_large"
        assert Annotation.objects.count() == 0
        assert self.send(client, fits).status_code == 201

    @pytest.mark.parametrize(
        "content_type",
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"],
    )
    def test_other_media_types_are_not_taken(
        self, as_token: AsToken, annotator: User, annotation_body: Body, content_type: str
    ) -> None:
        client, body = as_token(annotator), json.dumps(annotation_body)
        answer = client.generic("POST", ADDRESS, body, content_type=content_type)
        refusal(answer, 415, "media_type_unsupported")
        assert self.send(client, body).status_code == 201

    def test_no_other_form_of_answer_is_given(self, as_token: AsToken, annotator: User) -> None:
        client = as_token(annotator)
        refusal(client.get(ADDRESS, headers={"Accept": "text/html"}), 406)
        assert client.get(ADDRESS, headers={"Accept": "application/json"}).status_code == 200

    def test_a_request_without_use_for_a_body_takes_no_fields(
        self, as_token: AsToken, annotator: User, annotation: Annotation
    ) -> None:
        client, address = as_token(annotator), f"{ADDRESS}{annotation.pk}/restore/"
        refusal(client.post(address, {"version": 3}), 400, "unknown_field")
        assert client.post(address).status_code == 200


class TestArticles:
    """Articles that cannot be stored."""

    ADDRESS = "/api/v1/articles/"

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"text": "x" * 200_001}, 413),
            ({"text": ""}, 400),
            ({"text": None}, 400),
            ({"html": "<p>Both</p>"}, 400),
            ({"published_on": "17-12-2024"}, 400),
            ({"published_on": "2024-13"}, 400),
            ({"url": "javascript:alert(1)"}, 400),
            ({"url": "ftp://example.org/"}, 400),
            ({"publisher": ["x"]}, 400),
            ({"publisher": True}, 400),
            ({"publisher": 10**17}, 404),
            ({"topic": 10**17}, 404),
            ({"authors": "me"}, 400),
            ({"language": "<script>"}, 400),
            ({"title": "x" * 501}, 400),
            ({"project": "elsewhere"}, 404),
            ({"revision": 3}, 400),
            ({"created_by": 3}, 400),
        ],
    )
    def test_nothing_of_it_is_stored(
        self,
        as_token: AsToken,
        annotator: User,
        project: Project,
        other_project: Project,
        wrong: Body,
        status: int,
    ) -> None:
        client = as_token(annotator)
        body = {"project": project.slug, "title": "One", "text": "A sentence that is long enough."}
        refusal(client.post(self.ADDRESS, body | wrong), status)
        assert Article.objects.count() == 0
        made = client.post(self.ADDRESS, body)
        assert made.status_code == 201, made.content
        again = client.post(self.ADDRESS, body)
        assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])

    def test_a_source_of_another_project_is_no_publisher(
        self, as_token: AsToken, annotator: User, project: Project, other_source: Source
    ) -> None:
        body = {"project": project.slug, "text": "A sentence.", "publisher": other_source.pk}
        refusal(as_token(annotator).post(self.ADDRESS, body), 404, "not_found")


class TestWhoIsAsking:
    """Tokens, sessions, and neither."""

    def test_nobody_is_told_how_to_sign_in(self, client: Client, db: None) -> None:
        answer = client.get(ADDRESS)
        refusal(answer, 401, "not_signed_in")
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'

    @pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer nonsense", "bearer \xff\xfe"])
    def test_a_token_that_is_none_is_refused(self, db: None, client: Client, header: str) -> None:
        answer = client.get(ADDRESS, headers={"Authorization": header})
        refusal(answer, 401, "token_invalid")
        assert "WWW-Authenticate" in answer

    def test_a_session_needs_the_csrf_token_to_write(
        self, as_person: Callable[..., Client], annotator: User, annotation_body: Body
    ) -> None:
        browser = as_person(annotator)
        body = json.dumps(annotation_body)
        send: Any = {"content_type": "application/json"}
        assert browser.get(ADDRESS).status_code == 200
        refusal(browser.post(ADDRESS, body, **send), 403, "csrf_failed")
        assert Annotation.objects.count() == 0
        browser.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
        send["headers"] = {"X-CSRFToken": "x" * 32, "Referer": "https://testserver/"}
        assert browser.post(ADDRESS, body, secure=True, **send).status_code == 201

    def test_a_switched_off_account_is_out_at_once(
        self, as_token: AsToken, as_person: Callable[..., Client], annotator: User
    ) -> None:
        script, browser = as_token(annotator), as_person(annotator)
        assert script.get(ADDRESS).status_code == browser.get(ADDRESS).status_code == 200
        annotator.is_active = False
        annotator.save()
        refusal(script.get(ADDRESS), 401)
        refusal(browser.get(ADDRESS), 401)

    def test_a_narrow_token_reads_and_does_not_write(
        self, as_token: AsToken, annotator: User, annotation_body: Body
    ) -> None:
        for scope in ("read", "export"):
            client = as_token(annotator, scope=scope)
            assert client.get(ADDRESS).status_code == 200
            refusal(client.post(ADDRESS, annotation_body), 403, "scope_too_narrow")
        assert as_token(annotator).post(ADDRESS, annotation_body).status_code == 201

    def test_a_revoked_or_expired_token_is_dead(self, as_token: AsToken, annotator: User) -> None:
        client = as_token(annotator)
        assert client.get(ADDRESS).status_code == 200
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        refusal(client.get(ADDRESS), 401)
        ApiToken.objects.update(expires_at=None)
        assert client.get(ADDRESS).status_code == 200
        ApiToken.objects.update(revoked_at=timezone.now())
        refusal(client.get(ADDRESS), 401)


class TestAddresses:
    """Addresses and verbs that are not there."""

    @pytest.mark.parametrize(
        "path",
        ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/projects/", "/api/v1/articles/x/"],
    )
    def test_an_unknown_address_answers_in_the_one_shape(
        self, as_token: AsToken, annotator: User, path: str
    ) -> None:
        refusal(as_token(annotator).get(path), 404, "not_found")

    def test_an_id_too_large_for_the_database_leads_nowhere(
        self, as_token: AsToken, annotator: User
    ) -> None:
        client = as_token(annotator)
        for digits in ("9" * 18, "9" * 19, "9" * 40):
            refusal(client.get(f"/api/v1/articles/{digits}/"), 404)

    @pytest.mark.parametrize("method", ["PUT", "OPTIONS", "DELETE", "TRACE", "PATCH"])
    def test_a_verb_that_is_not_taken_says_which_are(
        self, as_token: AsToken, annotator: User, method: str
    ) -> None:
        answer = as_token(annotator).generic(method, ADDRESS)
        refusal(answer, 405, "method_not_allowed")
        assert answer["Allow"] == "GET, HEAD, POST"


def test_a_flood_is_told_when_to_come_back(
    as_token: AsToken, annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_token(annotator)
    rates: Any = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    most, _seconds = parse_rate(rates["read"])
    counts = iter(range(most, most + 3))
    monkeypatch.setattr(cache, "hit", lambda key, timeout: next(counts))
    assert client.get(ADDRESS).status_code == 200
    answer = client.get(ADDRESS)
    refusal(answer, 429, "too_many_requests")
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_a_fault_of_ours_is_told_in_the_one_shape(
    as_token: AsToken, annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    client = as_token(annotator)
    assert client.get(ADDRESS).status_code == 200
    monkeypatch.setattr(annotations, "filtered_annotations", breaks)
    refusal(client.get(ADDRESS), 500, "server_error")


class TestTokens:
    """Making tokens."""

    ADDRESS = "/api/v1/tokens/"

    def test_a_token_is_shown_once_works_and_can_be_revoked(
        self, as_token: AsToken, annotator: User
    ) -> None:
        client = as_token(annotator)
        made = client.post(self.ADDRESS, {"name": "Mine", "scope": "read"}).json()
        fresh = APIClient(headers={"Authorization": f"Bearer {made['token']}"})
        assert fresh.get(ADDRESS).status_code == 200
        assert made["token"] not in client.get(self.ADDRESS).content.decode()
        one = f"{self.ADDRESS}{made['id']}/"
        assert client.delete(one).status_code == 204
        refusal(fresh.get(ADDRESS), 401)

    def test_nobody_meets_anothers_tokens(
        self, as_token: AsToken, annotator: User, admin: User
    ) -> None:
        token, _secret = create_token(annotator, scope="read")
        one = f"{self.ADDRESS}{token.pk}/"
        client = as_token(admin)
        assert client.get(one).status_code == client.delete(one).status_code == 404
        assert as_token(annotator).get(one).status_code == 200

    def test_a_token_makes_none_that_lives_longer(self, annotator: User) -> None:
        soon = timezone.now() + timedelta(hours=1)
        _token, secret = create_token(annotator, scope="write", expires_at=soon)
        client = APIClient(headers={"Authorization": f"Bearer {secret}"})
        body: Body = {"scope": "write"}
        refusal(client.post(self.ADDRESS, body, format="json"), 403, "beyond_own_token")
        later = body | {"expires_at": (soon + timedelta(days=1)).isoformat()}
        refusal(client.post(self.ADDRESS, later, format="json"), 403, "beyond_own_token")
        earlier = body | {"expires_at": (soon - timedelta(minutes=5)).isoformat()}
        assert client.post(self.ADDRESS, earlier, format="json").status_code == 201
        past = body | {"expires_at": "2020-01-01T00:00:00Z"}
        refusal(client.post(self.ADDRESS, past, format="json"), 400, "expiry_past")


def test_the_quote_is_stored_as_sent(
    as_token: AsToken, annotator: User, annotation_body: Body
) -> None:
    assert as_token(annotator).post(ADDRESS, annotation_body).json()["quote"] == FLOODED
