"""The API's description, and the pages that show it."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from annotator.models import User

AsPerson = Callable[..., Client]


@cache
def description() -> dict[str, Any]:
    """The description, made once."""
    generator: Any = SchemaGenerator
    made: dict[str, Any] = generator().get_schema(request=None, public=True)
    return made


def test_it_is_valid_and_complete(tmp_path: Any) -> None:
    call_command(
        "spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml")
    )
    assert yaml.safe_load((tmp_path / "schema.yaml").read_text())["info"]["title"]


def test_every_body_has_an_example() -> None:
    for path, verbs in description()["paths"].items():
        for verb, operation in verbs.items():
            if "requestBody" not in operation:
                continue
            [content] = operation["requestBody"]["content"].values()
            assert content.get("examples"), f"{verb} {path}"


def test_every_refusal_has_the_one_shape() -> None:
    for path, verbs in description()["paths"].items():
        for verb, operation in verbs.items():
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    continue
                [content] = answer["content"].values()
                assert content["schema"] == {"$ref": "#/components/schemas/Error"}, (verb, path)


@pytest.mark.parametrize("path", ["/api/docs/", "/api/schema/"])
def test_it_is_for_people_who_are_signed_in(
    client: Client, as_person: AsPerson, annotator: User, path: str
) -> None:
    assert client.get(path).status_code == 401
    assert as_person(annotator).get(path).status_code == 200


def test_a_token_reads_it_too(as_token: Callable[..., APIClient], annotator: User) -> None:
    client = as_token(annotator, scope="read")
    answer = client.get("/api/schema/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert "/api/v1/annotations/" in answer.json()["paths"]


def test_only_the_docs_may_style_in_place(as_person: AsPerson, annotator: User) -> None:
    browser = as_person(annotator)
    docs = browser.get("/api/docs/")
    loose, strict = docs["Content-Security-Policy"], browser.get("/api/v1/projects/")
    assert "style-src 'self' 'unsafe-inline'" in loose
    assert "unsafe-inline" not in strict["Content-Security-Policy"]
    for policy in (loose, strict["Content-Security-Policy"]):
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy.replace("script-src 'self';", "script-src 'self'")
        assert "unsafe-eval" not in policy
    assert b"swagger-ui" in docs.content
    assert b"https://" not in docs.content.replace(b"https://testserver", b"")
