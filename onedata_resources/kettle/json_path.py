"""JSONPath as JsonInput uses it, with the rules of Jayway.

Names, indexes, slices, unions, wildcards and descent; filters are in `json_filter.py`. A path that
ends in a function finds nothing, as in Kettle, which asks for lists. What happens to missing values
is the step's decision, given as `leaf_to_null`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from onedata_resources.kettle.json_filter import Compile, FilterError, Parser, Test

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_TOKEN = re.compile(
    r"(?P<deep>\.\.)?(?:"
    r"\.?(?P<function>[a-z]+)\([^()]*\)$"
    r"|\.?(?P<name>[^.\[\]()*'\"\s]+|\*)"
    r"|\.?\[\s*(?P<bracket>'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')*"
    r"|\"(?:[^\"\\]|\\.)*\"(?:\s*,\s*\"(?:[^\"\\]|\\.)*\")*"
    r"|-?\d+(?:\s*,\s*-?\d+)*|-?\d*\s*:\s*-?\d*|\*)\s*\]"
    r"|\.?\[\s*\?\s*\((?P<filter>.*?)\)\s*\](?=\.|\[|$)"
    r")"
)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


class JsonPathError(Exception):
    """The path uses something that is not supported; the text says what."""


@dataclass(frozen=True)
class Part:
    """One part of a path: names or positions to take, a slice, a filter, or everything.

    `deep` takes it at any depth; `function` is the name of a function, which finds nothing.
    """

    keys: tuple[str | int, ...] = ()
    span: slice | None = None
    every: bool = False
    deep: bool = False
    test: Test | None = None
    function: str = ""

    @property
    def definite(self) -> bool:
        """Return whether the part leads to one value at most."""
        return len(self.keys) == 1 and not self.deep


@dataclass(frozen=True)
class Place:
    """Where a part is applied: the document, whether it is the last part, and fills with null."""

    root: Json
    leaf: bool
    fill: bool


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
        for number, part in enumerate(self.parts, 1):
            leaf = number == len(self.parts)
            place = Place(document, leaf=leaf, fill=leaf and leaf_to_null)
            values = [found for value in values for found in _taken(value, part, place)]
        return values


@lru_cache(maxsize=4096)
def json_path(text: str) -> JsonPath:
    """Return the compiled path.

    Raises:
        JsonPathError: It cannot be read.
    """
    body = text.strip()
    if body[:1] not in {"$", "@"}:
        body = f"$.{body}" if body else body
    if not body:
        raise JsonPathError("the JSON path is empty")
    parts, at = [], 1
    while at < len(body):
        found = _TOKEN.match(body, at)
        if not found or found.end() == at:
            raise JsonPathError(f"the JSON path {text!r} cannot be read from {body[at:]!r} on")
        parts.append(_part(found, text))
        at = found.end()
    return JsonPath(text, tuple(parts))


def _part(found: re.Match[str], path: str) -> Part:
    deep = found["deep"] is not None
    if found["function"]:
        return Part(function=found["function"])
    if found["filter"] is not None:
        return Part(deep=deep, test=_filter(found["filter"], path))
    word = found["name"] or found["bracket"]
    if word == "*":
        return Part(every=True, deep=deep)
    return Part((word,), deep=deep) if found["name"] else _bracket(word, deep=deep)


def _bracket(word: str, *, deep: bool) -> Part:
    if word[0] in "'\"":
        names = tuple((a or b).replace("\\", "") for a, b in _QUOTED.findall(word))
        return Part(names, deep=deep)
    if ":" in word:
        numbers = [int(each) if each.strip() else None for each in word.split(":")]
        return Part(span=slice(*numbers), deep=deep)
    return Part(tuple(int(each) for each in word.split(",")), deep=deep)


def _filter(text: str, path: str) -> Test:
    try:
        return Parser(text, _finder).parse()
    except FilterError as error:
        raise JsonPathError(
            f"the filter of the JSON path {path!r} cannot be read from {str(error)!r} on"
        ) from error


def _find_in(text: str) -> tuple[Callable[[Json], list[Json]], bool]:
    compiled = json_path(text)
    return lambda value: compiled.find(value, leaf_to_null=False), compiled.definite


_finder: Compile = _find_in


def _taken(value: Json, part: Part, place: Place) -> Iterator[Json]:
    if part.deep:
        yield from _descended(value, part, place)
    elif part.test is not None:
        candidates = value if isinstance(value, list) else [value]
        yield from (each for each in candidates if part.test(each, place.root))
    elif part.every:
        yield from value.values() if isinstance(value, dict) else _items(value)
    elif part.span is not None:
        yield from _items(value)[part.span]
    elif place.leaf and len(part.keys) > 1 and isinstance(value, dict):
        yield _merged(value, part.keys, fill=place.fill)
    else:
        for key in part.keys:
            yield from _at(value, key, fill=place.fill)


def _merged(value: dict[str, Json], keys: tuple[str | int, ...], *, fill: bool) -> Json:
    """Return one object of the named properties, which is what a union gives at a path's end."""
    return {str(key): value.get(str(key)) for key in keys if fill or key in value}


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _at(value: Json, key: str | int, *, fill: bool) -> Iterator[Json]:
    if isinstance(key, str):
        if isinstance(value, dict) and (fill or key in value):
            yield value.get(key)
    elif isinstance(value, list) and -len(value) <= key < len(value):
        yield value[key]


def _descended(value: Json, part: Part, place: Place) -> Iterator[Json]:
    """Yield what the part takes here and at every depth below, outer values first."""
    of_items = part.test is not None and isinstance(value, list)
    if isinstance(value, dict | list) and not of_items:
        here = Part(part.keys, part.span, part.every, test=part.test)
        yield from _taken(value, here, place)
    for child in value.values() if isinstance(value, dict) else _items(value):
        yield from _descended(child, part, place)


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
