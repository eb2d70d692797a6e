"""What is found of the references between tables: which there are, and what only looks so.

How they are found is in `relations.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.keys import TableKeys
from onedata_assets.domain.metadata.model import Evidence, Finding
from onedata_assets.domain.metadata.profiles import Place


@dataclass(frozen=True)
class Reference:
    """Columns that refer to a key, how sure that is, and why."""

    child: Place
    columns: tuple[str, ...]
    parent: Place
    parent_columns: tuple[str, ...]
    confidence: float
    match_rate: float
    name_score: float
    distinct: int
    parent_distinct: int
    one_to_one: bool
    optional: bool
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """Return the reference as its measurements are kept under."""
        ours, theirs = ", ".join(self.columns), ", ".join(self.parent_columns)
        return f"{self.child} ({ours}) → {self.parent} ({theirs})"

    def finding(self) -> Finding:
        """Return the reference as a finding."""
        value = f"{self.child}({', '.join(self.columns)}) -> {self.parent}"
        return Finding(
            f"{value}({', '.join(self.parent_columns)})", round(self.confidence, 3), self.evidence
        )


@dataclass(frozen=True)
class Refusal:
    """A column that lies inside a key and is not taken for a reference to it, and why."""

    child: ColumnAt
    parent: ColumnAt
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Relations:
    """What refers to what, and what only looks so; both sorted by column."""

    keys: Mapping[Place, TableKeys]
    references: tuple[Reference, ...]
    refusals: tuple[Refusal, ...]
