"""Backups: the database as of one moment and the files beside it, in one checked file; and back.

A backup is a tar of `manifest.json` (what is in it, with counts and hashes), the database (a SQLite
file, or one table a file for PostgreSQL) and the files of DATA_DIR that cannot be made again.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

FORMAT = 1
MANIFEST, SQLITE_COPY, TABLES, FILES = "manifest.json", "database.sqlite3", "tables", "files"
# What is made again by itself, or belongs to processes that run.
_NOT_KEPT = ("broker", "broker.sock", "static", "static-stamp", "dev.lock", "backups")
_BLOCK = 1 << 20

Tell = Callable[[str], None]


class BackupRefused(Exception):
    """Nothing was written; the text says why, and what to do."""


@dataclass
class Manifest:
    """What a backup holds."""

    made_at: str
    engine: str
    migrations: dict[str, list[str]]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def row_count(self) -> int:
        """How many rows all tables have together."""
        return sum(table["rows"] for table in self.tables.values())


def write_backup(target: Path, *, tell: Tell) -> Manifest:
    """Writes the backup to `target`, readable by its owner only, and never half of it. What was
    acknowledged before this began is in it; others go on writing meanwhile."""
    if target.exists():
        raise BackupRefused(f"{target} is there already. Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    engine = connection.vendor
    manifest = Manifest(timezone.now().isoformat(), engine, migrations={})
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        inside = Path(folder)
        if engine == "sqlite":
            _copy_sqlite(inside, manifest, tell)
        else:
            _copy_tables(inside, manifest, tell)
        for path in files_worth_keeping():
            name = f"{FILES}/{path.relative_to(settings.DATA_DIR)}"
            _keep_file(path, inside / name, name, manifest)
        (inside / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
        _pack(inside, target)
    return manifest


def read_manifest(backup: Path) -> Manifest:
    """What a backup says it holds; BackupRefused when the file is none."""
    try:
        with tarfile.open(backup) as packed:
            member = packed.next()
            if member is None or member.name != MANIFEST:
                raise BackupRefused(f"{backup} is no backup of Twosource.")
            said = json.loads(_opened(packed, member).read())
            if said.get("format") != FORMAT:
                raise BackupRefused(f"{backup} was made by another version, in another form.")
            return Manifest(**said)
    except (OSError, tarfile.TarError, ValueError, TypeError) as error:
        raise BackupRefused(f"{backup} cannot be read: {error}") from error


def check_backup(backup: Path, *, tell: Tell) -> Manifest:
    """What a backup holds, after a look at every file in it; BackupRefused when it is not whole."""
    manifest = read_manifest(backup)
    with tempfile.TemporaryDirectory(prefix="twosource-check-") as folder:
        _unpack(backup, manifest, Path(folder), tell)
    return manifest


def restore_backup(backup: Path, *, replace: bool, tell: Tell) -> Manifest:
    """Puts a backup in the place of this installation's database and files.

    Every hash is checked before anything is touched, and every count and hash once more on what
    was restored; when something differs nothing is changed. A database with people in it is
    refused unless `replace`.
    """
    manifest = read_manifest(backup)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_fits(manifest)
    if has_people() and not replace:
        raise BackupRefused(
            "There is work in this database already, and restoring would lose it. Nothing was "
            "changed. Make a backup of it, then say --replace."
        )
    with (
        _nobody_running(),
        tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder,
    ):
        inside = Path(folder)
        _unpack(backup, manifest, inside, tell)
        if manifest.engine == "sqlite":
            _put_sqlite(inside / SQLITE_COPY, manifest, tell)
        else:
            _put_tables(inside / TABLES, manifest, tell)
        for name in manifest.files:
            if name.startswith(f"{FILES}/"):
                _put_file(inside / name, settings.DATA_DIR / name.removeprefix(f"{FILES}/"))
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def files_worth_keeping() -> list[Path]:
    """The files of DATA_DIR that a restored installation needs and cannot make again."""
    root = settings.DATA_DIR
    database = Path(str(settings.DATABASES["default"].get("NAME") or ""))
    found = []
    for path in sorted(root.rglob("*")):
        top = path.relative_to(root).parts[0]
        is_database = path.name.startswith(database.name) and path.parent == database.parent
        if top in _NOT_KEPT or top.startswith(".") or is_database or path.is_symlink():
            continue
        if path.is_file() and not path.name.endswith(".tar"):
            found.append(path)
    return found


def has_people() -> bool:
    """Whether anybody has an account here; that is what makes a database somebody's."""
    if "annotator_user" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM annotator_user LIMIT 1")
        return cursor.fetchone() is not None


# --- SQLite ---------------------------------------------------------------------------------


def _sqlite_path() -> Path:
    name = str(connection.settings_dict["NAME"])
    if name.startswith("file:") or name == ":memory:":
        raise BackupRefused("This database is in no file, so nothing can be put in its place.")
    return Path(name)


