"""Marks written in one with what they number, where a source calls its keys so: EMPNO and DEPTNO.

Alone such an end says nothing: a casino has no number. How names are taken apart otherwise is in
`naming.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from onedata_assets.domain.metadata.naming import parts_of

ENDS = ("no", "nr")
"""Marks that many words end in."""

LEAST_KEYS, LEAST_WORD = 3, 2
"""Keys of a source that end so, and letters of what stands before it."""


ISSUED = frozenset({"license", "licence", "plate", "phone", "tel", "fax", "engine", "frame"})
"""What numbers are given by others: they tell a car, but not the row of one."""


def glued_numbers(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the marks that the names of several keys of a source end in without a gap."""
    ends = Counter(end for name in set(keys) for end in ENDS if _is_glued(name, end))
    return tuple(end for end, times in sorted(ends.items()) if times >= LEAST_KEYS)


def set_apart(name: str, marks: Iterable[str]) -> str:
    """Return a name with its mark apart: `EMP_NO`."""
    end = next((each for each in marks if _is_glued(name, each)), "")
    return f"{name[: -len(end)]}_{name[-len(end) :]}" if end else name


def _is_glued(name: str, end: str) -> bool:
    parts = parts_of(name)
    stem = parts[0].removesuffix(end) if len(parts) == 1 and parts[0].endswith(end) else ""
    return len(stem) >= LEAST_WORD and stem not in ISSUED
