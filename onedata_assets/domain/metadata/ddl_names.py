"""What a database calls columns whose names it does not take as they are.

Such names are too long, differ from others in nothing but capitals, end in a blank or have signs
that the database does not store. How names are quoted is in `ddl_checks.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from onedata_assets.domain.metadata.dialect_model import Dialect

_BEYOND = re.compile("[^\\u0001-\\uffff]")
"""Signs that MySQL has no room for in names, and the one that no database has."""


def fitted(names: Iterable[str], dialect: Dialect) -> dict[str, str]:
    """Return what the database calls each column; most often its own name."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    own = [*names]
    given = {_compared(each, dialect) for each in own}
    for name in own:
        called, number = _fitted(name, dialect), 1
        while (same := _compared(called, dialect)) in taken or (number > 1 and same in given):
            number += 1
            called = _fitted(name, dialect, f"_{number}")
        taken.add(_compared(called, dialect))
        made[name] = called
    return made


def _fitted(name: str, dialect: Dialect, ending: str = "") -> str:
    plain = name.replace("\0", "_")
    if dialect.has_plain_names:
        plain = _BEYOND.sub("_", plain).rstrip()
    plain = plain or "_"
    if dialect.name_bytes is not None:
        room = dialect.name_bytes - len(ending)
        plain = plain.encode()[:room].decode(errors="ignore")
    if dialect.name_signs is not None:
        plain = plain[: dialect.name_signs - len(ending)]
    return (plain.rstrip() if dialect.has_plain_names else plain) + ending


def _compared(name: str, dialect: Dialect) -> str:
    return name.casefold() if dialect.folds_names else name
