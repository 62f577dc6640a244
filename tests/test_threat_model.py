"""Each test that the threat model names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_[a-z_]+)`")


def test_every_kind_of_input_names_tests_that_exist() -> None:
    named = NAMED.findall((ROOT / "docs" / "threat-model.md").read_text())
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(rf"^ *def {name}\(", (ROOT / path).read_text(), re.MULTILINE)
    ]
    assert not missing
    assert len(named) > 20
