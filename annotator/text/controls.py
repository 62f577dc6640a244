"""Characters that turn the direction of writing without being seen, and their names."""

import re

NAMES = {
    "\u061c": "ALM",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
"""Character -> its name in the Unicode bidirectional algorithm (UAX 9)."""

_EACH = re.compile(f"([{''.join(NAMES)}])")


def has_controls(words: str) -> bool:
    """Whether such a character is among the words."""
    return _EACH.search(words) is not None


def split_at_controls(words: str) -> list[tuple[str, str]]:
    """The words in order as (part, name): a control alone with its name, the rest with ""."""
    return [(part, NAMES.get(part, "")) for part in _EACH.split(words) if part]
