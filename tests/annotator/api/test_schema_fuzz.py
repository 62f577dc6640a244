"""Requests made up from the API's own description: nothing may break (no 5xx)."""

import logging
import random
import time
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from annotator.models import Annotation, Claim, Source, User
from annotator.services.tokens import create_token
from annotator.wsgi import application
from tests.fixtures.connections import kept_connection

BUDGET_SECONDS = 60
EXAMPLES = 12


def test_nothing_made_up_from_the_description_breaks_it(
    as_person: Any,
    manager: User,
    annotation: Annotation,
    source: Source,
    claim: Claim,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    browser: Client = as_person(manager)
    description = browser.get("/api/schema/", headers={"Accept": "application/json"}).json()
    schema: Any = schemathesis.openapi.from_dict(description)
    schema.app = application
    _token, secret = create_token(manager, scope="write")
    headers = {"Authorization": f"Bearer {secret}", "Host": "testserver"}
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 40
    random.shuffle(operations)
    broken, walked, deadline = [], 0, time.monotonic() + BUDGET_SECONDS
    for operation in operations:
        if time.monotonic() > deadline:
            break
        walked += 1
        broken += statuses_of(operation, headers, deadline)
    assert walked > 10
    assert not broken


def statuses_of(operation: Any, headers: dict[str, str], deadline: float) -> list[str]:
    """What broke: the operation and the request, for each answer of 5xx."""
    broken: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        if time.monotonic() > deadline:
            return
        with kept_connection(), transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            broken.append(f"{case.as_curl_command()}: {response.status_code} {response.text[:300]}")

    ask()
    return broken
