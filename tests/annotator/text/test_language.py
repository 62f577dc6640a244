"""Which language a text is in."""

import pytest

from annotator.text.language import detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "De dijk hield stand, zei de burgemeester. Niemand raakte gewond."),
        ("en", "The dike held, the mayor said. Nobody was hurt in the storm."),
        ("de", "Der Deich hat gehalten, sagte die Stadt. Niemand wurde verletzt."),
        ("fr", "La digue a tenu, a déclaré le maire. Personne n'a été blessé."),
    ],
)
def test_it_knows_the_languages_we_work_in(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["", "Oké", "11.000", "Zandwijk", "12 345 678 " * 40, "xq zzk w " * 9]
)
def test_it_does_not_guess(text: str) -> None:
    assert detect_language(text) is None
