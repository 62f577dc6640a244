"""Archives that would do harm, and files that are not what they say."""

import io
import zipfile

import pytest

from annotator.formats.files import Limits, SourceFile, is_archive, unpack
from annotator.formats.records import FileRefused

LIMITS = Limits(bytes_unpacked=3_000_000, bytes_per_file=2_000_000, files=20)


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A ZIP with these entries."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in entries:
            opened.writestr(name, content)
    return held.getvalue()


def refusal(content: bytes) -> str:
    """The code with which an archive is refused."""
    with pytest.raises(FileRefused) as refused:
        list(unpack(io.BytesIO(content), "x.zip", LIMITS))
    return refused.value.problem.code


def link(name: str) -> zipfile.ZipInfo:
    """An entry that is a symbolic link."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


def test_what_is_in_an_archive_comes_out_without_what_file_managers_add() -> None:
    content = archive(
        *(("a/b.txt", b"Text"), ("__MACOSX/a/._b.txt", b"x"), (".DS_Store", b"x")),
        *(("a/annotation.conf", b"[entities]"), ("a/", b"")),
    )
    assert list(unpack(io.BytesIO(content), "x.zip", LIMITS)) == [SourceFile("a/b.txt", b"Text")]
    assert is_archive(content)
    assert not is_archive(b"Text")


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/passwd", "a/../../b.txt", "C:/a.txt", "a\\..\\b.txt"]
)
def test_a_path_out_of_the_archive_is_refused(name: str) -> None:
    assert refusal(archive((zipfile.ZipInfo(name), b"x"))) == "path_outside"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive(("a.txt", b"0" * 1_900_000)), "packed_too_tightly"),
        (archive(("a.txt", b"0" * 2_500_000)), "unpacks_too_large"),
        (archive(*((f"{n}.txt", bytes([n]) * 400_000) for n in range(8))), "unpacks_too_large"),
        (archive(*((f"{n}.txt", b"x") for n in range(21))), "too_many_files"),
        (archive((link("a.txt"), b"/etc/passwd")), "not_a_file"),
        (archive(("b.zip", b"x")), "archive_nested"),
        (archive(("b.txt", archive(("c.txt", b"x")))), "archive_nested"),
        (archive(("a\n.txt", b"x")), "path_unprintable"),
        (archive(("a.txt", b"x"), ("A.TXT", b"y")), "file_twice"),
        (archive(("a.txt", b"some words"))[:-30], "archive_broken"),
        (b"PK\x03\x04 and then nothing", "archive_broken"),
    ],
    # By number: an archive holds the time it was made.
    ids=range(11),
)
def test_an_archive_that_would_do_harm_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_an_archive_whose_bytes_were_changed_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as opened:
        opened.writestr("a.txt", "some words")
    assert refusal(held.getvalue().replace(b"some words", b"same words")) == "archive_broken"


def test_entries_that_share_their_bytes_are_refused() -> None:
    content = bytearray(archive(("a.txt", b"first"), ("b.txt", b"second")))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = (0).to_bytes(4, "little")
    assert refusal(bytes(content)) == "archive_broken"


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(archive(("a.txt", b"first")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == "encrypted"
