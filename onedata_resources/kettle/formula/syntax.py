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
    """A number or a text in the formula."""

    value: Decimal | str


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


Node = Constant | FieldRef | Call
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<text>"(?:[^"]|"")*")
  | (?P<field>\[(?:[^\]\\]|\\.)*\])
  | (?P<name>[A-Za-z_][A-Za-z0-9_.]*)
  | (?P<sign><>|<=|>=|[-+*/^&=<>%();])
    )""",
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
    if isinstance(node, Call):
        return set().union(*(fields_of(each) for each in node.arguments))
    return set()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 1 if text.lstrip().startswith("=") else 0
        self.kind, self.token = "", ""
        self.next()

    def next(self) -> None:
        """Read the next token; its kind is empty at the end."""
        if not self.text[self.at :].strip():
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
        """Return one term with the signs before and behind it."""
        if self.take("-"):
            return Call("-x", (self.term(),))
        if self.take("+"):
            return Call("+x", (self.term(),))
        node = self.atom()
        while self.take("%"):
            node = Call("x%", (node,))
        return node

    def atom(self) -> Node:
        """Return a constant, a field, a function or an expression in brackets."""
        kind, token = self.kind, self.token
        if self.take("("):
            node = self.infix(0)
            if not self.take(")"):
                raise self.error()
            return node
        if kind not in {"number", "text", "field", "name"}:
            raise self.error()
        self.next()
        if kind == "number":
            return Constant(Decimal(token))
        if kind == "text":
            return Constant(token[1:-1].replace('""', '"'))
        if kind == "field":
            return FieldRef(re.sub(r"\\(.)", r"\1", token[1:-1]).strip('"'))
        return Call(token.upper(), self.arguments())

    def arguments(self) -> tuple[Node, ...]:
        """Return the arguments in brackets, divided by semicolons."""
        if not self.take("("):
            raise self.error()
        if self.take(")"):
            return ()
        found = [self.infix(0)]
        while self.take(";"):
            found.append(self.infix(0))
        if not self.take(")"):
            raise self.error()
        return tuple(found)
