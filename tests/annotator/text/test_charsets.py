"""Bytes into text: what a page declares, what it says itself, and what it is after all."""

import pytest

from annotator.text.canonical import TextRefused
from annotator.text.charsets import decode_page

WORDS = "Een café aan de Maas – “dicht”"


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (WORDS.encode(), ""),
        (WORDS.encode(), "utf-8"),
        (WORDS.encode(), '"UTF-8"'),
        (WORDS.encode("utf-8-sig"), "iso-8859-1"),
        (WORDS.encode("utf-16"), "utf-8"),
        (WORDS.encode("cp1252"), ""),
        (WORDS.encode("cp1252"), "ISO-8859-1"),
        (WORDS.encode("cp1252"), "rot13"),
        (WORDS.encode(), "x-unknown"),
        (WORDS.encode(), "us-ascii"),
    ],
)
def test_the_words_come_out_whatever_they_were_written_in(content: bytes, declared: str) -> None:
    assert decode_page(content, declared=declared).removeprefix("\ufeff") == WORDS


@pytest.mark.parametrize("said", ['<meta charset="koi8-r">', "<META content='a; charset=koi8-r'>"])
def test_a_page_may_say_it_itself(said: str) -> None:
    assert decode_page((said + "Вода").encode("koi8-r")) == said + "Вода"


def test_what_fits_no_encoding_is_refused_and_never_guessed() -> None:
    with pytest.raises(TextRefused):
        decode_page(b"caf\xe9", declared="utf-8")
