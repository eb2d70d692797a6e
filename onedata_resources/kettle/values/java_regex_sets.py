"""Character sets and escapes of a java.util.regex pattern, for Rust's engine and `regex` alike.

What stands around the sets is read in `java_regex_syntax.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from onedata_resources.kettle.values.java_regex_classes import (
    PREDEFINED,
    UNICODE_PREDEFINED,
    property_set,
)

_SIMPLE = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}


class JavaRegexError(Exception):
    """A pattern or a replacement that Java refuses; both texts say why."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


@dataclass
class SetReader:
    """Reads the characters of one pattern, its escapes and its sets.

    `flags` are the letters of `(?idmsux)`, U for UNICODE_CHARACTER_CLASS and q for LITERAL.
    """

    text: str
    flags: frozenset[str] = frozenset()
    at: int = 0

    def _error(self, why: str) -> JavaRegexError:
        return JavaRegexError(
            f"The regular expression {self.text!r} is wrong near index {self.at}: {why}.",
            f"正则表达式 {self.text!r} 在位置 {self.at} 附近有误：{why}。",
        )

    def _peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.text[at] if at < len(self.text) else ""

    def _next(self) -> str:
        if self.at >= len(self.text):
            raise self._error("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def _take(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _skip_comments(self) -> None:
        while "x" in self.flags and (self._peek().isspace() or self._peek() == "#"):
            if self._next() == "#":
                while self._peek() and self._peek() not in "\n\r":
                    self.at += 1

    def _until_e(self) -> str:
        end = self.text.find("\\E", self.at)
        quoted_text = self.text[self.at :] if end < 0 else self.text[self.at : end]
        self.at = len(self.text) if end < 0 else end + 2
        return quoted_text

    def _class_escape(self) -> str | int:
        """Return the set that an escape stands for, or the code point of its character."""
        letter = self._next()
        if letter in PREDEFINED:
            wide = UNICODE_PREDEFINED.get(letter) if "U" in self.flags else None
            return wide or PREDEFINED[letter]
        if letter in "pP":
            return self._property(negated=letter == "P")
        if letter in _SIMPLE:
            return ord(_SIMPLE[letter])
        if letter in "xu0c":
            return self._code(letter)
        if letter.isascii() and letter.isalnum():
            raise self._error(f"illegal or unsupported escape sequence '\\{letter}'")
        return ord(letter)

    def _property(self, *, negated: bool) -> str:
        name = self._next()
        if name == "{":
            end = self.text.find("}", self.at)
            name = self.text[self.at : max(end, 0)]
            self.at = end + 1
        items = property_set(name, unicode="U" in self.flags)
        if items is None:
            raise self._error(f"unknown character property name {{{name}}}")
        return f"[{'^' if negated else ''}{items}]"

    def _code(self, letter: str) -> int:
        if letter == "c":
            return ord(self._next()) ^ 64
        if letter == "0":
            digits = ""
            while (
                self._peek() and self._peek() in "01234567" and int(digits + self._peek(), 8) < 256
            ):
                digits += self._next()
            return int(digits, 8) if digits else self._bad_code()
        if letter == "x" and self._take("{"):
            end = self.text.find("}", self.at)
            digits = self.text[self.at : max(end, 0)]
            self.at = end + 1
        else:
            length = 2 if letter == "x" else 4
            digits = self.text[self.at : self.at + length]
            self.at += length
        try:
            return int(digits, 16)
        except ValueError:
            return self._bad_code()

    def _bad_code(self) -> int:
        raise self._error("illegal hexadecimal or octal escape")

    def _class(self) -> str:
        """Return the set that `[` opened, as both engines write it."""
        parts = ["[^" if self._take("^") else "["]
        empty = True
        while True:
            if "x" in self.flags:
                self._skip_comments()
            if self._peek() == "]" and not empty:
                self.at += 1
                return "".join([*parts, "]"])
            if self._take("&&"):
                if not empty and self._peek() not in "]&":
                    parts.append("&&")
                continue
            parts.append(self._class_item())
            empty = False

    def _class_item(self) -> str:
        if self._take("["):
            return self._class()
        if self._take("\\Q"):
            return "".join(self._range(ord(each), ord(each)) for each in self._until_e())
        first = self._class_character()
        if isinstance(first, str):
            return first
        if self._peek() == "-" and self._peek(1) not in ("]", "[", ""):
            self.at += 1
            last = self._class_character()
            if isinstance(last, str):
                return self._range(first, first) + quoted("-") + last
            if last < first:
                raise self._error("illegal character range")
            return self._range(first, last)
        return self._range(first, first)

    def _class_character(self) -> str | int:
        return self._class_escape() if self._take("\\") else ord(self._next())

    def _range(self, first: int, last: int) -> str:
        shown = _span(first, last)
        if "i" not in self.flags:
            return shown
        return shown + _other_cases(first, last, wide="u" in self.flags)


def _span(first: int, last: int) -> str:
    return quoted(chr(first)) + (f"-{quoted(chr(last))}" if last > first else "")


def _other_cases(first: int, last: int, *, wide: bool) -> str:
    """Return the other case of the letters in a range; without `wide` only of ASCII letters."""
    parts = []
    for low, high, shift in ((65, 90, 32), (97, 122, -32)):
        start, end = max(first, low), min(last, high)
        if start <= end:
            parts.append(_span(start + shift, end + shift))
    if wide and last > 127:
        letters = [chr(code) for code in range(max(first, 128), min(last, 0xFFFF) + 1)]
        cases = {each.swapcase() for each in letters if each.swapcase() != each}
        parts += [quoted(each) for each in sorted(cases) if len(each) == 1]
    return "".join(parts)


def quoted(character: str) -> str:
    """Return the character so that no engine sees a sign of its own in it."""
    if character.isascii() and not character.isalnum():
        return f"\\x{ord(character):02x}"
    return character
