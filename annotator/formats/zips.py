"""ZIP files written while they are read: nothing of them stands on a disk or whole in memory."""

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MOST_WAITING = 1 << 16
# The earliest that a ZIP can say: the same content is the same file whenever it is made.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Outlet:
    """A file that is written on one side and emptied on the other; nobody can seek in it."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = 0

    def write(self, data: bytes) -> int:
        """Takes the bytes."""
        self._pieces.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def emptied(self) -> bytes:
        """What was written since the last time."""
        content = b"".join(self._pieces)
        self._pieces.clear()
        self.waiting = 0
        return content

    def flush(self) -> None:
        """Nothing waits but for who empties it."""

    def close(self) -> None:
        """What was written can still be taken."""


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """A ZIP of the named files, piece by piece; the same files make the same bytes."""
    outlet = Outlet()
    with ZipFile(outlet, "w") as archive:
        for name, pieces in files:
            entry = ZipInfo(name, date_time=_LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    if outlet.waiting > _MOST_WAITING:
                        yield outlet.emptied()
    yield outlet.emptied()
