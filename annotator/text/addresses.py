"""Web addresses: which are taken, and when two lead to the same article."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST_ADDRESS = 2000
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src")
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
_BLANK = re.compile("[\x00-\x20\x7f]")
_DEFAULT_PORT = {"http": 80, "https": 443}


class AddressRefused(ValueError):
    """An address that is not a plain http or https one."""


@lru_cache(maxsize=500)
def canonical_address(url: str) -> str:
    """The address as equality sees it: host in lower case, no default port, no fragment, no
    tracking parameters, the rest of the query sorted. Raises `AddressRefused`.

    Its bytes are limited too: letters that are escaped grow, and a database's index does not.
    """
    if _HALF_A_CHARACTER.search(url):
        raise AddressRefused("The address holds half a character (a lone surrogate).")
    if len(url) > LONGEST_ADDRESS or _BLANK.search(url):
        raise AddressRefused("The address has spaces or control characters, or is too long.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("The address cannot be read.") from error
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        raise AddressRefused("The address must begin with http:// or https:// and name a host.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("The address holds a user name or a password: leave them out.")
    host = parts.hostname.lower()
    if port is not None and port != _DEFAULT_PORT[parts.scheme]:
        host = f"{host}:{port}"
    query = urlencode(
        sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not name.lower().startswith(_TRACKING)
        )
    )
    canonical = urlunsplit((parts.scheme, host, parts.path or "/", query, ""))
    if len(canonical.encode()) > LONGEST_ADDRESS:
        raise AddressRefused("The address is too long.")
    return canonical