def _copy_sqlite(inside: Path, manifest: Manifest, tell: Tell) -> None:
    connection.ensure_connection()
    copy = inside / SQLITE_COPY
    with contextlib.closing(sqlite3.connect(copy)) as made:
        # In one step: the copy is of one moment, and whoever writes meanwhile writes on.
        connection.connection.backup(made, pages=-1)
        made.execute("PRAGMA journal_mode=DELETE")
        _check_sound(made)
        manifest.migrations = _migrations_in(made.execute)
        manifest.tables = _sqlite_tables(made, tell)
    manifest.files[SQLITE_COPY] = _facts(copy)


def _put_sqlite(copy: Path, manifest: Manifest, tell: Tell) -> None:
    with contextlib.closing(sqlite3.connect(copy)) as found:
        _check_sound(found)
        _check_same(manifest, _sqlite_tables(found, tell))
    place = _sqlite_path()
    connection.close()
    for beside in ("-wal", "-shm", "-journal"):
        Path(f"{place}{beside}").unlink(missing_ok=True)
    _put_file(copy, place)


def _check_sound(database: sqlite3.Connection) -> None:
    [(said,)] = database.execute("PRAGMA integrity_check(1)").fetchall()
    broken = database.execute("PRAGMA foreign_key_check").fetchone()
    if said != "ok" or broken is not None:
        raise BackupRefused(f"The database is damaged: {said if said != 'ok' else broken}.")


def _sqlite_tables(database: sqlite3.Connection, tell: Tell) -> dict[str, dict[str, Any]]:
    listed = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    )
    names = [name for (name,) in listed]
    found: dict[str, dict[str, Any]] = {}
    for number, name in enumerate(names, 1):
        digest, rows = hashlib.sha256(), 0
        for row in database.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):  # noqa: S608 - a table's own name
            digest.update(repr(row).encode())
            rows += 1
        found[name] = {"rows": rows, "sha256": digest.hexdigest()}
        tell(f"[{number}/{len(names)}] {name}: {rows} rows")
    return found


# --- PostgreSQL -----------------------------------------------------------------------------


def _copy_tables(inside: Path, manifest: Manifest, tell: Tell) -> None:
    (inside / TABLES).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        manifest.migrations = _migrations_in(cursor.execute, cursor.fetchall)
        names = sorted(connection.introspection.table_names(cursor))
        for number, name in enumerate(names, 1):
            path = inside / TABLES / name
            columns = _columns(cursor, name)
            with path.open("wb") as file:
                rows = _copied_out(cursor, name, columns, file.write)
            facts = _facts(path)
            manifest.files[f"{TABLES}/{name}"] = facts
            manifest.tables[name] = {"rows": rows, "sha256": facts["sha256"], "columns": columns}
            tell(f"[{number}/{len(names)}] {name}: {rows} rows")


def _put_tables(folder: Path, manifest: Manifest, tell: Tell) -> None:
    _make_tables(manifest)
    with transaction.atomic(), connection.cursor() as cursor:
        _check_names(manifest, cursor)
        everything = ", ".join(f'"{name}"' for name in manifest.tables)
        cursor.execute(f"TRUNCATE {everything} RESTART IDENTITY CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name, table in manifest.tables.items():
            columns = ", ".join(f'"{column}"' for column in table["columns"])
            with (
                (folder / name).open("rb") as file,
                cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as into,
            ):
                while block := file.read(_BLOCK):
                    into.write(block)
        _check_same(manifest, _postgres_tables(cursor, manifest, tell))
        _set_counters(cursor, manifest)


def _check_names(manifest: Manifest, cursor: Any) -> None:
    """A backup is a file from elsewhere: what it names goes into statements only where it is what
    our own tables and columns are called."""
    ours = set(connection.introspection.table_names(cursor))
    for name, table in manifest.tables.items():
        if name not in ours or set(table["columns"]) != set(_columns(cursor, name)):
            raise BackupRefused(
                f"The backup holds {name!r}, which is no table of this version, or with other "
                "columns. Nothing was changed."
            )


def _make_tables(manifest: Manifest) -> None:
    """The tables as they were when the backup was made: an empty database gets them, another has
    to have just these."""
    with connection.cursor() as cursor:
        if "django_migrations" in connection.introspection.table_names(cursor):
            found = _migrations_in(cursor.execute, cursor.fetchall)
            if found == manifest.migrations:
                return
            if found:
                raise BackupRefused(
                    "The tables of this database are of another version than the backup. Nothing "
                    "was changed. Restore into an empty database: the tables are made there."
                )
    for app, names in manifest.migrations.items():
        call_command("migrate", app, names[-1], interactive=False, verbosity=0)


def _postgres_tables(cursor: Any, manifest: Manifest, tell: Tell) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number, (name, table) in enumerate(manifest.tables.items(), 1):
        digest = hashlib.sha256()
        rows = _copied_out(cursor, name, table["columns"], digest.update)
        found[name] = {"rows": rows, "sha256": digest.hexdigest()}
        tell(f"[{number}/{len(manifest.tables)}] {name}: {rows} rows")
    return found


def _copied_out(cursor: Any, name: str, columns: list[str], take: Callable[[Any], Any]) -> int:
    keys = connection.introspection.get_primary_key_columns(cursor, name) or columns
    listed = ", ".join(f'"{column}"' for column in columns)
    order = ", ".join(f'"{key}"' for key in keys)
    rows = 0
    statement = f'COPY (SELECT {listed} FROM "{name}" ORDER BY {order}) TO STDOUT'  # noqa: S608 - names of our own tables
    with cursor.copy(statement) as out:
        for block in out:
            take(bytes(block))
            rows += bytes(block).count(b"\n")
    return rows


def _columns(cursor: Any, name: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, name)]


