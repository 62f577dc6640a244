"""Requests made up from the API's own description: nothing may break (no 5xx)."""

import logging
import random
import time
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from pytest_django import Settings

from annotator.models import Annotation, Claim, Source, User
from annotator.services.tokens import create_token
from annotator.wsgi import application
from tests.fixtures.connections import kept_connection

BUDGET_SECONDS = 80
# Every operation gets the first; then, in an order of chance, as many get more as there is time.
FIRST_EXAMPLES, EXAMPLES = 2, 12


def test_nothing_made_up_from_the_description_breaks_it(
    as_person: Any,
    manager: User,
    annotation: Annotation,
    source: Source,
    claim: Claim,
    caplog: pytest.LogCaptureFixture,
    settings: Settings,
) -> None:
    caplog.set_level(logging.CRITICAL)
    settings.OUTBOUND_CALLS = True  # what asks for calls out is asked too; no worker runs
    browser: Client = as_person(manager)
    description = browser.get("/api/schema/", headers={"Accept": "application/json"}).json()
    schema: Any = schemathesis.openapi.from_dict(description)
    schema.app = application
    _token, secret = create_token(manager, scope="write")
    headers = {"Authorization": f"Bearer {secret}", "Host": "testserver"}
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 100
    random.shuffle(operations)
    deadline = time.monotonic() + BUDGET_SECONDS
    broken: list[str] = []
    for operation in operations:
        broken += statuses_of(operation, headers, FIRST_EXAMPLES)
    for operation in operations:
        if time.monotonic() > deadline:
            break
        broken += statuses_of(operation, headers, EXAMPLES)
    assert not broken


def statuses_of(operation: Any, headers: dict[str, str], examples: int) -> list[str]:
    """What broke: the operation and the request, for each answer of 5xx."""
    broken: list[str] = []

    @how(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        with kept_connection(), transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            broken.append(f"{case.as_curl_command()}: {response.status_code} {response.text[:300]}")

    ask()
    return broken
