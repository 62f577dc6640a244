"""The one way out: what is called, what is not, and that nothing that comes back can do harm."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler

import pytest
from pytest_django import Settings

from annotator.fetcher import ARTICLE_KINDS, CallFailed, Policy, call
from tests.annotator.text.test_destinations import NOT_PUBLIC, REFUSED_ADDRESSES
from tests.fixtures.newsstand import Newsstand


@pytest.fixture(autouse=True)
def calls_on(settings: Settings) -> None:
    """Most of these tests are about an installation that calls out."""
    settings.OUTBOUND_CALLS = True


def refusal(url: str, *, policy: Policy, **how: object) -> CallFailed:
    """How the call failed."""
    with pytest.raises(CallFailed) as failed:
        call(url, policy=policy, **how)  # type: ignore[arg-type]  # each test knows what it sends
    return failed.value


class Resolver:
    """Answers as it is told, one answer after the other, and counts the questions."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def test_an_installation_calls_nobody_unless_it_is_told_to(
    newsstand: Newsstand, settings: Settings
) -> None:
    settings.OUTBOUND_CALLS = False
    assert refusal(newsstand.url(), policy=newsstand.policy()).code == "calls_off"
    assert newsstand.received == []


def test_what_a_page_says_comes_back_with_its_kind(newsstand: Newsstand) -> None:
    newsstand.put("/a?b=1", "<p>Thirty houses.</p>", kind="text/html; charset=utf-8")
    answer = call(newsstand.url("/a?b=1#c"), kinds=ARTICLE_KINDS, policy=newsstand.policy())
    assert (answer.status, answer.kind) == (200, "text/html")
    assert answer.content == b"<p>Thirty houses.</p>"
    [request] = newsstand.received
    assert request.headers["Host"] == f"news.example:{newsstand.port}"
    assert "Cookie" not in request.headers


def test_a_post_brings_its_body_and_follows_nothing(newsstand: Newsstand) -> None:
    newsstand.put("/hook", "", status=302, location="/elsewhere")
    answer = call(newsstand.url("/hook"), method="POST", content=b"{}", policy=newsstand.policy())
    assert answer.status == 302
    assert [(request.method, request.body) for request in newsstand.received] == [("POST", b"{}")]


def test_no_address_in_disguise_is_ever_resolved() -> None:
    resolver = Resolver(["127.0.0.1"])
    for url in REFUSED_ADDRESSES:
        assert refusal(url, policy=Policy(resolve=resolver)).code == "address_refused", url
    assert resolver.asked == []


def test_no_machine_of_a_house_is_ever_connected_to(newsstand: Newsstand) -> None:
    for address in NOT_PUBLIC:
        rules = Policy(resolve=Resolver([address]), ports={newsstand.port})
        assert refusal(newsstand.url(), policy=rules).code == "address_not_public", address
    assert newsstand.received == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(newsstand: Newsstand) -> None:
    rules = Policy(resolve=Resolver(["8.8.8.8", "127.0.0.1"]), ports={newsstand.port})
    assert refusal(newsstand.url(), policy=rules).code == "address_not_public"


def test_a_name_that_changes_its_mind_leads_where_it_led_when_it_was_checked(
    newsstand: Newsstand,
) -> None:
    newsstand.put("/", "here")
    # Asked again it would say something else; it is not asked again, and what it said is called.
    resolver = Resolver(["127.0.0.1"], ["192.0.2.1"])
    answer = call(newsstand.url(), policy=newsstand.policy(resolve=resolver))
    assert answer.content == b"here"
    assert resolver.asked == ["news.example"]


def test_a_name_that_turns_private_on_the_way_is_refused_at_the_redirect(
    newsstand: Newsstand,
) -> None:
    newsstand.put("/", "", status=302, location="/inside")
    newsstand.put("/inside", "secret")
    rules = newsstand.policy(resolve=Resolver(["127.0.0.1"], ["10.0.0.1"]))
    assert refusal(newsstand.url(), policy=rules).code == "address_not_public"
    assert [request.path for request in newsstand.received] == ["/"]


