"""The keys by which metadata is injected into a step, and the elements of its XML that they set.

Which keys a step type has is data, in the modules beside; `engine/injection.py` uses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ITEM = "[]"
FIELDS = "fields/field"
"""Where most steps have the items of their fields."""
VALUE_TYPES = "- Number String Date Boolean Integer BigNumber Serializable Binary Timestamp"


class Kind(StrEnum):
    """What the value of a key has to be: it decides what is read from a row and what is written.

    `CODE` is a number that stands for one of some words, `XML` an element written as text, `CELL`
    one of the texts that fill the lines of a grid.
    """

    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    LENGTH = "length"
    CODE = "code"
    XML = "xml"
    PERIOD = "period"
    CELL = "cell"


@dataclass(frozen=True)
class Key:
    """One key: an element, or one in every item of a list.

    `items` is the path of a list's items, `path` leads from the step or the item to the element;
    it is empty where the item itself holds the value. `words` are those of a code.
    """

    name: str
    path: str
    kind: Kind
    items: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Injectable:
    """A step type that metadata can be injected into.

    The older way of Kettle (`old`) knows no constants, builds a list anew with all its keys, and
    takes dates and masks as a field prints them.
    """

    keys: Mapping[str, Key]
    old: bool = False


def injectable(
    text: str, *, old: bool = False, words: Mapping[str, str] | None = None
) -> Injectable:
    """Return the keys that the lines name: key, path and kind, which is text where it is missing.

    `[]` in a path follows the items of a list. `words` has the words of each code, by its key.
    """
    codes = words or {}
    keys = [_key(line.split(), codes) for line in text.strip().splitlines()]
    return Injectable({each.name: each for each in keys}, old)


def _key(parts: list[str], codes: Mapping[str, str]) -> Key:
    name, path, *kind = parts
    words = tuple(codes.get(name, "").split())
    chosen = Kind(kind[0]) if kind else Kind.CODE if words else Kind.TEXT
    items, listed, rest = path.partition(ITEM)
    if not listed:
        return Key(name, path, chosen, words=words)
    return Key(name, rest.removeprefix("/"), chosen, items, words)
