"""The command that makes tokens."""

import io

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from annotator.models import ApiToken, User


def test_it_prints_just_a_token_that_works(annotator: User) -> None:
    out = io.StringIO()
    call_command("create_token", annotator.email.upper(), scope="write", stdout=out)
    [secret] = out.getvalue().splitlines()
    client = APIClient(headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/projects/").status_code == 200
    assert ApiToken.objects.get().scope == "write"


def test_it_says_whom_it_does_not_know(annotator: User) -> None:
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("create_token", "nobody@cast.example")
    annotator.is_active = False
    annotator.save()
    with pytest.raises(CommandError, match="switched off"):
        call_command("create_token", annotator.email)
    assert not ApiToken.objects.exists()
