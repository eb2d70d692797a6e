"""Filters of JSONPath, `[?(@.price < 10 && @.tag in ['a', 'b'])]`, with the rules of Jayway.

Paths are in `json_path.py`, which gives a filter the paths that stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onedata_resources.kettle.json_path import Json

Test = Callable[["Json", "Json"], bool]
Operand = Callable[["Json", "Json"], Any]
Finder = Callable[["Json"], "list[Json]"]
Compile = Callable[[str], tuple[Finder, bool]]
"""From the text of a path to what finds its values, and whether that is one value at most."""
MISSING = object()
_TOKEN = re.compile(
    r"\s*(?:(?P<op>&&|\|\||===?|!==?|<=|>=|=~|<|>|!|\(|\)"
    r"|(?:in|nin|contains|size|empty|subsetof|anyof|noneof|all|type)\b)"
    r"|(?P<path>[@$](?:\.?\.?[\w\-]+|\.?\.?\*|\.?\[(?:[^\[\]'\"]|'[^']*'|\"[^\"]*\")*\])*)"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<regex>/(?:[^/\\]|\\.)*/[a-z]*)"
    r"|(?P<list>\[[^\]]*\])"
    r"|(?P<word>true|false|null)\b)"
)
_WORDS = {"true": True, "false": False, "null": None}


class FilterError(Exception):
    """The filter cannot be read; the text is what is left of it."""


class Parser:
    """Reads one filter; `compile_path` reads the paths in it."""

    def __init__(self, text: str, compile_path: Compile) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.compile_path = compile_path
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                raise FilterError(text[at:].strip())
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind]))
            at = found.end()
        self.at = 0

    def parse(self) -> Test:
        """Return the test of an element within its document.

        Raises:
            FilterError: It is no filter.
        """
        test = self._either()
        if self.at != len(self.tokens):
            raise FilterError(self._rest())
        return test

    def _rest(self) -> str:
        return " ".join(text for _, text in self.tokens[self.at :])

    def _next(self, *texts: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] in {("op", each) for each in texts}:
            self.at += 1
            return True
        return False

    def _either(self) -> Test:
        tests = [self._both()]
        while self._next("||"):
            tests.append(self._both())
        return lambda value, root: any(test(value, root) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._next("&&"):
            tests.append(self._one())
        return lambda value, root: all(test(value, root) for test in tests)

    def _one(self) -> Test:
        if self._next("!"):
            inner = self._one()
            return lambda value, root: not inner(value, root)
        if self._next("("):
            test = self._either()
            if not self._next(")"):
                raise FilterError(self._rest())
            return test
        left = self._operand()
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "op":
            name = self.tokens[self.at][1]
            if name in OPERATIONS:
                self.at += 1
                right = self._operand()
                compare = OPERATIONS[name]
                return lambda value, root: compare(left(value, root), right(value, root))
        return lambda value, root: left(value, root) is not MISSING

    def _operand(self) -> Operand:
        if self.at >= len(self.tokens):
            raise FilterError("(end)")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "path":
            return self._path(text)
        constant = _constant(kind, text)
        return lambda *_: constant

    def _path(self, text: str) -> Operand:
        find, single = self.compile_path("$" + text[1:])
        of_root = text.startswith("$")

        def value_at(value: Json, root: Json) -> Any:  # noqa: ANN401 - any JSON value
            found = find(root if of_root else value)
            if not single:
                return found
            return found[0] if found else MISSING

        return value_at


def _constant(kind: str, text: str) -> Any:  # noqa: ANN401 - any JSON value, or a pattern
    if kind == "number":
        return float(text) if set(text) & set(".eE") else int(text)
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if kind == "word":
        return _WORDS[text]
    if kind == "regex":
        body, _, flags = text[1:].rpartition("/")
        return re.compile(body, re.IGNORECASE if "i" in flags else 0)
    if kind == "list":
        items = re.findall(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^,\s]+", text[1:-1])
        return [_constant(_kind_of(item), item) for item in items]
    raise FilterError(text)


def _kind_of(item: str) -> str:
    if item[0] in "'\"":
        return "text"
    return "word" if item in _WORDS else "number"


def _equal(left: Any, right: Any) -> bool:  # noqa: ANN401 - any JSON values
    """Compare as Jayway does: a number equals the text of that number."""
    numbers = (_number(left), _number(right))
    if isinstance(left, str) != isinstance(right, str) and None not in numbers:
        return numbers[0] == numbers[1]
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return left is not MISSING and right is not MISSING and left == right


def _number(value: Any) -> float | None:  # noqa: ANN401 - any JSON value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Return the comparison, which holds only between two numbers or two texts."""

    def holds(left: Any, right: Any) -> bool:  # noqa: ANN401 - any JSON values
        for kind in (str, int | float):
            if isinstance(left, kind) and isinstance(right, kind):
                return not isinstance(left, bool) and compare(left, right)
        return False

    return holds


def _matches(left: Any, right: Any) -> bool:  # noqa: ANN401 - any JSON values
    if isinstance(left, re.Pattern):
        left, right = right, left
    return isinstance(left, str) and isinstance(right, re.Pattern) and bool(right.fullmatch(left))


def _within(left: Any, right: Any) -> bool:  # noqa: ANN401 - any JSON values
    return isinstance(right, list) and any(_equal(left, each) for each in right)


def _contains(left: Any, right: Any) -> bool:  # noqa: ANN401 - any JSON values
    if isinstance(left, str):
        return isinstance(right, str) and right in left
    return _within(right, left)


def _empty(left: Any, right: Any) -> bool:  # noqa: ANN401 - any JSON values
    return isinstance(left, str | list | dict) and (not left) == bool(right)


OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _equal,
    "===": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "!==": lambda left, right: not _equal(left, right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "=~": _matches,
    "in": _within,
    "nin": lambda left, right: not _within(left, right),
    "contains": _contains,
    "size": lambda left, right: isinstance(left, str | list) and len(left) == right,
    "empty": _empty,
    "subsetof": lambda left, right: (
        isinstance(left, list) and all(_within(each, right) for each in left)
    ),
    "anyof": lambda left, right: (
        isinstance(left, list) and any(_within(each, right) for each in left)
    ),
    "noneof": lambda left, right: (
        isinstance(left, list) and not any(_within(each, right) for each in left)
    ),
    "all": lambda left, right: (
        isinstance(right, list) and all(_within(each, left) for each in right)
    ),
}
