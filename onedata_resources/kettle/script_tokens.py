"""A script in pieces: names, strings, numbers, regular expressions, signs and what is between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"
    r"|(?P<name>[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)"
    r"|(?P<number>\d[\w.]*|\.\d[\w]*)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
_BEFORE_REGEX = frozenset("(,=:[!&|?{};+-*%<>~^\n")
_WORDS_BEFORE_REGEX = frozenset({"return", "typeof", "case", "in", "of", "delete", "void", "else"})


@dataclass(frozen=True)
class Token:
    """A piece of a script; `kind` is space, string, name, number, regex or sign."""

    kind: str
    text: str


def tokens(script: str) -> list[Token]:
    """Return the pieces of the script; joined they are the script."""
    found: list[Token] = []
    at, before = 0, "\n"
    while at < len(script):
        regex = _REGEX.match(script, at) if script[at] == "/" and _may_divide(before) else None
        match = regex or _TOKEN.match(script, at)
        if match is None:  # every character is a sign at least
            break
        kind = "regex" if regex else str(match.lastgroup)
        found.append(Token(kind, match[0]))
        if kind != "space":
            before = match[0]
        at = match.end()
    return found


def _may_divide(before: str) -> bool:
    return before[-1] in _BEFORE_REGEX or before in _WORDS_BEFORE_REGEX


def solid(pieces: Sequence[Token]) -> Iterator[Token]:
    """Return the pieces without blanks and comments."""
    return (each for each in pieces if each.kind != "space")


def next_of(pieces: Sequence[Token], number: int) -> Token:
    """Return the piece that follows."""
    return next(solid(pieces[number + 1 :]), Token("sign", ""))
