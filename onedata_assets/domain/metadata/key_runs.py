"""Keys of whole numbers by their ends, and what lies between these."""

from __future__ import annotations

from dataclasses import dataclass

from onedata_assets.domain.metadata.references import Side


@dataclass(frozen=True)
class KeyRun:
    """A key of whole numbers, the smallest and the largest of them."""

    key: Side
    low: int
    high: int

    @classmethod
    def of(cls, key: Side) -> KeyRun | None:
        """Return a key by its ends; None if they are no whole numbers."""
        low, high = key.profile.low, key.profile.high
        return KeyRun(key, low, high) if isinstance(low, int) and isinstance(high, int) else None

    @property
    def size(self) -> int:
        """Return how many numbers there are from end to end."""
        return self.high - self.low + 1

    def left(self, column: Side) -> int | None:
        """Return how many numbers lie beyond the ends of a column; None if it goes beyond."""
        low, high = column.profile.low, column.profile.high
        if not isinstance(low, int) or not isinstance(high, int):
            return None
        inside = self.low <= low <= high <= self.high
        return self.high - high + low - self.low if inside else None
