"""The meanings that a column can have, as `meanings.yaml` tells them, checked when read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.word_lists import read
from onedata_assets.domain.processing.contract import Sensitivity, Text


@dataclass(frozen=True)
class Meaning:
    """A meaning, and what must speak for it; `meanings.yaml` says what each field is."""

    id: str
    title: Text
    group: str
    sensitivity: Sensitivity
    families: frozenset[Family]
    power: float
    check: str = ""
    floor: float = 0.8
    alone_check: str = ""
    alone: float | None = None
    alone_family: Family | None = None
    least: int = 3
    spread: int = 0
    most: int = 0
    most_numbers: int = 0
    number: tuple[float, float] | None = None
    bounds: tuple[float, float] | None = None
    form: str = ""
    loose_form: str = ""
    plain: str = ""
    sure: bool = False
    identifies: bool = False

    def forms_of(self, word: str) -> list[str]:
        """Return the tests of form that count where a word of the name speaks for the meaning."""
        is_plain = bool(self.plain) and re.search(self.plain, word.replace(" ", "")) is not None
        return [each for each in (self.form, self.loose_form if is_plain else "") if each]

    @cached_property
    def test_alone(self) -> str:
        """Return the test that values must pass where no name speaks for the meaning."""
        return self.alone_check or self.check


@cache
def meanings() -> Mapping[str, Meaning]:
    """Return every meaning by its id, the more special before the more general."""
    return {each: _meaning(each, **told) for each, told in read("meanings").items()}


def _meaning(
    name: str,
    *,
    en: str,
    zh: str,
    sensitivity: str,
    families: list[str],
    number: list[float] | None = None,
    bounds: list[float] | None = None,
    alone_family: str | None = None,
    **rest: Any,  # noqa: ANN401  the other fields, checked by the dataclass
) -> Meaning:
    return Meaning(
        id=name,
        title=Text(en=en, zh=zh),
        sensitivity=Sensitivity(sensitivity),
        families=_families(families),
        number=None if number is None else (number[0], number[1]),
        bounds=None if bounds is None else (bounds[0], bounds[1]),
        alone_family=None if alone_family is None else Family(alone_family),
        **rest,
    )


def _families(names: list[str]) -> frozenset[Family]:
    found: set[Family] = set()
    for name in names:
        found |= NUMBERS if name == "number" else {Family(name)}
    return frozenset(found)
