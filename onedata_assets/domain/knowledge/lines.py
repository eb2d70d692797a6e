"""Printed lines to paragraphs and headings: what PDF pages and scans have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from onedata_assets.domain.knowledge.elements import Element, ElementKind
from onedata_assets.domain.knowledge.language import is_han

HEADING_RATIO = 1.2
"""A line this much taller than the text is a heading."""
GAP_RATIO = 0.95
"""A gap between lines of more than this many text heights ends a paragraph."""
_CLOSING = "，。；：！？、）】》”’"


@dataclass(frozen=True)
class Line:
    """A printed line: its box in page units, its text, and the height of its letters."""

    text: str
    top: float
    bottom: float
    left: float
    right: float
    height: float


def join_lines(first: str, second: str) -> str:
    """Return the two parts of one paragraph; Chinese is joined without a space."""
    if not first or not second:
        return first + second
    tight = any(is_han(edge) or edge in _CLOSING for edge in (first[-1], second[0]))
    return first + ("" if tight else " ") + second


@dataclass(frozen=True)
class Measure:
    """The letter height of a page's running text, and where its lines reach the right edge."""

    body: float
    edge: float


def measure_of(lines: Sequence[Line]) -> Measure:
    """Return the measure of a page that has lines; long lines weigh more than short ones."""
    body = median(height for line in lines for height in [line.height] * max(len(line.text), 1))
    return Measure(body, max(line.right for line in lines) - 3 * body)


def elements_of_lines(lines: Sequence[Line], measure: Measure, page: int | None) -> list[Element]:
    """Return headings and paragraphs of a page or a part of it, in reading order.

    A line continues the paragraph when it follows closely and the line before it reached the
    right edge of the text.
    """
    return [_element(group, measure.body, page) for group in _groups(lines, measure) if group]


def _groups(lines: Sequence[Line], measure: Measure) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group[-1], line, measure):
            yield group
            group = []
        group.append(line)
    yield group


def _continues(before: Line, line: Line, measure: Measure) -> bool:
    same_size = abs(before.height - line.height) < measure.body * (HEADING_RATIO - 1)
    near = line.top - before.bottom < measure.body * GAP_RATIO
    return same_size and near and before.right >= measure.edge


def _element(group: list[Line], body: float, page: int | None) -> Element:
    text = ""
    for line in group:
        text = join_lines(text, line.text.strip())
    ratio = max(line.height for line in group) / body
    if ratio < HEADING_RATIO:
        return Element(ElementKind.TEXT, text, page=page)
    level = 1 if ratio >= HEADING_RATIO**2 else 2
    return Element(ElementKind.HEADING, text, level=level, page=page)
