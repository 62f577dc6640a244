import pytest
from django.test import override_settings

from annotator.checks import check_broker_address, check_broker_has_a_password


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("redis://:p@valkey:6379/0", []),
        ("rediss://:p@valkey:6379/0", []),
        ("unix:///run/broker.sock", []),
        ("amqp://valkey", ["annotator.E001"]),
        ("valkey", ["annotator.E001"]),
    ],
)
def test_it_refuses_a_broker_that_is_no_redis(url: str, found: list[str]) -> None:
    with override_settings(REDIS_URL=url):
        assert [message.id for message in check_broker_address()] == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("redis://:p@valkey:6379/0", []),
        ("redis://localhost:6379", []),
        ("unix:///run/broker.sock", []),
        ("redis://valkey:6379/0", ["annotator.W001"]),
    ],
)
def test_it_warns_of_a_broker_open_to_the_network(url: str, found: list[str]) -> None:
    with override_settings(REDIS_URL=url):
        assert [message.id for message in check_broker_has_a_password()] == found
