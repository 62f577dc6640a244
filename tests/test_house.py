"""What the import linter cannot see of the one-way streets, and the habits of the house."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.migrations.loader import MigrationLoader

from annotator.static_storage import ENTRIES, one_file

ROOT = Path(settings.BASE_DIR)
TOP_LEVEL = {
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "annotator",
    "benchmarks",
    "credibility",
    "docker-compose.yml",
    "docs",
    "manage.py",
    "pyproject.toml",
    "requirements-test.lock",
    "requirements.lock",
    "seeds",
    "templates",
    "tests",
}
SAYS_NOTHING = {"utils", "helpers", "common", "core", "misc", "base", "manager"}


def tracked_files() -> list[Path]:
    """The files of the project, as git knows them; all of them where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        return [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    return [Path(line) for line in listed.stdout.splitlines()]


def test_no_model_of_the_annotator_points_at_credibility() -> None:
    for model in apps.get_app_config("annotator").get_models():
        for field in model._meta.get_fields(include_hidden=False):
            target = getattr(field, "related_model", None)
            if field.concrete and target is not None:
                assert target._meta.app_label != "credibility", field


def test_no_migration_of_the_annotator_waits_for_credibility() -> None:
    loader = MigrationLoader(None)
    for (app, _), migration in loader.disk_migrations.items():
        if app == "annotator":
            assert all(parent != "credibility" for parent, _ in migration.dependencies)


def test_the_annotator_package_is_empty_so_that_its_pure_parts_stay_light() -> None:
    assert (ROOT / "annotator" / "__init__.py").read_text() == ""
    script = "import sys, annotator.text.spans; print('celery' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"


def test_the_root_holds_what_the_map_says_and_nothing_else() -> None:
    found = {path.parts[0] for path in tracked_files() if not path.parts[0].startswith(".")}
    assert found <= TOP_LEVEL


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = [path for path in tracked_files() if path.suffix in (".py", ".js")]
    assert not [path for path in modules if path.stem in SAYS_NOTHING]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_has_hashes_and_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    pins = re.findall(r"^([a-zA-Z0-9._-]+(?:\[.*\])?)==", text, flags=re.MULTILINE)
    assert len(pins) > 30
    assert text.count("--hash=sha256:") >= len(pins)


def test_only_the_guarded_fetcher_could_call_out() -> None:
    clients = re.compile(
        r"^\s*(?:import|from) (aiohttp|ftplib|httpcore|httpx|pycurl|requests|smtplib|telnetlib"
        r"|urllib3|urllib\.request|xmlrpc)\b"
        r"|\bfetch_url\b|create_connection|open_connection|connect_tcp",
        re.M,
    )
    # Both ask the machine they run on whether its own web answers.
    own_door = re.compile(r"^\s*(?:import|from) http\.client\b", re.M)
    shipped = [
        path
        for path in tracked_files()
        if path.suffix == ".py" and path.parts[0] in ("annotator", "credibility", "seeds")
    ]
    assert [path for path in shipped if clients.search((ROOT / path).read_text())] == [
        Path("annotator/fetcher.py")
    ]
    assert [path for path in shipped if own_door.search((ROOT / path).read_text())] == [
        Path("annotator/management/commands/dev.py")
    ]


def test_the_modules_of_a_page_can_be_laid_into_one_file() -> None:
    ours = FileSystemStorage(location=ROOT / "annotator" / "static")
    for entry in ENTRIES:
        assert one_file(ours, entry)