def _set_counters(cursor: Any, manifest: Manifest) -> None:
    """Lets every table count on behind its last row."""
    for name in manifest.tables:
        for counter in connection.introspection.get_sequences(cursor, name):
            column = counter["column"]
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{name}\"', %s), "  # noqa: S608 - names of our own tables
                f'COALESCE(MAX("{column}"), 1), MAX("{column}") IS NOT NULL) FROM "{name}"',
                [column],
            )


# --- files ----------------------------------------------------------------------------------


def _keep_file(path: Path, copy: Path, name: str, manifest: Manifest) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(path, copy)
    except FileNotFoundError:
        return  # it went away while we looked: nothing that lasts
    manifest.files[name] = _facts(copy)


def _put_file(copy: Path, place: Path) -> None:
    """The file in its place, at once and readable by its owner only."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = place.with_name(f".{place.name}.restored")
    shutil.copyfile(copy, new)
    new.chmod(0o600)
    with new.open("rb") as written:
        os.fsync(written.fileno())
    new.replace(place)


def _facts(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def _pack(inside: Path, target: Path) -> None:
    half = target.with_name(f".{target.name}.half")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            mode = "w:gz" if target.suffix in (".gz", ".tgz") else "w"
            with tarfile.open(fileobj=file, mode=mode) as packed:  # type: ignore[call-overload]  # "w" or "w:gz"
                packed.add(inside / MANIFEST, MANIFEST)
                for path in sorted(inside.rglob("*")):
                    if path.is_file() and path.name != MANIFEST:
                        packed.add(path, str(path.relative_to(inside)))
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def _unpack(backup: Path, manifest: Manifest, inside: Path, tell: Tell) -> None:
    """The files the manifest names and no others, each with the hash it must have."""
    missing = set(manifest.files)
    with tarfile.open(backup) as packed:
        for member in packed:
            if member.name == MANIFEST:
                continue
            facts = manifest.files.get(member.name)
            is_inside = (inside / member.name).resolve().is_relative_to(inside.resolve())
            # Below the data directory the same name could lead out of it.
            is_inside = is_inside and ".." not in PurePosixPath(member.name).parts
            if facts is None or not member.isfile() or not is_inside:
                raise BackupRefused(f"The backup holds {member.name!r}, which does not belong.")
            path = inside / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(_opened(packed, member), file, _BLOCK)
            if _facts(path) != facts:
                raise BackupRefused(f"{member.name} in the backup is damaged. Nothing was changed.")
            missing.discard(member.name)
    if missing:
        raise BackupRefused(f"The backup lacks {sorted(missing)[0]}. Nothing was changed.")
    tell(f"{len(manifest.files)} files have the hashes they must have")


def _opened(packed: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = packed.extractfile(member)
    if opened is None:
        raise BackupRefused(f"The backup holds {member.name!r}, which is no file.")
    return opened


# --- what must hold -------------------------------------------------------------------------


def _migrations_in(
    execute: Callable[[str], Any], fetch: Callable[[], Any] | None = None
) -> dict[str, list[str]]:
    found = execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    rows = fetch() if fetch is not None else found.fetchall()
    names: dict[str, list[str]] = {}
    for app, name in rows:
        names.setdefault(app, []).append(name)
    return names


def _check_fits(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupRefused(
            f"The backup is of {manifest.engine}, this installation uses {connection.vendor}. "
            "Set DATABASE_URL to a database of that kind, or unset it."
        )
    known = set(MigrationLoader(None).disk_migrations)
    made_with = {(app, name) for app, names in manifest.migrations.items() for name in names}
    if newer := sorted(made_with - known):
        raise BackupRefused(
            f"The backup was made by a newer version (it knows {newer[0][0]}.{newer[0][1]}). "
            "Install that version, then restore."
        )


def _check_same(manifest: Manifest, found: dict[str, dict[str, Any]]) -> None:
    for name, table in manifest.tables.items():
        now = found.get(name, {"rows": 0, "sha256": ""})
        if (now["rows"], now["sha256"]) != (table["rows"], table["sha256"]):
            raise BackupRefused(
                f"{name} came out with {now['rows']} rows instead of {table['rows']}, or with "
                "others. Nothing was changed."
            )


@contextlib.contextmanager
def _nobody_running() -> Iterator[None]:
    """Holds the lock of `manage.py dev` on this folder, so that it neither runs nor starts."""
    with (settings.DATA_DIR / "dev.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(
                f"Twosource runs in {settings.DATA_DIR}. Stop it first; nothing was changed."
            ) from None
        yield
