"""A java.util.regex pattern read and written again for Rust's engine and Python's `regex` module.

Letters are matched without case as Java does it: only ASCII letters, unless UNICODE_CASE is set.
The columns and texts that a pattern is used on are in `java_regex.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onedata_resources.kettle.values.java_regex_classes import ONLY_PYTHON, PREDEFINED, TERMINATORS
from onedata_resources.kettle.values.java_regex_piece import Piece, joined
from onedata_resources.kettle.values.java_regex_sets import SetReader, quoted

_LINE_START = rf"(?:\A|(?<=[\n\x85{chr(0x2028)}{chr(0x2029)}])|(?<=\r)(?!\n))(?!\Z)"
_LINE_END = rf"(?=[\r\x85{chr(0x2028)}{chr(0x2029)}]|\Z|(?<!\r)\n)"
_INPUT_END = rf"(?=\r\n\Z|[\r\x85{chr(0x2028)}{chr(0x2029)}]\Z|(?<!\r)\n\Z|\Z)"


@dataclass
class Translator(SetReader):
    """Reads one pattern.

    After `translated`, `rust` says whether Rust's engine has all of it, `ends` whether it has a `$`
    that Rust only agrees on where no line terminator ends the text, and `groups` how many groups.
    """

    groups: int = 0
    rust: bool = True
    ends: bool = False
    names: dict[str, int] = field(default_factory=dict)

    def translated(self) -> Piece:
        """Return the whole pattern.

        Raises:
            JavaRegexError: Java refuses it too.
        """
        if "U" in self.flags:
            self.flags |= {"u"}
        if "q" in self.flags:
            pieces = [self._literal(each) for each in self.text]
            return joined(pieces)
        whole = self._alternatives()
        if self.at < len(self.text):
            raise self._error("unmatched closing ')'")
        return whole

    def _alternatives(self) -> Piece:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return Piece(
            "|".join(each.python for each in branches),
            "|".join(each.rust for each in branches),
            min(each.width for each in branches),
        )

    def _sequence(self) -> Piece:
        pieces = []
        self._skip_comments()
        while self._peek() and self._peek() not in "|)":
            if self._take("\\Q"):
                pieces += [self._literal(each) for each in self._until_e()]
                last = pieces.pop() if pieces else Piece("", "")
                pieces.append(self._quantified(last))
            else:
                pieces.append(self._quantified(self._atom()))
            self._skip_comments()
        return joined(pieces)

    def _quantified(self, piece: Piece) -> Piece:
        self._skip_comments()
        start = self.at
        if self._peek() and self._peek() in "*+?":
            least = 1 if self._next() == "+" else 0
        elif self._peek() == "{":
            least = self._counts()
        else:
            return piece
        if self._take("+"):
            self.rust = False
        else:
            self._take("?")
        how = self.text[start : self.at]
        if not piece.python:
            if how[0] != "{":
                raise self._error(f"dangling meta character '{how}'")
            return piece
        return Piece(f"(?:{piece.python}){how}", f"(?:{piece.rust}){how}", piece.width * least)

    def _counts(self) -> int:
        end = self.text.find("}", self.at)
        least, comma, most = self.text[self.at + 1 : max(end, 0)].partition(",")
        if end < 0 or not least.isdigit() or (comma and most and not most.isdigit()):
            raise self._error("illegal repetition")
        if most and int(most) < int(least):
            raise self._error("illegal repetition range")
        self.at = end + 1
        return int(least)

    def _atom(self) -> Piece:  # noqa: PLR0911 - one answer per sign
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return self._same(self._class(), 1)
        if character == "\\":
            return self._escape()
        if character == ".":
            return self._dot()
        if character in "^$":
            return self._start() if character == "^" else self._end()
        if character in "*+?":
            raise self._error(f"dangling meta character '{character}'")
        if character == "{":
            self.at -= 1
            return Piece("", "")
        return self._literal(character)

    def _same(self, text: str, width: int) -> Piece:
        if any(name in text for name in ONLY_PYTHON):
            self.rust = False
        return Piece(text, text, width)

    def _only_python(self, text: str, width: int = 0) -> Piece:
        self.rust = False
        return Piece(text, text, width)

    def _literal(self, character: str) -> Piece:
        if "i" in self.flags:
            if "u" in self.flags:
                return self._same(f"(?i:{quoted(character)})", 1)
            if character.isascii() and character.isalpha():
                return self._same(f"[{character.lower()}{character.upper()}]", 1)
        return self._same(quoted(character), 1)

    def _dot(self) -> Piece:
        if "s" in self.flags:
            return self._same("(?s:.)", 1)
        return self._same(r"[^\n]" if "d" in self.flags else f"[^{TERMINATORS}]", 1)

    def _start(self) -> Piece:
        if "m" not in self.flags:
            return Piece(r"\A", r"\A")
        return self._only_python(r"(?:(?m:^)(?!\Z))" if "d" in self.flags else _LINE_START)

    def _end(self) -> Piece:
        if "m" in self.flags:
            return self._only_python(r"(?=\n|\Z)" if "d" in self.flags else _LINE_END)
        return self._input_end()

    def _input_end(self) -> Piece:
        self.ends = True
        return Piece(r"(?=\n?\Z)" if "d" in self.flags else _INPUT_END, r"\z")

    def _group(self) -> Piece:
        outer = self.flags
        opening, width = "(", None
        if self._take("?"):
            opening, width = self._special_group()
            if not opening:
                return Piece("", "")
        else:
            self.groups += 1
        inner = self._alternatives()
        if not self._take(")"):
            raise self._error("unclosed group")
        self.flags = outer
        python, rust = f"{opening}{inner.python})", f"{opening}{inner.rust})"
        return Piece(python, rust, inner.width if width is None else width)

    def _special_group(self) -> tuple[str, int | None]:
        """Return how the group opens (nothing where only flags were set) and a fixed width."""
        for opening in ("<=", "<!", "=", "!"):
            if self._take(opening):
                self.rust = False
                return f"(?{opening}", 0
        if self._take(">"):
            self.rust = False
            return "(?>", None
        if self._take("<"):
            return self._named_group(), None
        return self._flags()

    def _named_group(self) -> str:
        end = self.text.find(">", self.at)
        name = self.text[self.at : max(end, 0)]
        if not (name.isascii() and name.isalnum() and name[0].isalpha()) or name in self.names:
            raise self._error(f"'{name}' cannot name a group")
        self.at = end + 1
        self.groups += 1
        self.names[name] = self.groups
        return "("

    def _flags(self) -> tuple[str, int | None]:
        on = True
        while (letter := self._next()) not in ":)":
            if letter == "-":
                on = False
            elif letter in "idmsuxU":
                letters = {letter, "u"} if letter == "U" else {letter}
                self.flags = self.flags | letters if on else self.flags - letters
            else:
                raise self._error(f"unknown inline modifier '{letter}'")
        return ("(?:" if letter == ":" else ""), None

    def _escape(self) -> Piece:  # noqa: PLR0911 - one answer per escape
        letter = self._next()
        if letter == "E":
            return Piece("", "")
        if letter in "AbB":
            return Piece(f"\\{letter}", f"\\{letter}")
        if letter == "z":
            return Piece(r"\Z", r"\z")
        if letter == "Z":
            return self._input_end()
        if letter in "GX":
            return self._only_python(f"\\{letter}", int(letter == "X"))
        if letter == "R":
            return self._same(f"(?:\\r\\n|{PREDEFINED['v']})", 1)
        if letter == "k" or letter in "123456789":
            return self._back_reference(letter)
        self.at -= 1
        items = self._class_escape()
        if isinstance(items, str):
            return self._same(items, 1)
        return self._literal(chr(items))

    def _back_reference(self, first: str) -> Piece:
        if first == "k":
            end = self.text.find(">", self.at)
            name = self.text[self.at + 1 : max(end, 0)]
            if self._peek() != "<" or name not in self.names:
                raise self._error(f"there is no group named '{name}'")
            self.at, number = end + 1, self.names[name]
        else:
            number = int(first)
            while self._peek().isdigit() and number * 10 + int(self._peek()) <= self.groups:
                number = number * 10 + int(self._next())
        if number > self.groups:
            return self._only_python("(?!)")
        reference = rf"\g<{number}>"
        return self._only_python(f"(?i:{reference})" if "i" in self.flags else reference)
