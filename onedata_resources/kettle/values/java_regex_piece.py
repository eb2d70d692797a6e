"""A part of a Java pattern, in the syntaxes of both engines that stand in for Java's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A part of a pattern in both syntaxes, and the fewest characters that it takes."""

    python: str
    rust: str
    width: int = 0


def joined(pieces: list[Piece]) -> Piece:
    """Return the pieces one after the other."""
    return Piece(
        "".join(each.python for each in pieces),
        "".join(each.rust for each in pieces),
        sum(each.width for each in pieces),
    )
