"""The text of a formula as a tree. What the tree is worth is decided in `evaluate.py`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal


class FormulaSyntaxError(Exception):
    """A text that is no formula; both texts say where."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass(frozen=True)
class Constant:
    """A number or a text in the formula; None where an argument is left out."""

    value: Decimal | str | None


@dataclass(frozen=True)
class FieldRef:
    """A field of the row."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function with its arguments; operators are calls too, named by their sign.

    A sign before or behind one term is named `-x`, `+x` and `x%`.
    """

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class ArrayNode:
    """An array in braces: rows divided by bars, cells by semicolons."""

    rows: tuple[tuple[Node, ...], ...]


Node = Constant | FieldRef | Call | ArrayNode
_BLANKS = re.compile(r"(?:[\x00- ]|--[^\r\n]*(?:\r\n|\r|\n))*")
_TOKEN = re.compile(
    r"""(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<text>"(?:[^"]|"")*")
  | (?P<field>\["(?:[^"]|"")*"\]|\[[^\]]*\])
  | (?P<name>[$A-Za-z_][$A-Za-z0-9_]*(?:\.[$A-Za-z0-9_]*)?)
  | (?P<sign><>|<=|>=|[-+*/^&=<>%();{}|])""",
    re.VERBOSE,
)
_LEVELS = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
"""Operators from the loosest to the tightest; all of them are read from left to right."""


def parse(text: str) -> Node:
    """Return the tree of the formula.

    Raises:
        FormulaSyntaxError: The text is none.
    """
    return _Parser(text).whole()


def fields_of(node: Node) -> set[str]:
    """Return the names of the fields that the formula reads."""
    if isinstance(node, FieldRef):
        return {node.name}
    return set().union(*(fields_of(each) for each in parts_of(node)))


def calls(node: Node, name: str) -> bool:
    """Return whether the formula calls the function anywhere."""
    own = isinstance(node, Call) and node.name == name
    return own or any(calls(each, name) for each in parts_of(node))


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the arguments of a call, or the cells of an array."""
    if isinstance(node, Call):
        return node.arguments
    return sum(node.rows, ()) if isinstance(node, ArrayNode) else ()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 1 if text.lstrip().startswith("=") else 0
        self.kind, self.token = "", ""
        self.next()

    def next(self) -> None:
        """Read the next token; its kind is empty at the end."""
        blanks = _BLANKS.match(self.text, self.at)
        self.at = blanks.end() if blanks else self.at
        if self.at == len(self.text):
            self.kind, self.token = "", ""
            return
        found = _TOKEN.match(self.text, self.at)
        if not found or found.lastgroup is None:
            raise self.error()
        self.kind, self.token, self.at = found.lastgroup, found[found.lastgroup], found.end()

    def error(self) -> FormulaSyntaxError:
        """Return the error at the current place."""
        return FormulaSyntaxError(
            f"The formula [{self.text}] cannot be read near character {self.at + 1}.",
            f"公式 [{self.text}] 在第 {self.at + 1} 个字符附近无法解析。",
        )

    def take(self, sign: str) -> bool:
        """Go on where the current token is that sign."""
        if self.kind == "sign" and self.token == sign:
            self.next()
            return True
        return False

    def whole(self) -> Node:
        """Return the tree of the whole text."""
        node = self.infix(0)
        if self.kind:
            raise self.error()
        return node

    def infix(self, level: int) -> Node:
        """Return terms joined by operators of the level and tighter ones."""
        if level == len(_LEVELS):
            return self.term()
        node = self.infix(level + 1)
        while self.kind == "sign" and self.token in _LEVELS[level]:
            sign = self.token
            self.next()
            node = Call(sign, (node, self.infix(level + 1)))
        return node

    def term(self) -> Node:
        """Return one term with the sign before it and the one behind it."""
        sign = next((each for each in "-+" if self.take(each)), "")
        node = self.atom()
        if self.take("%"):
            node = Call("x%", (node,))
        return Call(f"{sign}x", (node,)) if sign else node

    def atom(self) -> Node:
        """Return a constant, a field, a function, an array or an expression in brackets."""
        kind, token = self.kind, self.token
        if self.take("("):
            node = self.infix(0)
            self.close(")")
            return node
        if self.take("{"):
            return self.array()
        if kind not in {"number", "text", "field", "name"}:
            raise self.error()
        self.next()
        if kind == "number":
            return Constant(Decimal(token))
        if kind == "text":
            return Constant(_unquoted(token))
        if kind == "field":
            name = token[1:-1]
            quoted = len(name) > 2 and name[0] == name[-1] == '"'
            return FieldRef(_unquoted(name) if quoted else name)
        return Call(token.upper(), self.arguments())

    def close(self, sign: str) -> None:
        """Go on behind a closing sign."""
        if not self.take(sign):
            raise self.error()

    def arguments(self) -> tuple[Node, ...]:
        """Return the arguments in brackets, divided by semicolons; some may be left out."""
        if not self.take("("):
            raise self.error()
        if self.take(")"):
            return ()
        found: list[Node] = []
        while True:
            left_out = self.kind == "sign" and self.token in {";", ")"}
            found.append(Constant(None) if left_out else self.infix(0))
            if not self.take(";"):
                self.close(")")
                return tuple(found)

    def array(self) -> Node:
        """Return an array whose opening brace was read."""
        rows: list[tuple[Node, ...]] = []
        if not self.take("}"):
            rows.append(self.array_row())
            while self.take("|"):
                rows.append(self.array_row())
            self.close("}")
        return ArrayNode(tuple(rows))

    def array_row(self) -> tuple[Node, ...]:
        """Return the cells of one row."""
        cells = [self.infix(0)]
        while self.take(";"):
            cells.append(self.infix(0))
        return tuple(cells)


def _unquoted(token: str) -> str:
    return token[1:-1].replace('""', '"')
