"""The files of one import: taken out of archives within limits, decoded, and nothing else."""

import posixpath
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from annotator.formats.records import FileRefused, Problem

_RATIO_COUNTS_FROM = 100_000
"""Bytes: below this a file is small however well it was packed."""
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_ARCHIVE_NAMES = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar")
# What file managers and brat put beside the data.
_PASSED_OVER = re.compile(
    r"(^|/)(__MACOSX/|\.[^/]*(/|$)|Thumbs\.db$|desktop\.ini$"
    r"|(annotation|visual|tools|kb_shortcuts)\.conf$)",
    re.I,
)
# What an archive that is not whole, or lies about itself, has zipfile and zlib raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,40})", re.I)
# Names a page may give for what it is written in; only those in which every byte means something.
_PAGE_ENCODINGS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-15": "iso-8859-15",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one import may hold, asked before anything is unpacked."""

    bytes_unpacked: int = 400_000_000
    bytes_per_file: int = 100_000_000
    files: int = 50_000
    ratio: int = 200
    columns: int = 200


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file by its path in what was sent, and its bytes."""

    name: str
    content: bytes


_HEADER_BYTES = 30


def is_archive(head: bytes) -> bool:
    """Whether a file that begins like this is a ZIP."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def unpack(archive: IO[bytes], name: str, limits: Limits) -> Iterator[SourceFile]:
    """The files of a ZIP, in their order; FileRefused before any of them when one may not be.

    Refused are archives that are broken, encrypted or nested, hold too much, unpack to far more
    than they weigh, lay entries over one another, or name files outside themselves or links.
    """
    try:
        opened = zipfile.ZipFile(archive)
    except _BROKEN:
        raise FileRefused(Problem(name, None, "archive_broken")) from None
    with opened:
        entries = [entry for entry in opened.infolist() if not entry.is_dir()]
        _check_archive(entries, name, limits)
        for entry in entries:
            if not _PASSED_OVER.search(entry.filename):
                yield SourceFile(entry.filename, _content(opened, entry))


def decode(file: SourceFile) -> str:
    """The text of a file in UTF-8, one BOM dropped; FileRefused names the line at fault."""
    try:
        text = file.content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise FileRefused(Problem(file.name, line, "not_utf8")) from None
    return _checked(file, text)


def decode_page(file: SourceFile) -> str:
    """The text of a web page: UTF-8, or what the page itself says it is written in."""
    try:
        return _checked(file, file.content.decode("utf-8"))
    except UnicodeDecodeError:
        said = _DECLARED.search(file.content[:4096])
        encoding = _PAGE_ENCODINGS.get(said[1].decode().lower()) if said else None
        if encoding is None:
            return decode(file)
        try:
            return _checked(file, file.content.decode(encoding))
        except UnicodeDecodeError:
            return decode(file)


def stem_of(name: str) -> str:
    """The path of a file without its ending."""
    return posixpath.splitext(name)[0]


def _checked(file: SourceFile, text: str) -> str:
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileRefused(Problem(file.name, line, "has_nul"))
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise FileRefused(Problem(file.name, None, "file_empty"))
    return text


def _check_archive(entries: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    if len(entries) > limits.files:
        values = {"count": len(entries), "most": limits.files}
        raise FileRefused(Problem(name, None, "too_many_files", values))
    if sum(entry.file_size for entry in entries) > limits.bytes_unpacked:
        raise FileRefused(Problem(name, None, "unpacks_too_large"))
    seen: set[str] = set()
    for entry in entries:
        code = _wrong_with(entry, seen, limits)
        if code:
            raise FileRefused(Problem(_printable(entry.filename), None, code))
        seen.add(entry.filename.casefold())
    if _overlap(entries):
        raise FileRefused(Problem(name, None, "archive_broken"))


def _wrong_with(entry: zipfile.ZipInfo, seen: set[str], limits: Limits) -> str:
    path = entry.filename
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in parts[0] or ".." in parts:
        return "path_outside"
    if not path.isprintable():
        return "path_unprintable"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and not stat.S_ISREG(kind):
        return "not_a_file"
    if entry.flag_bits & 0x1:
        return "encrypted"
    if path.casefold() in seen:
        return "file_twice"
    if path.casefold().endswith(_ARCHIVE_NAMES):
        return "archive_nested"
    if entry.file_size > limits.bytes_per_file:
        return "unpacks_too_large"
    is_large = entry.file_size > _RATIO_COUNTS_FROM
    if is_large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        return "packed_too_tightly"
    return ""


def _overlap(entries: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether entries share packed bytes: then a small file unpacks to many large ones."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _HEADER_BYTES + entry.compress_size
    return False


def _content(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with opened.open(entry) as unpacked:
            content = unpacked.read(entry.file_size + 1)
    except (*_BROKEN, RuntimeError):
        raise FileRefused(Problem(entry.filename, None, "archive_broken")) from None
    if len(content) != entry.file_size:
        raise FileRefused(Problem(entry.filename, None, "archive_broken"))
    if content.startswith(_ARCHIVES):
        raise FileRefused(Problem(entry.filename, None, "archive_nested"))
    return content


def _printable(path: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in path)[:200]
