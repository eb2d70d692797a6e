r"""Patterns of standards in what all databases understand of them alike.

Databases read regular expressions each in a way of its own. What they agree on is written out here;
a pattern with more than that (`\w`, which is another set of signs in each, look-aheads, flags) has
no such form, and its rule is told in words (`standard_ddl.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

REPEATED_MOST = 255
"""PostgreSQL repeats nothing more often."""
GLOBS_MOST = 40
GLOB_LONGEST = 400
FIRST, LAST = "AT_BEGINNING", "AT_END"
_SINGLE = frozenset({"LITERAL", "NOT_LITERAL", "IN", "ANY", "SUBPATTERN"})
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_SPECIAL = frozenset("\\.^$*+?()[]{}|")
_SPECIAL_IN_CLASS = frozenset("\\[]^-&~|")


class _UnlikeError(Exception):
    """Databases read this part of the pattern differently, or cannot at all."""


def portable(pattern: str, end: str) -> str | None:
    """Return the pattern as a regular expression of any database; None where it has no such form.

    `end` is what the database writes for the end of the text, where `$` may stand before a last
    line break.
    """
    try:
        return _regex(_parsed(pattern), end, 1)
    except _UnlikeError:
        return None


def globs(pattern: str) -> tuple[str, ...] | None:
    """Return SQLite's `GLOB` patterns of which a whole value has one; None where too many or none.

    They have no repetition, so each length has one of its own.
    """
    try:
        return tuple(dict.fromkeys(_globs(_inner(_parsed(pattern)))))
    except _UnlikeError:
        return None


def _parsed(pattern: str) -> list[tuple[Any, Any]]:
    import re
    from re import _parser  # pyright: ignore[reportAttributeAccessIssue]  it has no public door

    parsed = _parser.parse(pattern)
    if parsed.state.flags & ~re.UNICODE:
        raise _UnlikeError
    return list(parsed)


def _regex(parts: list[tuple[Any, Any]], end: str, times: int) -> str:
    return "".join(_written(str(kind), given, end, times) for kind, given in parts)


def _written(kind: str, given: Any, end: str, times: int) -> str:  # noqa: ANN401  the parser's
    match kind:
        case "AT":
            return {FIRST: "^", LAST: end}[_one_of(str(given), FIRST, LAST)]
        case "BRANCH":
            return f"(?:{'|'.join(_regex(list(each), end, times) for each in given[1])})"
        case "SUBPATTERN":
            return f"(?:{_regex(_group(given), end, times)})"
        case "MAX_REPEAT" | "MIN_REPEAT":
            low, high, inner = given
            most = low if _is_endless(high) else high
            if times * most > REPEATED_MOST:
                raise _UnlikeError
            text = _regex(list(inner), end, times * max(most, 1))
            is_one = len(inner) == 1 and str(inner[0][0]) in _SINGLE
            return (text if is_one else f"(?:{text})") + _often(low, high)
    if kind == "LITERAL":
        sign = _sign(given)
        return f"\\{sign}" if sign in _SPECIAL else _NAMED.get(sign, sign)
    is_not, members = _members(kind, given)
    return f"[{'^' if is_not else ''}{''.join(map(_in_class, members))}]"


def _often(low: int, high: Any) -> str:  # noqa: ANN401  the parser's
    if _is_endless(high):
        return {0: "*", 1: "+"}.get(low, f"{{{low},}}")
    if (low, high) == (0, 1):
        return "?"
    return f"{{{low}}}" if low == high else f"{{{low},{high}}}"


def _in_class(member: tuple[str, str]) -> str:
    first, last = (
        f"\\{each}" if each in _SPECIAL_IN_CLASS else _NAMED.get(each, each) for each in member
    )
    return first if first == last else f"{first}-{last}"


def _inner(parts: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return the parts without the marks of the text's beginning and end at their ends."""
    marks = [str(given) if str(kind) == "AT" else "" for kind, given in parts]
    first = 1 if marks and marks[0] == FIRST else 0
    last = len(parts) - (1 if marks[first:] and marks[-1] == LAST else 0)
    return parts[first:last]


def _globs(parts: list[tuple[Any, Any]]) -> list[str]:
    made = [""]
    for kind, given in parts:
        options = _options(str(kind), given)
        if len(made) * len(options) > GLOBS_MOST:
            raise _UnlikeError
        made = [before + each for before in made for each in options]
        if any(len(each) > GLOB_LONGEST for each in made):
            raise _UnlikeError
    return made


def _options(kind: str, given: Any) -> list[str]:  # noqa: ANN401  the parser's
    """Return the globs of one part."""
    match kind:
        case "BRANCH":
            return [glob for each in given[1] for glob in _globs(list(each))]
        case "SUBPATTERN":
            return _globs(_group(given))
        case "MAX_REPEAT" | "MIN_REPEAT":
            low, high, inner = given
            if _is_endless(high) or high > GLOB_LONGEST or high - low >= GLOBS_MOST:
                raise _UnlikeError
            return list(_repeated(_globs(list(inner)), low, high))
        case "LITERAL":
            sign = _sign(given)
            return [f"[{sign}]" if sign in "*?[" else sign]
    is_not, members = _members(kind, given)
    ranges = [f"{first}-{last}" for first, last in members if first != last]
    signs = {first for first, last in members if first == last}
    plain = [*ranges, *sorted(signs - set("]^-")), *("^" for _ in signs & {"^"})]
    text = ("]" if "]" in signs else "") + "".join(plain)
    dash = "-" if "-" in signs else ""
    text = dash + text if text.startswith("^") else text + dash
    return [f"[{'^' if is_not else ''}{text}]"]


def _repeated(once: list[str], low: int, high: int) -> Iterator[str]:
    for often in range(low, high + 1):
        if len(once) ** often > GLOBS_MOST:
            raise _UnlikeError
        yield from map("".join, product(once, repeat=often))


def _members(kind: str, given: Any) -> tuple[bool, list[tuple[str, str]]]:  # noqa: ANN401
    """Return the first and last sign of each range of a class, and whether it is all others."""
    match kind:
        case "ANY":
            return True, [("\n", "\n")]
        case "NOT_LITERAL":
            return True, [(_sign(given), _sign(given))]
        case "IN":
            told = [(str(kind), more) for kind, more in given]
            is_not = told[0][0] == "NEGATE"
            return is_not, [_range(*each) for each in told[is_not:]]
    raise _UnlikeError


def _range(kind: str, given: Any) -> tuple[str, str]:  # noqa: ANN401  the parser's
    if kind == "CATEGORY":
        _one_of(str(given), "CATEGORY_DIGIT")
        return "0", "9"
    low, high = given if kind == "RANGE" else (given, given)
    return _sign(low), _sign(high)


def _group(given: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401  the parser's
    _, added, left_out, inner = given
    if added or left_out:
        raise _UnlikeError
    return list(inner)


def _sign(code: int) -> str:
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        raise _UnlikeError
    return chr(code)


def _one_of(kind: str, *known: str) -> str:
    if kind not in known:
        raise _UnlikeError
    return kind


def _is_endless(high: Any) -> bool:  # noqa: ANN401  the parser's own constant
    return str(high) == "MAXREPEAT"
