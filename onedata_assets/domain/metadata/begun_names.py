"""Columns whose names begin as a key is called: `nr_matricula_gerente` of `nr_matricula`.

Languages that put what a thing is before whose it is write so, and so do all that continue a key's
name. How names are matched otherwise is in `name_match.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onedata_assets.domain.metadata.name_kinds import is_measure, is_plural
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.naming import split, words
from onedata_assets.domain.metadata.references import Side

BEGUN = NameMatch(0.8, "led")
ABOVE = NameMatch(0.8, "self")
"""What a name says that goes on where a key's ends, of another table and of its own."""

MARKS = frozenset({"cod", "codigo", "codice", "num", "numero", "nro", "matricula", "pers"})
"""Marks of keys beside those of English ones."""


class BegunNames:
    """The keys by the words that they are called by, which have a mark among them."""

    def __init__(self, keys: Sequence[Side]) -> None:
        self._keys = keys
        self._called: dict[tuple[str, ...], list[int]] = defaultdict(list)
        marks = words().key_marks | MARKS
        for at, key in enumerate(keys):
            parts = split(key.at.column)
            if key.primary and len(parts) > 1 and not marks.isdisjoint((parts[0], parts[-1])):
                self._called[parts].append(at)

    def of(self, column: Side) -> dict[int, NameMatch]:
        """Return the keys, by their places, as whose longest name a column's begins."""
        parts = split(column.at.column)
        if is_measure(column.name) or is_plural(column.at.column) or _is_a_kind(parts):
            return {}
        sizes = range(len(parts) - 1, 1, -1)
        at = next((each for size in sizes if (each := self._called.get(parts[:size]))), [])
        return {
            each: ABOVE if self._keys[each].at.place == column.at.place else BEGUN
            for each in at
            if self._keys[each].at != column.at
        }


def _is_a_kind(parts: tuple[str, ...]) -> bool:
    """Tell whether a name is that of something about a key: customer_id_type."""
    known = words()
    return not (known.kinds | known.descriptions | known.key_marks).isdisjoint(parts[-1:])