@pytest.mark.parametrize(
    "place",
    [
        *("http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "//127.0.0.1/x"),
        *(
            "file:///etc/passwd",
            "http://localhost/",
            "gopher://news.example/",
            "http://a:b@c.example/",
        ),
        *("http://169.254.169.254/latest/meta-data/", "http://news.example:22/", "http://[bad"),
    ],
)
def test_each_redirect_is_checked_as_the_first_address_was(
    newsstand: Newsstand, place: str
) -> None:
    newsstand.put("/", "", status=301, location=place)
    assert refusal(newsstand.url(), policy=newsstand.policy()).code == "address_refused"
    assert len(newsstand.received) == 1


def test_three_redirects_are_followed_and_a_fourth_is_not(newsstand: Newsstand) -> None:
    for step, status in enumerate((301, 302, 307, 308)):
        newsstand.put(f"/{step}", "", status=status, location=f"/{step + 1}")
    newsstand.put("/4", "the end")
    answer = call(newsstand.url("/1"), policy=newsstand.policy())
    assert (answer.content, answer.url) == (b"the end", newsstand.url("/4"))
    assert refusal(newsstand.url("/0"), policy=newsstand.policy()).code == "too_many_redirects"


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", ""])
def test_only_texts_and_pages_are_articles(newsstand: Newsstand, kind: str) -> None:
    newsstand.put("/", b"%PDF-", kind=kind)
    failed = refusal(newsstand.url(), policy=newsstand.policy(), kinds=ARTICLE_KINDS)
    assert failed.code == "wrong_kind"


@pytest.mark.parametrize(
    ("pack", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate"), (bytes, "identity")]
)
def test_packed_pages_are_unpacked(
    newsstand: Newsstand, pack: Callable[[bytes], bytes], name: str
) -> None:
    words = b"Thirty houses were flooded. " * 20_000
    newsstand.put("/", pack(words), content_encoding=name)
    assert call(newsstand.url(), policy=newsstand.policy()).content == words


@pytest.mark.parametrize("name", ["br", "gzip, gzip", "zstd"])
def test_what_is_packed_in_another_way_is_refused(newsstand: Newsstand, name: str) -> None:
    newsstand.put("/", b"abc", content_encoding=name)
    assert refusal(newsstand.url(), policy=newsstand.policy()).code == "wrong_kind"


@pytest.mark.parametrize(
    "cut", [b"no gzip at all", gzip.compress(b"a" * 1000)[:-9]], ids=["not packed", "cut off"]
)
def test_what_cannot_be_unpacked_is_refused(newsstand: Newsstand, cut: bytes) -> None:
    newsstand.put("/", cut, content_encoding="gzip")
    assert refusal(newsstand.url(), policy=newsstand.policy()).code == "wrong_kind"


def test_a_bomb_is_never_unpacked_beyond_the_limit(newsstand: Newsstand) -> None:
    newsstand.put("/", gzip.compress(b"\0" * 40_000_000), content_encoding="gzip")
    assert refusal(newsstand.url(), policy=newsstand.policy()).code == "too_large"


def test_more_than_the_limit_is_refused_also_when_nobody_said_how_long(
    newsstand: Newsstand,
) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        try:
            for _chunk in range(100):
                handler.wfile.write(b"a" * 100_000)
        except OSError:
            pass  # hung up on, as it should be

    newsstand.scripts["/"] = pour
    assert refusal(newsstand.url(), policy=newsstand.policy()).code == "too_large"


def test_a_server_that_drips_is_left_when_the_time_is_over(newsstand: Newsstand) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while not over.wait(0.05):
                handler.wfile.write(b"X-Drop: a\r\n")
        except OSError:
            pass  # hung up on, as it should be

    newsstand.scripts["/"] = drip
    rules = newsstand.policy(seconds_in_all=0.5)
    try:
        assert refusal(newsstand.url(), policy=rules).code == "too_slow"
    finally:
        over.set()


def test_a_resolver_that_says_nothing_is_left_when_the_time_is_over(newsstand: Newsstand) -> None:
    over = threading.Event()

    def silent(host: str, port: int) -> Sequence[str]:
        over.wait(30)
        return ["127.0.0.1"]

    began = time.monotonic()
    rules = newsstand.policy(resolve=silent, seconds_in_all=0.2)
    assert refusal(newsstand.url(), policy=rules).code == "too_slow"
    assert time.monotonic() - began < 25
    over.set()


def test_a_name_that_nobody_bears_and_a_server_that_is_none_are_told(newsstand: Newsstand) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert refusal(newsstand.url(), policy=newsstand.policy(resolve=unknown)).code == "unreachable"

    def another_service(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    newsstand.scripts["/"] = another_service
    failed = refusal(newsstand.url(), policy=newsstand.policy())
    assert (failed.code, failed.is_for_good) == ("unreachable", False)


def test_under_tls_the_name_is_asked_for_at_the_checked_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        hello: list[bytes] = []

        def take_one() -> None:
            caller, _place = server.accept()
            with caller:
                hello.append(caller.recv(4096))

        thread = threading.Thread(target=take_one)
        thread.start()
        port = server.getsockname()[1]
        rules = Policy(
            resolve=Resolver(["127.0.0.1"]), is_allowed=lambda address: True, ports={port}
        )
        assert refusal(f"https://news.example:{port}/", policy=rules).code == "unreachable"
        thread.join()
    assert b"news.example" in hello[0]


def test_an_address_that_takes_no_connection_is_passed_over_for_the_next(
    newsstand: Newsstand,
) -> None:
    newsstand.put("/", "here")
    rules = newsstand.policy(
        resolve=Resolver(["127.9.9.9", "127.0.0.1"]), is_allowed=lambda address: True
    )
    assert call(newsstand.url(), policy=rules).content == b"here"
