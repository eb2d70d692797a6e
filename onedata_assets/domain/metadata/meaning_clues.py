"""All that is known of a column before its meaning is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from onedata_assets.domain.metadata.column_roles import Role
from onedata_assets.domain.metadata.hint import Hint
from onedata_assets.domain.metadata.logical_types import Logical
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters


@dataclass(frozen=True)
class Clues:
    """All that is known of a column before its meaning is judged.

    `among_counts` tells that most whole numbers of its table count something from 0 on.
    """

    seen: Observed
    logical: Logical | None
    hints: Mapping[str, Hint]
    role: Role
    today: date
    parameters: Parameters = DEFAULT
    among_counts: bool = False

    @cached_property
    def families(self) -> frozenset[Family]:
        """Return what the source says that it holds, and what its values are."""
        told = {self.seen.family}
        if self.seen.family in NUMBERS and self.seen.is_whole:
            told.add(Family.INTEGER)
        return frozenset(told if self.logical is None else told | {self.logical.family})

    @property
    def is_text(self) -> bool:
        """Tell whether its values are texts that are no numbers."""
        return self.seen.family is Family.TEXT and not self.families & NUMBERS
