import sys

import pytest

from annotator.left_out import left_out


def test_in_the_block_it_is_as_if_they_were_not_installed_and_afterwards_they_are() -> None:
    with left_out("antigravity"), pytest.raises(ModuleNotFoundError):
        __import__("antigravity")

    assert "antigravity" not in sys.modules


def test_what_was_loaded_before_stays() -> None:
    with left_out("decimal"):
        import decimal

    assert sys.modules["decimal"] is decimal
