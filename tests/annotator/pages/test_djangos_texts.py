"""Django's own texts speak as ours do, and are still Django's."""

import re

import pytest
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import override

from annotator.pages.djangos_texts import PASSWORD_LENGTH, PASSWORD_TEXTS

POLITE = re.compile(r"\b[Uu]w?\b")


def test_what_is_asked_of_a_password_is_said_as_everything_else_is() -> None:
    with override("nl"):
        said = " ".join(str(text) for text in password_validators_help_texts())
        said += str(PasswordChangeForm.error_messages["password_incorrect"])
    assert "wachtwoord" in said
    assert not POLITE.search(said)


def test_the_words_are_those_that_django_uses() -> None:
    with override("en"):
        asked = {str(text) for text in password_validators_help_texts()}
        asked.add(str(PasswordChangeForm.error_messages["password_incorrect"]))
        length = PASSWORD_LENGTH % {"min_length": 12}
    assert asked <= {*PASSWORD_TEXTS, str(length)}


@pytest.mark.parametrize(("count", "word"), [(1, "teken"), (12, "tekens")])
def test_the_length_is_told_in_the_right_number(count: int, word: str) -> None:
    with override("nl"):
        assert f"{count} {word} " in str(PASSWORD_LENGTH % {"min_length": count})
