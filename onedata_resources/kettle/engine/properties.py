"""Java's properties files and INI files: their texts read and written. Steps are in `steps/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

from onedata_resources.kettle.engine.json_text import hashtable_order

_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_MARKS = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f", "\\": "\\\\"}
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_REFERENCE = re.compile(r"(?<!\\)\$\{(?:(?P<section>[^\[}/]+)/)?(?P<name>[^\[/}]+)\}")
_MOST_REFERENCES, _DEEPEST_REFERENCE = 10_000, 100
GLOBAL_SECTION = "?"
Sections: TypeAlias = "dict[str, dict[str, str | None]]"
_KEY = re.compile(r"((?:[^\\\s=:]|\\.)*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.DOTALL)


def read_properties(text: str) -> dict[str, str]:
    """Return the keys and values in the order of the file; the last value of a key holds."""
    found: dict[str, str] = {}
    for line in _logical_lines(text):
        match = _KEY.match(line)
        if match is not None:
            found[_unescaped(match[1])] = _unescaped(match[2])
    return found


def in_java_order(properties: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs in the order in which Java's Properties give them."""
    return [(key, properties[key]) for key in hashtable_order(properties)]


def _logical_lines(text: str) -> Iterator[str]:
    """Yield the lines without comments; one that ends with a backslash goes on in the next."""
    open_line = ""
    for line in re.split(r"\r\n|\r|\n", text):
        stripped = line.lstrip(" \t\f")
        if not open_line and (not stripped or stripped[0] in "#!"):
            continue
        joined = open_line + stripped
        backslashes = len(joined) - len(joined.rstrip("\\"))
        if backslashes % 2:
            open_line = joined[:-1]
            continue
        yield joined
        open_line = ""
    if open_line:
        yield open_line


def _unescaped(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        sign = found[1]
        return chr(int(sign[1:], 16)) if len(sign) > 1 else _ESCAPES.get(sign, sign)

    return _ESCAPED.sub(plain, text)


def properties_text(pairs: Iterable[tuple[str, str]], comment: str, moment: datetime) -> str:
    """Return what Java's Properties store: comment, date, and a line per pair."""
    date = f"#{moment:%a %b %d %H:%M:%S} {moment:%Z %Y}\n"
    return (
        _comment(comment) + date + "".join(f"{_key(key)}={_value(value)}\n" for key, value in pairs)
    )


def _comment(text: str) -> str:
    """Return the lines of the comment; one that is marked as a comment is left as it is."""
    if not text:
        return ""
    first, *lines = re.split(r"\r\n|\r|\n", text)
    marked = [line if line[:1] in {"#", "!"} else f"#{line}" for line in lines]
    return "\n".join([f"#{first}", *marked, ""])


def _key(text: str) -> str:
    return _written(text).replace(" ", "\\ ")


def _value(text: str) -> str:
    written = _written(text)
    return f"\\{written}" if written.startswith(" ") else written


def _written(text: str) -> str:
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    if sign in _MARKS:
        return _MARKS[sign]
    if sign in "=:#!":
        return f"\\{sign}"
    if " " <= sign <= "~":
        return sign
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex().upper()}" for at in range(0, len(units), 2))


def read_ini(text: str) -> Sections:
    """Return the options of each section, in the order of the file.

    Options before the first section are in one named `?`, as in ini4j's `Wini`.

    Raises:
        ValueError: An option has no name.
    """
    sections: Sections = {}
    options: dict[str, str | None] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped[0] in ";#":
            continue
        if stripped.startswith("[") and stripped.endswith("]"):
            options = sections.setdefault(stripped[1:-1].strip(), {})
            continue
        if options is None:
            options = sections.setdefault(GLOBAL_SECTION, {})
        name, sign, value = _option(stripped)
        if not name:
            raise ValueError(f"line {number} has no name")
        options[name] = value if sign else None
    return sections


def fetched(sections: Sections, section: str, name: str, depth: int = 0) -> str | None:
    """Return the option's value with others in place of `${name}` and `${section/name}`.

    What names no option stays as it is written.

    Raises:
        ValueError: The options stand in each other's values without end.
    """
    value = sections.get(section, {}).get(name)
    at, steps = 0, 0
    while value and (found := _REFERENCE.search(value, at)):
        steps += 1
        if steps > _MOST_REFERENCES or depth > _DEEPEST_REFERENCE:
            raise ValueError(f"option {name!r} of section [{section}] refers to itself")
        other = fetched(sections, found["section"] or section, found["name"], depth + 1)
        if other is None:
            at = found.end()
        else:
            value, at = value[: found.start()] + other + value[found.end() :], 0
    return value


def _option(line: str) -> tuple[str, str, str]:
    at = min((line.index(sign) for sign in "=:" if sign in line), default=-1)
    return (line, "", "") if at < 0 else (line[:at].strip(), line[at], line[at + 1 :].strip())
