"""Why a run failed: for people in both languages, and for a caller's decision, also over HTTP.

A real Carte tells its English log only; a run there has no problems.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.errors import (
    BadInputError,
    OneDataError,
    StorageFullError,
    UnavailableError,
)

KINDS: dict[str, type[OneDataError]] = {
    "bad_input": BadInputError,
    "storage_full": StorageFullError,
    "unavailable": UnavailableError,
}
"""Graver first: what a person must mend is not mended by waiting for the others."""


@dataclass(frozen=True)
class Problem:
    """One error of a run; `subject` is the step, entry or file that it stopped."""

    subject: str
    kind: str
    en: str
    zh: str

    @classmethod
    def of(cls, subject: str, error: OneDataError) -> Self:
        """Return the error as what can travel."""
        kind = next((name for name, each in KINDS.items() if isinstance(error, each)), "bad_input")
        return cls(subject, kind, error.en, error.zh)

    def without(self, folder: str) -> Self:
        """Return it with the files of a folder named from there."""
        return replace(self, en=without(self.en, folder), zh=without(self.zh, folder))


def without(text: str, folder: str) -> str:
    """Return the text with the files of a folder named from there: the folder itself goes."""
    return text.replace(f"{folder}/", "") if folder else text


def gravest(problems: Iterable[Problem]) -> type[OneDataError]:
    """Return the class of the error that decides what the caller does."""
    kinds = {each.kind for each in problems}
    return next((each for name, each in KINDS.items() if name in kinds), BadInputError)
