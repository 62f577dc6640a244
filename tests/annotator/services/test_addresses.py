"""What is wrong with an address is said in the reader's language."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from annotator.errors import BadInput
from annotator.services.addresses import SENTENCES, check_address


def test_every_fault_has_its_sentence_marked_for_the_translators() -> None:
    raised: set[str] = set()
    for room in ("addresses", "destinations"):
        tree = ast.parse(Path(f"annotator/text/{room}.py").read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                raised |= {ast.literal_eval(said) for said in node.exc.args}
    with override("en"):
        assert raised == {str(sentence) for sentence in SENTENCES}


@pytest.mark.parametrize(
    ("url", "is_called"), [("ftp://a.example", False), ("https://10.0.0.1/", True)]
)
def test_a_wrong_address_is_refused_in_dutch_to_whoever_reads_dutch(
    url: str, is_called: bool
) -> None:
    with override("nl"), pytest.raises(BadInput, match=r"^(Het adres|De host) moet"):
        check_address(url, is_called=is_called)
    check_address("https://news.example/")
