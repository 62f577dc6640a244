"""Which stance cue words suggest."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator
from annotator.text.cues import STANCES, cue_table, cues_file, stance_for_cue
from tests.shared_cases import cue_cases


@pytest.mark.parametrize("case", cue_cases(), ids=lambda case: case["cue"] or "no cue")
def test_it_suggests_what_the_shared_cases_say(case: dict[str, Any]) -> None:
    assert stance_for_cue(case["cue"], is_origin=True) == case["origin"]
    assert stance_for_cue(case["cue"], is_origin=False) == case["hop"]


@given(st.text(), st.booleans())
def test_any_cue_has_a_stance(cue: str, is_origin: bool) -> None:
    assert stance_for_cue(cue, is_origin=is_origin) in STANCES


def test_a_very_long_cue_is_no_trouble() -> None:
    assert stance_for_cue("niet " * 100_000, is_origin=True) == "asserts"


def test_the_pages_table_is_what_the_module_writes() -> None:
    folder = Path(annotator.__file__).parent if annotator.__file__ else Path()
    written = folder / "static" / "annotator" / "cues.json"
    assert written.read_text("utf-8") == cues_file()


def test_every_row_of_the_table_has_a_known_stance_and_words() -> None:
    for row in cue_table()["rows"]:
        assert row["stance"] in STANCES
        assert [token for token in row["pattern"] if token not in ("...", "$")]
        assert row["pattern"] == [token.lower() for token in row["pattern"]]
