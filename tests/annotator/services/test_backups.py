"""Backups in this process: every row, every file worth keeping; on PostgreSQL, back as well."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from annotator.models import Annotation, User
from annotator.services.backups import (
    BackupRefused,
    check_backup,
    files_worth_keeping,
    has_people,
    read_manifest,
    restore_backup,
    write_backup,
)
from tests.cast import FLOODED


def silent(line: str) -> None:
    """Nobody looks on."""


@pytest.fixture
def data_dir(tmp_path: Path, settings: Settings) -> Path:
    """A folder with something of everything in it."""
    folder = tmp_path / "data"
    for name in ("secret-key", "media/a/upload.txt", "broker/log", "static/a.css", "dev.lock"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    settings.DATA_DIR = folder
    return folder


def test_only_what_cannot_be_made_again_is_kept(data_dir: Path) -> None:
    kept = [str(path.relative_to(data_dir)) for path in files_worth_keeping()]
    assert kept == ["media/a/upload.txt", "secret-key"]


@pytest.mark.django_db(transaction=True)
def test_a_backup_counts_every_row_and_is_found_whole(
    data_dir: Path, tmp_path: Path, annotation: Annotation
) -> None:
    backup = tmp_path / "desk.tar.gz"
    manifest = write_backup(backup, tell=silent)
    assert manifest.tables["annotator_annotation"]["rows"] == 1
    assert manifest.tables["annotator_user"]["rows"] == User.objects.count()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert check_backup(backup, tell=silent) == read_manifest(backup) == manifest
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []
    with pytest.raises(BackupRefused, match="is there already"):
        write_backup(backup, tell=silent)
    with pytest.raises(BackupRefused, match="work in this database"):
        restore_backup(backup, replace=False, tell=silent)


@pytest.mark.django_db(transaction=True)
def test_a_damaged_a_foreign_and_a_newer_backup_are_refused(
    data_dir: Path, tmp_path: Path, manager: User
) -> None:
    backup = tmp_path / "desk.tar"
    write_backup(backup, tell=silent)
    content = bytearray(backup.read_bytes())
    damaged = tmp_path / "damaged.tar"
    place = content.rindex(b"secret-key") if b"secret-key" in content else len(content) // 2
    content[place] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(BackupRefused):
        check_backup(damaged, tell=silent)
    (tmp_path / "notes.tar").write_text("nothing of the kind")
    with pytest.raises(BackupRefused, match="cannot be read"):
        read_manifest(tmp_path / "notes.tar")
    strange: list[tuple[dict[str, object], str]] = [
        ({"engine": "oracle"}, "Set DATABASE_URL"),
        ({"migrations": {"annotator": ["9999_of_the_future"]}}, "newer version"),
        ({"format": 99}, "another version"),
    ]
    for changes, why in strange:
        with pytest.raises(BackupRefused, match=why):
            restore_backup(rewritten(backup, changes), replace=True, tell=silent)
    outward = {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    files = {**read_manifest(backup).files, "files/../x": outward}
    altered = rewritten(backup, {"files": files})
    with tarfile.open(altered, "a") as packed:
        member = tarfile.TarInfo("files/../x")
        member.size = 1
        packed.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(BackupRefused, match="does not belong"):
        check_backup(altered, tell=silent)


def rewritten(backup: Path, changes: dict[str, object]) -> Path:
    """The same backup with another manifest."""
    other = backup.with_name("other.tar")
    manifest = backup.with_name("manifest.json")
    with tarfile.open(backup) as packed, tarfile.open(other, "w") as made:
        for member in packed:
            content = packed.extractfile(member)
            assert content is not None
            if member.name == "manifest.json":
                manifest.write_text(json.dumps({**json.loads(content.read()), **changes}))
                made.add(manifest, "manifest.json")
            else:
                made.addfile(member, content)
    return other


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="tests/ops/test_backup.py does it")
def test_on_postgresql_what_was_there_comes_back_and_ids_go_on(
    data_dir: Path, tmp_path: Path, annotation: Annotation, manager: User
) -> None:
    backup = tmp_path / "desk.tar"
    write_backup(backup, tell=silent)
    Annotation.objects.update(quote="spoilt")
    newcomer = User.objects.create_user("later@cast.example", "x" * 20)
    (data_dir / "secret-key").write_text("another")
    manifest = restore_backup(backup, replace=True, tell=silent)
    assert Annotation.objects.get().quote == FLOODED
    assert not User.objects.filter(email=newcomer.email).exists()
    assert (data_dir / "secret-key").read_text() == "secret-key"
    assert User.objects.create_user("next@cast.example", "x" * 20).pk > manager.pk
    assert manifest.row_count > 10
    assert has_people()
    assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="there no name goes into a statement")
def test_a_name_that_is_no_table_of_ours_goes_into_no_statement(
    data_dir: Path, tmp_path: Path, annotation: Annotation
) -> None:
    backup = tmp_path / "desk.tar"
    write_backup(backup, tell=silent)
    tables = dict(read_manifest(backup).tables)
    hostile = {"rows": 0, "sha256": "", "columns": ["id"]}
    odd_columns = {**tables["annotator_annotation"], "columns": ["id\") FROM PROGRAM 'true' --"]}
    strange = ({'x"; DROP TABLE y; --': hostile}, {"annotator_annotation": odd_columns})
    for changed in strange:
        altered = rewritten(backup, {"tables": {**tables, **changed}})
        with pytest.raises(BackupRefused, match="no table of this version"):
            restore_backup(altered, replace=True, tell=silent)
    assert Annotation.objects.get().quote == FLOODED
