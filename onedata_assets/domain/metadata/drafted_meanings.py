"""What a draft knows of a column besides its rows, and how its titles are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.processing.contract import Sensitivity, Text

ROWS_FLOOR = 100
"""Fewer rows prove neither that nothing is missing nor that all values differ."""
TITLE_LONGEST = 300


@dataclass(frozen=True)
class Meant:
    """What a column means, where that was recognised.

    `logical` and `form` are what its values are and how they are written, as `yyyy-MM-dd`.
    """

    title: Text | None = None
    meaning: str = ""
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.NONE
    codes: Mapping[str, Text] = field(default_factory=dict)
    known_list: str = ""
    """The standard whose list the values are of, as `code_sets.py` names it."""
    logical: Family | None = None
    form: str = ""


NOTHING_MEANT = Meant()


def same(told: str) -> Text:
    """Return a comment or a name as a title in both languages, on one line."""
    text = " ".join(told.split())[:TITLE_LONGEST]
    return Text(en=text, zh=text)
