"""What lies between the smallest and the largest value of columns, before any value is looked up.

Which keys a column may refer to by its name is in `key_names.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onedata_assets.domain.metadata.containment import NOTHINGS, kind_of
from onedata_assets.domain.metadata.references import Side


@dataclass(frozen=True)
class Ends:
    """What a column holds, its smallest and largest value, and whether it is marked to refer."""

    kind: str | None
    low: Any
    high: Any
    refers: bool = False

    @classmethod
    def of(cls, side: Side) -> Ends:
        """Return the ends of a column."""
        return cls(kind_of(side.profile), side.profile.low, side.profile.high, side.name.marked)

    def fit(self, key: Ends) -> bool:
        """Tell whether numbers or texts may lie between a key's ends: most pairs end here."""
        if self.kind != key.kind or self.kind not in ("number", "text"):
            return True
        if self.low is None or key.low is None:
            return True
        return (
            key.low <= self.low or (self.refers and self.low in NOTHINGS["number"])
        ) and self.high <= key.high
