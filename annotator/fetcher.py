"""The one way out: every call to another machine goes through here, and none from a web process.

A name is resolved once, every address it has must be public, and the connection goes to one of
exactly these addresses; each redirect is checked anew. Time, size and decompression are bounded,
and nothing is believed of what comes back but its bytes. Docs: docs/threat-model.md.
"""

import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpcore
from django.conf import settings
from django.utils.translation import gettext as _

from annotator.text.destinations import (
    PORTS,
    Destination,
    DestinationRefused,
    is_public,
    read_destination,
)

SECONDS_IN_ALL = 10.0
MOST_BYTES = 5_000_000
MOST_REDIRECTS = 3
ARTICLE_KINDS = frozenset({"text/html", "text/plain", "application/xhtml+xml"})
AGENT = "Twosource"
_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 65_536


class CallFailed(Exception):
    """A call that was not made, or that brought nothing; `code` is stable, the text for a person.

    `is_for_good`: asking again would end the same.
    """

    def __init__(self, code: str, message: str, *, is_for_good: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.is_for_good = is_for_good


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_rest, place in found]


@dataclass(frozen=True)
class Policy:
    """What is asked and allowed; tests replace the outside network by replacing parts of it."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    is_allowed: Callable[[str], bool] = is_public
    ports: Collection[int] = PORTS
    seconds_in_all: float = SECONDS_IN_ALL
    most_bytes: int = MOST_BYTES
    most_redirects: int = MOST_REDIRECTS
    trust: ssl.SSLContext | None = None


@dataclass(frozen=True)
class Answer:
    """What came back: the address it came from at last, its status, headers (names in lower
    case), the kind of its content and the bytes, decompressed."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """The media type, such as text/html; empty when none is told."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def call(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    kinds: Collection[str] | None = None,
    policy: Policy | None = None,
) -> Answer:
    """The answer of another machine to one request; redirects are followed for GET alone.

    `kinds` are the media types that are read; others fail before their bytes come. Raises
    `CallFailed`, also where this installation is not to call out at all (OUTBOUND_CALLS).
    """
    if not settings.OUTBOUND_CALLS:
        text = _("This installation calls no other machines.")
        raise CallFailed("calls_off", text, is_for_good=True)
    rules = policy or Policy()
    deadline = time.monotonic() + rules.seconds_in_all
    sent = {"Accept-Encoding": "gzip, deflate", "User-Agent": AGENT, **(headers or {})}
    for _step in range(rules.most_redirects + 1):
        answer = _one_call(url, method, sent, content, kinds, rules, deadline)
        if method != "GET" or answer.status not in _REDIRECTS:
            return answer
        url = _next_url(answer)
    raise CallFailed(
        "too_many_redirects", _("The address leads on and on to other addresses."), is_for_good=True
    )


def _next_url(answer: Answer) -> str:
    place = answer.headers.get("location", "").encode("latin-1").decode(errors="replace")
    try:
        return urljoin(answer.url, place)
    except ValueError:
        raise CallFailed("address_refused", _("It leads on to what is no address.")) from None


def _one_call(
    url: str,
    method: str,
    headers: Mapping[str, str],
    content: bytes,
    kinds: Collection[str] | None,
    rules: Policy,
    deadline: float,
) -> Answer:
    try:
        destination = read_destination(url, ports=rules.ports)
    except DestinationRefused as refused:
        raise CallFailed("address_refused", str(refused), is_for_good=True) from None
    addresses = _checked_addresses(destination, rules, deadline)
    place = httpcore.URL(
        scheme=destination.scheme.encode(),
        host=destination.host.encode(),
        port=destination.port,
        target=destination.target.encode(),
    )
    said = [("Host", destination.host_header), *headers.items(), *_length(method, content)]
    way = _ToThese(addresses, deadline)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=rules.trust, network_backend=way) as pool,
            pool.stream(method, place, headers=said, content=content or None) as response,
        ):
            return _read(destination, response, kinds, rules)
    except (httpcore.TimeoutException, TimeoutError):
        raise _too_slow() from None
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        text = _("%(host)s did not answer as a web server does.") % {"host": destination.host}
        raise CallFailed("unreachable", text) from error


def _length(method: str, content: bytes) -> list[tuple[str, str]]:
    return [] if method == "GET" else [("Content-Length", str(len(content)))]


