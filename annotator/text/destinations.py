"""Where a call to the outside may go: which addresses are taken, and which machines are public."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from annotator.text.addresses import LONGEST_ADDRESS

PORTS = frozenset({80, 443})
LONGEST_HOST = 253
_USUAL_PORT = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-~]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TOP_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
# Names that by their meaning lead to this machine or this house, whoever answers for them.
_HOUSE_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa")

# The special-purpose registries (RFC 6890 and what followed): written out, for what the standard
# library calls global differs between the versions of Python that we support.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_UNICAST_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
)
_TEREDO = IPv6Network("2001::/32")
_NAT64 = IPv6Network("64:ff9b::/96")
# Interface ids by which ISATAP hides an IPv4 address in the last 32 bits (RFC 5214).
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


class DestinationRefused(ValueError):
    """An address to which no call goes out; the text says why."""


@dataclass(frozen=True)
class Destination:
    """An address taken apart: `target` is path and query as they go over the wire."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        """What the header `Host` says: the port only where it is not the usual one."""
        usual = _USUAL_PORT[self.scheme] == self.port
        return self.host if usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as one text, without a fragment."""
        return f"{self.scheme}://{self.host_header}{self.target}"


def read_destination(url: str, *, ports: Collection[int] = PORTS) -> Destination:
    """The address taken apart; `DestinationRefused` unless it is a plain http or https one that
    names a host by a name (never by a number), on one of the ports, without user and password.

    >>> read_destination("https://News.Example/a?b=1#c").url
    'https://news.example/a?b=1'
    """
    if len(url) > LONGEST_ADDRESS or "\\" in url:
        raise DestinationRefused("The address is too long, or holds a backslash.")
    if any(ord(letter) <= 32 or 127 <= ord(letter) < 160 for letter in url):
        raise DestinationRefused("The address has spaces or control characters.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise DestinationRefused("The address cannot be read.") from None
    if parts.scheme not in _USUAL_PORT:
        raise DestinationRefused("The address must begin with http:// or https://.")
    if "@" in parts.netloc:
        raise DestinationRefused("The address holds a user name or a password: leave them out.")
    if not _PLAIN.fullmatch(parts.netloc) or "%" in parts.netloc:
        raise DestinationRefused("The host must be written in plain letters, digits and dots.")
    port = _USUAL_PORT[parts.scheme] if port is None else port
    if port not in ports:
        raise DestinationRefused("Only the ports 80 and 443 are called.")
    target = _wire(parts.path or "/") + (f"?{_wire(parts.query)}" if parts.query else "")
    return Destination(parts.scheme, _checked_host(host), port, target)


def is_public(address: str) -> bool:
    """Whether a machine's address is one of the public internet, also after taking out of it the
    IPv4 address that it may wrap (mapped, NAT64, 6to4, Teredo, ISATAP).

    >>> is_public("93.184.215.14"), is_public("::ffff:127.0.0.1")
    (True, False)
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False  # a scope ("fe80::1%eth0") leads to a neighbour; anything else is no address
    if isinstance(found, IPv4Address):
        return _is_public_4(found)
    return found.scope_id is None and _is_public_6(found)


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return _is_public_4(address.ipv4_mapped)
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _NAT64:
        return _is_public_4(last)
    if address in _TEREDO:
        server, client = address.teredo or (last, last)
        return _is_public_4(server) and _is_public_4(client)
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP and not _is_public_4(last):
        return False
    if address.sixtofour is not None:
        return _is_public_4(address.sixtofour)
    is_special = any(address in network for network in _NOT_PUBLIC_6)
    return address in _UNICAST_6 and address.is_global and not is_special


def _checked_host(host: str) -> str:
    labels = host.split(".")
    is_a_name = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if len(host) > LONGEST_HOST or not is_a_name or not _TOP_LABEL.fullmatch(labels[-1]):
        raise DestinationRefused(
            "The host must be a full name that ends in letters, such as news.example.org; "
            "numbers are not called."
        )
    if any(host == name or host.endswith(f".{name}") for name in _HOUSE_NAMES):
        raise DestinationRefused("This name leads into a house, not to the public internet.")
    return host


def _wire(text: str) -> str:
    """Letters beyond ASCII escaped, what is escaped already left as it is."""
    return quote(text, safe="!$%&'()*+,/:;=?@[]~-._")
