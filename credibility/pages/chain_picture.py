"""A small picture of attribution chains: boxes from the text on the left to the origin."""

from collections.abc import Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 150, 44
GAP, ROW_GAP = 34, 14
LETTERS_IN_A_BOX = 18
MOST_BOXES = 6
MOST_ROWS = 8


@dataclass(frozen=True)
class Node:
    """What stands in a box: a name, a line below it, and which kind of box it is:
    text, hop, origin, nameless, again (named before on this way)."""

    name: str
    below: str
    kind: str


@dataclass(frozen=True)
class Box:
    """A box with its place; `arrow` leads to it from the box before."""

    node: Node
    x: int
    y: int
    name: str
    below: str
    has_arrow: bool

    @property
    def text_x(self) -> int:
        """Where the words begin."""
        return self.x + 8

    @property
    def name_y(self) -> int:
        """The base line of the name."""
        return self.y + 18

    @property
    def below_y(self) -> int:
        """The base line of the second line."""
        return self.y + 35

    @property
    def arrow_path(self) -> str:
        """The arrow from the box before."""
        middle = self.y + BOX_HEIGHT // 2
        begin, end = self.x - GAP + 5, self.x - 5
        return (
            f"M{begin} {middle}H{end}M{end - 6} {middle - 4}L{end} {middle}L{end - 6} {middle + 4}"
        )


@dataclass(frozen=True)
class Picture:
    """All boxes, and how large the picture is."""

    boxes: list[Box]
    width: int
    height: int
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def picture_of(rows: Sequence[Sequence[Node]], *, folded: str) -> Picture | None:
    """The first rows drawn below each other; None without any.

    A row of more than six boxes keeps its first two and last three: `folded` with "%(number)s" in
    it says how many are left out between them.
    """
    if not rows:
        return None
    boxes: list[Box] = []
    shown = [_short(row, folded) for row in rows[:MOST_ROWS]]
    for line, row in enumerate(shown):
        for place, node in enumerate(row):
            boxes.append(
                Box(
                    node,
                    x=1 + place * (BOX_WIDTH + GAP),
                    y=1 + line * (BOX_HEIGHT + ROW_GAP),
                    name=_cut(node.name),
                    below=_cut(node.below, most=LETTERS_IN_A_BOX + 5),
                    has_arrow=place > 0,
                )
            )
    widest = max(len(row) for row in shown)
    return Picture(
        boxes,
        width=widest * (BOX_WIDTH + GAP) - GAP + 2,
        height=len(shown) * (BOX_HEIGHT + ROW_GAP) - ROW_GAP + 2,
    )


def _short(row: Sequence[Node], folded: str) -> list[Node]:
    if len(row) <= MOST_BOXES:
        return list(row)
    left_out = len(row) - (MOST_BOXES - 1)
    return [*row[:2], Node(folded % {"number": left_out}, "", "folded"), *row[-3:]]


def _cut(text: str, *, most: int = LETTERS_IN_A_BOX) -> str:
    """As many letters as a box holds.

    >>> _cut("Main Intelligence Directorate")
    'Main Intelligence…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
