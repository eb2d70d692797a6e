"""JSON read as json-smart reads it in its permissive mode, which Kettle uses.

Texts without quotes or in single ones, commas too many and text behind the document are accepted;
control signs in texts are dropped; long numbers keep their digits. A text that is no JSON at all is
itself the document.
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

import orjson

_BLANKS = " \r\n\t"
_LONG_NUMBER = re.compile(r"\d[\d.eE+\-]{17}")
_NUMBER = re.compile(r"-?\d*(?:\.\d*)?(?:[eE][+\-]?\d+)?", re.ASCII)
_STRING_PART = re.compile(r"[^\x00-\x1f\x7f\"'\\]+")
_LONGEST_DOUBLE = 18
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b", "\\": "\\", "/": "/",
            "'": "'", '"': '"'}  # fmt: skip
_WORDS = {"null": None, "true": True, "false": False, "NaN": math.nan}
_LEVELS = 900


class JsonError(Exception):
    """A text that even the permissive reader refuses."""


def lenient_json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the document.

    Raises:
        JsonError: The text cannot be read.
    """
    try:
        if _LONG_NUMBER.search(text):
            return json.loads(text, parse_float=_double)
        return orjson.loads(text)
    except ValueError:
        return _Reader(text).document()


def _double(digits: str) -> float | Decimal:
    return Decimal(digits) if len(digits) > _LONGEST_DOUBLE else float(digits)


class _Reader:
    """Reads one text sign by sign; the sign at its end is an empty one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.level = 0

    @property
    def sign(self) -> str:
        """Return the current sign."""
        return self.text[self.at : self.at + 1]

    def skip_blanks(self) -> None:
        """Go on to the next sign that is no blank."""
        while self.sign and self.sign in _BLANKS:
            self.at += 1

    def document(self) -> Any:  # noqa: ANN401 - any JSON value
        """Return the first value; what follows it does not count."""
        self.skip_blanks()
        if self.sign and self.sign in ":}]":
            raise JsonError(self.text)
        return self.value("")

    def value(self, stops: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return the value at the current place; one without quotes ends at one of the stops."""
        self.skip_blanks()
        if self.sign == "{":
            return self.nested(self.object)
        if self.sign == "[":
            return self.nested(self.array)
        if self.sign and self.sign in "\"'":
            return self.string()
        if self.sign and self.sign in ":}]":
            raise JsonError(self.text)
        word = self.word(stops)
        if word[:1] == "-" or (word[:1].isascii() and word[:1].isdigit()):
            return _number(word)
        return _WORDS.get(word, word)

    def nested(self, read: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Return what `read` gives, one level deeper."""
        self.level += 1
        if self.level > _LEVELS:
            raise JsonError(self.text)
        found = read()
        self.level -= 1
        return found

    def word(self, stops: str) -> str:
        """Return the text up to a stop, without blanks at its ends."""
        start = self.at
        while self.sign and self.sign not in stops:
            self.at += 1
        return self.text[start : self.at].strip(_BLANKS)

    def array(self) -> list[Any]:
        """Return the values of an array; missing ones between commas do not count."""
        found: list[Any] = []
        self.at += 1
        while True:
            self.skip_blanks()
            if self.sign == "]":
                self.at += 1
                return found
            if not self.sign or self.sign in ":}":
                raise JsonError(self.text)
            if self.sign == ",":
                self.at += 1
            else:
                found.append(self.value(",]"))

    def object(self) -> dict[str, Any]:
        """Return the properties of an object; the last one of a name counts."""
        found: dict[str, Any] = {}
        self.at += 1
        while True:
            self.skip_blanks()
            if self.sign == ",":
                self.at += 1
                continue
            if self.sign == "}":
                self.at += 1
                return found
            if not self.sign or self.sign in ":[]{":
                raise JsonError(self.text)
            key = self.string() if self.sign in "\"'" else self.word(":")
            self.skip_blanks()
            if self.sign != ":":
                raise JsonError(self.text)
            self.at += 1
            found[key] = self.value(",}")
            self.skip_blanks()
            if not self.sign or self.sign not in ",}":
                raise JsonError(self.text)

    def string(self) -> str:
        """Return a text in quotes of either kind."""
        quote, parts = self.sign, []
        self.at += 1
        while self.sign != quote:
            part = _STRING_PART.match(self.text, self.at)
            if part:
                parts.append(part[0])
                self.at = part.end()
            elif not self.sign:
                raise JsonError(self.text)
            elif self.sign == "\\":
                parts.append(self.escape())
            else:
                parts.append(self.sign if self.sign in "\"'" else "")
                self.at += 1
        self.at += 1
        return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def escape(self) -> str:
        """Return the sign that an escape stands for, nothing for one that is not known."""
        kind = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        width = {"u": 4, "x": 2}.get(kind, 0)
        if not width:
            return _ESCAPES.get(kind, "")
        digits = self.text[self.at : self.at + width]
        if not re.fullmatch(f"[0-9A-Fa-f]{{{width}}}", digits):
            raise JsonError(self.text)
        self.at += width
        return chr(int(digits, 16))


def _number(word: str) -> Any:  # noqa: ANN401 - a number, or the word
    if not _NUMBER.fullmatch(word):
        return word
    if word.lstrip("-").isdigit():
        return int(word)
    if word == "-":
        return 0
    try:
        return _double(word)
    except (ArithmeticError, ValueError):
        return word
