from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from annotator import heartbeats
from annotator.cache import FailingOpenRedisCache
from tests.fixtures.broker import Broker


@pytest.fixture
def _broker_of_the_site(broker: Broker) -> Iterator[None]:
    before = caches["default"]
    options = {"OPTIONS": {"db": 1, "socket_timeout": 1}}
    caches["default"] = FailingOpenRedisCache(broker.url, options)
    yield
    caches["default"] = before


def test_healthz_needs_nothing_but_the_web(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_names_everything_that_is_missing(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": True,
        "broker": False,
        "worker": False,
        "beat": False,
        "missing": ["broker", "worker", "beat"],
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_broker_of_the_site")
def test_readyz_is_200_when_all_have_left_a_sign_of_life(client: Client) -> None:
    heartbeats.leave_sign("worker")
    assert client.get("/readyz").json()["missing"] == ["beat"]
    heartbeats.leave_sign("beat")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["ready"] is True


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_machines_may_only_ask(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
