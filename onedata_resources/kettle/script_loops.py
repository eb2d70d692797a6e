"""Rhino's `for each (x in list)`, which no other engine has, as `for (x of ...)`."""

from __future__ import annotations

from collections.abc import Sequence

from onedata_resources.kettle.script_tokens import Token, next_of, tokens

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def plain_script(script: str) -> str:
    """Return the script with loops over values in the words of today's language."""
    return "".join(piece.text for piece in plain_loops(tokens(script)))


def plain_loops(pieces: Sequence[Token]) -> list[Token]:
    """Return the pieces with loops over values in the words of today's language."""
    plain: list[Token] = []
    closing: list[int] = []
    depth, head = 0, 0
    for number, piece in enumerate(pieces):
        text = piece.text
        if text == "each" and _is_loop(plain, pieces, number):
            head = depth + 1
            continue
        depth += (text in _OPENING) - (text in _CLOSING)
        if text == "in" and head and depth == head:
            plain += [Token("name", "of"), Token("sign", " $each(")]
            closing.append(depth)
            head = 0
        elif text == ")" and closing and depth == closing[-1] - 1:
            plain += [Token("sign", ")"), piece]
            closing.pop()
        else:
            plain.append(piece)
    return plain


def _is_loop(before: Sequence[Token], pieces: Sequence[Token], number: int) -> bool:
    words = [each.text for each in before if each.kind != "space"]
    return words[-1:] == ["for"] and next_of(pieces, number).text == "("