def _too_slow() -> CallFailed:
    return CallFailed("too_slow", _("It took too long: nothing was taken over."))


# --- where to -------------------------------------------------------------------------------


def _checked_addresses(destination: Destination, rules: Policy, deadline: float) -> list[str]:
    """The addresses of the name, resolved once; all of them may be called, or none is."""
    found = list(dict.fromkeys(_resolved(destination, rules, deadline)))
    if not found:
        raise _unknown(destination.host)
    if not all(rules.is_allowed(address) for address in found):
        raise CallFailed(
            "address_not_public",
            _("%(host)s is not on the public internet. It is not called.")
            % {"host": destination.host},
            is_for_good=True,
        )
    return found


def _resolved(destination: Destination, rules: Policy, deadline: float) -> Sequence[str]:
    """What the resolver says, in a thread of its own: the system's takes no time limit."""
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(rules.resolve(destination.host, destination.port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise _too_slow() from None
    if isinstance(found, Exception):
        raise _unknown(destination.host) from found
    return found


def _unknown(host: str) -> CallFailed:
    return CallFailed("unreachable", _("There is no machine called %(host)s.") % {"host": host})


class _ToThese(httpcore.NetworkBackend):
    """Connects to the checked addresses, whatever the name may lead to by now, until a deadline."""

    def __init__(self, addresses: Sequence[str], deadline: float) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the addresses that takes one."""
        for address in self._addresses[:-1]:
            try:
                return self._connected(address, port)
            except httpcore.ConnectError:
                continue  # a machine without IPv6, say: the next one was checked as well
        return self._connected(self._addresses[-1], port)

    def _connected(self, address: str, port: int) -> httpcore.NetworkStream:
        stream = self._plain.connect_tcp(address, port, timeout=_left(self._deadline))
        return _UntilDeadline(stream, self._deadline)


class _UntilDeadline(httpcore.NetworkStream):
    """A stream of which no single step, and not all of them together, takes longer than is left."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        return self._stream.read(max_bytes, timeout=_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends the bytes."""
        self._stream.write(buffer, timeout=_left(self._deadline))

    def close(self) -> None:
        """Hangs up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same under TLS; the name that was asked for is the one the certificate must bear."""
        wrapped = self._stream.start_tls(
            ssl_context, server_hostname, timeout=_left(self._deadline)
        )
        return _UntilDeadline(wrapped, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the plain stream tells of itself."""
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left


# --- what comes back ------------------------------------------------------------------------


def _read(
    destination: Destination,
    response: httpcore.Response,
    kinds: Collection[str] | None,
    rules: Policy,
) -> Answer:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }
    answer = Answer(destination.url, response.status, headers, b"")
    if response.status in _REDIRECTS:
        return answer
    if kinds is not None and response.status == 200 and answer.kind not in kinds:
        raise CallFailed(
            "wrong_kind",
            _("The address holds %(kind)s, not a text or a web page.")
            % {"kind": answer.kind[:60] or _("something untold")},
            is_for_good=True,
        )
    content = _bounded(response.iter_stream(), headers.get("content-encoding", ""), rules)
    return Answer(destination.url, response.status, headers, content)


def _bounded(chunks: Iterable[bytes], encoding: str, rules: Policy) -> bytes:
    """The bytes, decompressed as they come and never beyond the limit."""
    content = bytearray()
    for piece in _unpacked(chunks, encoding.strip().lower()):
        content += piece
        if len(content) > rules.most_bytes:
            raise CallFailed(
                "too_large",
                _("It is larger than %(megabytes)s MB: nothing was taken over.")
                % {"megabytes": rules.most_bytes // 1_000_000},
                is_for_good=True,
            )
    return bytes(content)


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise CallFailed("wrong_kind", _("It is packed in a way that was not asked for."))
    # 32: the header tells gzip from zlib.
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for chunk in chunks:
            while chunk and not stream.eof:
                yield stream.decompress(chunk, _CHUNK)
                chunk = stream.unconsumed_tail
        yield stream.flush()
    except zlib.error:
        raise _broken() from None
    if not stream.eof:
        raise _broken()


def _broken() -> CallFailed:
    return CallFailed("wrong_kind", _("It is packed, and cannot be unpacked."))
