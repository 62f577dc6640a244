"""A plot of cost against size, drawn as SVG: both axes logarithmic, so that a slope is a power."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 80, 24, 24, 64
# Told apart by shape as well as by colour, on white and on black.
COLOURS = ("#1b6ca8", "#c2571a", "#3a7d44", "#7a4fa3")


@dataclass
class Series:
    """Points (size, cost) under one name."""

    name: str
    points: list[tuple[float, float]] = field(default_factory=list)


def log_log_plot(series: Sequence[Series], *, across: str, up: str) -> str:
    """The SVG text: a line with its points for each series, powers of ten as grid."""
    points = [point for line in series for point in line.points]
    x_from, x_to = _decades([x for x, _ in points])
    y_from, y_to = _decades([max(y, 1e-6) for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - x_from) / (x_to - x_from)
        risen = (math.log10(max(y, 1e-6)) - y_from) / (y_to - y_from)
        return (
            LEFT + right * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - risen * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="#222">',
        f"<title>{escape(up)} against {escape(across)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for decade in range(x_from, x_to + 1):
        x, bottom = place(10.0**decade, 10.0**y_from)
        parts.append(_line(x, bottom, x, TOP))
        parts.append(_text(x, bottom + 18, f"{10**decade:,}", anchor="middle"))
    for decade in range(y_from, y_to + 1):
        left, y = place(10.0**x_from, 10.0**decade)
        parts.append(_line(left, y, WIDTH - RIGHT, y))
        parts.append(_text(left - 8, y + 4, f"{10.0**decade:g}", anchor="end"))
    for number, line in enumerate(series):
        parts += _drawn(line, [place(*point) for point in line.points], number)
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across, anchor="middle"))
    parts.append(
        f'<text transform="translate(16 {HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(up)}</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Sequence[float]) -> tuple[int, int]:
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return first, max(last, first + 1)


def _drawn(line: Series, places: Sequence[tuple[float, float]], number: int) -> list[str]:
    colour = COLOURS[number % len(COLOURS)]
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts = [f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for x, y in places:
        parts.append(_mark(x, y, number, colour))
    top = TOP + 16 + 20 * number
    parts.append(_mark(LEFT + 18, top - 4, number, colour))
    parts.append(_text(LEFT + 32, top, line.name))
    return parts


def _mark(x: float, y: float, number: int, colour: str) -> str:
    if number % 2:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" '
        'stroke="#ddd" stroke-width="1"/>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
