"""Cases that the Python and the JavaScript side must both get right.

`offsets.json`, `segments.json` and `cues.json` are written by
`python -m tests.shared_cases.generate`.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def offset_cases() -> list[dict[str, Any]]:
    """The cases of `offsets.json`."""
    return _cases("offsets.json")


def segment_cases() -> list[dict[str, Any]]:
    """The cases of `segments.json`."""
    return _cases("segments.json")


def cue_cases() -> list[dict[str, Any]]:
    """The cases of `cues.json`."""
    return _cases("cues.json")


def _cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((HERE / name).read_text("utf-8"))["cases"]
    return cases
