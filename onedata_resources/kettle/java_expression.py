"""The part of Java's expressions that a filter may use, read into a tree.

Known are literals, names, `! - + * / %`, comparisons, `&& || ?:`, parentheses, and methods called
on a value. What they mean for columns is in `engine/java_columns.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKENS = re.compile(
    r"\s*(?:(?P<double>\d+\.\d*(?:[eE][+-]?\d+)?[dDfF]?|\.\d+[dDfF]?|\d+[eE][+-]?\d+|\d+[dDfF])"
    r"|(?P<long>\d+[lL]?)"
    r'|(?P<text>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<name>[A-Za-z_$\u0080-\uffff][\w$]*)"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:().,])|(?P<other>\S))"
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_REFUSED = frozenset(
    {"new", "instanceof", "int", "long", "double", "float", "char", "return", "if"}
)


class JavaSyntaxError(Exception):
    """The text is no expression of the known part of Java; both texts say what is wrong."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not supported in a Java filter: use comparisons, && || !, arithmetic, ?:"
            " and the String methods, or express it with FilterRows"
        )
        self.zh = (
            f"Java 过滤器不支持 {what}：请使用比较、&& || !、算术、?: 和 String 方法，"
            "或改用 FilterRows"
        )


@dataclass(frozen=True)
class Literal:
    """A constant: a text, a whole number, a double, a boolean, or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class Name:
    """A field of the row."""

    name: str


@dataclass(frozen=True)
class Operation:
    """An operator and its operands: one, two, or for `?` three."""

    sign: str
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Call:
    """A method called on a value."""

    target: Node
    method: str
    arguments: tuple[Node, ...]


Node = Literal | Name | Operation | Call


def parse_java(text: str) -> Node:
    """Return the tree of the expression.

    Raises:
        JavaSyntaxError: It is beyond the known part of Java.
    """
    parser = _Parser(text)
    node = parser.choice()
    if parser.kind != "end":
        raise JavaSyntaxError(repr(parser.token))
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self.kind, self.token = "", ""
        self._next()

    def _next(self) -> None:
        found = _TOKENS.match(self._text, self._at)
        if found is None:
            self.kind, self.token = "end", "the end of the expression"
            return
        self.kind = found.lastgroup or "other"
        self.token, self._at = found[self.kind], found.end()
        if self.kind == "other" or self.token in _REFUSED:
            raise JavaSyntaxError(repr(self.token))

    def _take(self, *tokens: str) -> str:
        """Return the sign if it comes next, and go past it."""
        token = self.token
        if self.kind != "sign" or token not in tokens:
            return ""
        self._next()
        return token

    def _require(self, token: str) -> None:
        if not self._take(token):
            raise JavaSyntaxError(f"{self.token!r} in the place of {token!r}")

    def choice(self) -> Node:
        test = self._binary(0)
        if not self._take("?"):
            return test
        yes = self.choice()
        self._require(":")
        return Operation("?", (test, yes, self.choice()))

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while sign := self._take(*_LEVELS[level]):
            left = Operation(sign, (left, self._binary(level + 1)))
        return left

    def _unary(self) -> Node:
        sign = self._take("!", "-", "+")
        return Operation(sign, (self._unary(),)) if sign else self._called()

    def _called(self) -> Node:
        node = self._primary()
        while self._take("."):
            method, kind = self.token, self.kind
            self._next()
            if kind != "name" or not self._take("("):
                raise JavaSyntaxError(f"what follows '.': {method!r}")
            arguments = [] if self._take(")") else [self.choice()]
            while arguments and not self._take(")"):
                self._require(",")
                arguments.append(self.choice())
            node = Call(node, method, tuple(arguments))
        return node

    def _primary(self) -> Node:
        if self._take("("):
            node = self.choice()
            self._require(")")
            return node
        kind, token = self.kind, self.token
        self._next()
        if kind == "name":
            return Literal(_CONSTANTS[token]) if token in _CONSTANTS else Name(token)
        if kind == "text":
            return Literal(_unescaped(token[1:-1]))
        if kind == "long":
            return Literal(int(token.rstrip("lL")))
        if kind == "double":
            return Literal(float(token.rstrip("dDfF")))
        raise JavaSyntaxError(repr(token))


def _unescaped(text: str) -> str:
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)
