"""JSONPath as JsonInput uses it: names, indexes, slices, unions, wildcards and descent.

Filters and functions are refused when the path is compiled. What happens to missing values is the
step's decision, given as `leaf_to_null`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_TOKEN = re.compile(
    r"(?P<deep>\.\.)?(?:"
    r"\.?(?P<name>[\w\-$@:]+|\*)"
    r"|\.?\[\s*(?P<bracket>'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')*"
    r"|\"(?:[^\"\\]|\\.)*\"|-?\d+(?:\s*,\s*-?\d+)*|-?\d*:-?\d*(?::-?\d*)?|\*)\s*\]"
    r")"
)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


class JsonPathError(Exception):
    """The path uses something that is not supported; the text says what."""


@dataclass(frozen=True)
class Part:
    """One part of a path: names or positions to take, a slice, or everything, at any depth."""

    keys: tuple[str | int, ...] = ()
    span: slice | None = None
    every: bool = False
    deep: bool = False

    @property
    def definite(self) -> bool:
        """Return whether the part leads to one value at most."""
        return len(self.keys) == 1 and not self.deep


@dataclass(frozen=True)
class JsonPath:
    """A compiled path."""

    text: str
    parts: tuple[Part, ...]

    @property
    def definite(self) -> bool:
        """Return whether the path leads to one value at most."""
        return all(part.definite for part in self.parts)

    def find(self, document: Json, *, leaf_to_null: bool) -> list[Json]:
        """Return the values that the path leads to, in the document's order.

        With `leaf_to_null` a last name that an object lacks gives null; otherwise nothing.
        """
        values = [document]
        for number, part in enumerate(self.parts):
            last = leaf_to_null and number == len(self.parts) - 1
            values = [found for value in values for found in _taken(value, part, last=last)]
        return values


@lru_cache(maxsize=4096)
def json_path(text: str) -> JsonPath:
    """Return the compiled path.

    Raises:
        JsonPathError: It does not start with `$`, or uses filters or functions.
    """
    body = text.strip()
    if not body.startswith("$"):
        raise JsonPathError(f"the JSON path {text!r} must start with $")
    parts, at = [], 1
    while at < len(body):
        found = _TOKEN.match(body, at)
        if not found or found.end() == at:
            raise JsonPathError(
                f"the JSON path {text!r} cannot be read from {body[at:]!r} on; "
                "filters and functions are not supported"
            )
        parts.append(_part(found))
        at = found.end()
    return JsonPath(text, tuple(parts))


def _part(found: re.Match[str]) -> Part:
    deep = found["deep"] is not None
    word = found["name"] or found["bracket"]
    if word == "*":
        return Part(every=True, deep=deep)
    if found["name"]:
        return Part((word,), deep=deep)
    if word[0] in "'\"":
        names = tuple((a or b).replace("\\", "") for a, b in _QUOTED.findall(word))
        return Part(names, deep=deep)
    if ":" in word:
        numbers = [int(each) if each.strip() else None for each in word.split(":")]
        return Part(span=slice(*numbers), deep=deep)
    return Part(tuple(int(each) for each in word.split(",")), deep=deep)


def _taken(value: Json, part: Part, *, last: bool) -> Iterator[Json]:
    if part.deep:
        yield from _descended(value, part)
    elif part.every:
        yield from value.values() if isinstance(value, dict) else _items(value)
    elif part.span is not None:
        yield from _items(value)[part.span]
    else:
        for key in part.keys:
            yield from _at(value, key, last=last)


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _at(value: Json, key: str | int, *, last: bool) -> Iterator[Json]:
    if isinstance(key, str):
        if isinstance(value, dict) and (last or key in value):
            yield value.get(key)
    elif isinstance(value, list) and -len(value) <= key < len(value):
        yield value[key]


def _descended(value: Json, part: Part) -> Iterator[Json]:
    """Yield what the part takes here and at every depth below, outer values first."""
    yield from _taken(value, Part(part.keys, part.span, part.every), last=False)
    for child in value.values() if isinstance(value, dict) else _items(value):
        yield from _descended(child, part)


def getter(path: JsonPath) -> Callable[[Json], Json]:
    """Return a function for a definite path: the value, None where it is missing."""
    keys = [part.keys[0] for part in path.parts]
    if len(keys) == 1 and isinstance(keys[0], str):
        name = keys[0]
        return lambda document: document.get(name) if isinstance(document, dict) else None

    def get(document: Json) -> Json:
        value = document
        for key in keys:
            if isinstance(value, dict):
                value = value.get(str(key))
            elif (
                isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value)
            ):
                value = value[key]
            else:
                return None
        return value

    return get
