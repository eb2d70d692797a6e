r"""Regular expressions as Java has them, on columns and on single texts.

Rust's engine, inside Polars, runs what it knows; the rest (lookaround, possessive quantifiers,
back references, lines) runs in the `regex` module, once per distinct text. Replacements are Java's:
`$1`, `${name}`, and a backslash before a sign that stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import polars as pl
import regex

from onedata_resources.kettle.values.by_value import by_value
from onedata_resources.kettle.values.convert import elementwise
from onedata_resources.kettle.values.java_regex_sets import JavaRegexError
from onedata_resources.kettle.values.java_regex_syntax import Translator

_ENDS_LINE = "[\\n\\r\\x{85}\u2028\u2029]\\z"


@dataclass(frozen=True)
class JavaPattern:
    """A compiled pattern; `rust` is None where Rust's engine does not have all of it."""

    text: str
    python: Any
    rust: str | None
    ends: bool
    may_be_empty: bool
    groups: int
    names: dict[str, int]

    def fits(self, text: str) -> bool:
        """Return whether the pattern matches the whole text."""
        return self.python.fullmatch(text) is not None

    def finds(self, text: str) -> bool:
        """Return whether the pattern matches anywhere in the text."""
        return self.python.search(text) is not None

    def matches(self, text: str) -> Iterator[Any]:
        """Yield the matches in order; after one of nothing the search goes on a place further."""
        at = 0
        while at <= len(text) and (match := self.python.search(text, at)):
            yield match
            at = match.end() + (match.end() == match.start())

    def matched(self, text: pl.Expr) -> pl.Expr:
        """Return where the pattern matches the whole text; null for null."""
        whole = rf"\A(?:{self.rust})\z"
        return self._through(text, lambda each: each.str.contains(whole), self.fits, pl.Boolean())

    def found(self, text: pl.Expr) -> pl.Expr:
        """Return where the pattern matches anywhere; null for null."""
        rust = self.rust or ""
        return self._through(text, lambda each: each.str.contains(rust), self.finds, pl.Boolean())

    def replaced(self, text: pl.Expr, replacement: str, *, first: bool = False) -> pl.Expr:
        """Return the text with every match, or the first one, replaced.

        Raises:
            JavaRegexError: Java refuses the replacement, which it does where there is a match.
        """
        parts = replacement_parts(replacement, self)
        signs = [
            f"${{{part}}}" if isinstance(part, int) else part.replace("$", "$$") for part in parts
        ]

        def fast(each: pl.Expr) -> pl.Expr:
            change = each.str.replace if first else each.str.replace_all
            return change(self.rust or "", "".join(signs))

        def slow(each: str) -> str:
            shown, at = [], 0
            for match in islice(self.matches(each), 1 if first else None):
                shown.append(each[at : match.start()])
                shown += [(match[part] or "") if isinstance(part, int) else part for part in parts]
                at = match.end()
            return "".join([*shown, each[at:]])

        return self._through(
            text, fast, slow, pl.String(), slow_only=self.may_be_empty and not first
        )

    def captured(self, text: pl.Expr) -> pl.Expr:
        """Return the groups of the match of the whole text as a list; null where it does not."""
        whole = rf"\A(?:{self.rust})\z"

        def fast(each: pl.Expr) -> pl.Expr:
            if not self.groups:
                return pl.when(each.str.contains(whole)).then(pl.lit([], pl.List(pl.String)))
            groups = each.str.extract_groups(whole)
            fields = [groups.struct.field(str(n + 1)) for n in range(self.groups)]
            return pl.when(each.str.contains(whole)).then(pl.concat_list(fields))

        def slow(each: str) -> list[str | None] | None:
            match = self.python.fullmatch(each)
            return None if match is None else list(match.groups())

        return self._through(text, fast, slow, pl.List(pl.String()))

    def split(self, text: str) -> list[str]:
        """Return the parts between the matches, empty ones at the end included.

        As in Java 8, a match of nothing at the start gives no empty first part.
        """
        parts, at = [], 0
        for match in self.matches(text):
            if match.end() == 0:
                continue
            parts.append(text[at : match.start()])
            at = match.end()
        return [*parts, text[at:]]

    def _through(
        self,
        text: pl.Expr,
        fast: Callable[[pl.Expr], pl.Expr],
        slow: Callable[[str], object],
        dtype: pl.DataType,
        *,
        slow_only: bool = False,
    ) -> pl.Expr:
        """Return the values by the expression where Rust agrees with Java, else one by one."""

        def one_by_one(texts: pl.Series) -> pl.Series:
            return by_value(texts, lambda each: slow(str(each)), dtype)

        if self.rust is None or slow_only:
            return elementwise(text, one_by_one, dtype)
        if not self.ends:
            return fast(text)

        def split(texts: pl.Series) -> pl.Series:
            odd = texts.str.contains(_ENDS_LINE).fill_null(False)
            if odd.all():
                return one_by_one(texts)
            values = texts.to_frame("t").select(fast(pl.col("t"))).to_series()
            if odd.any():
                at = pl.arange(len(texts), eager=True)
                kept = pl.concat([values.filter(~odd), one_by_one(texts.filter(odd))])
                order = pl.concat([at.filter(~odd), at.filter(odd)])
                values = kept.gather(order.arg_sort())
            return values.alias(texts.name)

        return elementwise(text, split, dtype)


@lru_cache(maxsize=1024)
def java_pattern(text: str, flags: str = "") -> JavaPattern:
    """Return the pattern compiled; `flags` are letters of `(?idmsuxU)`, and q for a literal text.

    Raises:
        JavaRegexError: Java refuses it too.
    """
    reader = Translator(text, frozenset(flags))
    whole = reader.translated()
    try:
        python = regex.compile(f"(?V1)(?-f){whole.python}")
    except regex.error as error:
        raise JavaRegexError(
            f"The regular expression {text!r} is wrong: {error}.",
            f"正则表达式 {text!r} 有误：{error}。",
        ) from error
    rust = whole.rust if reader.rust and _known_to_rust(whole.rust) else None
    return JavaPattern(
        text, python, rust, reader.ends, whole.width == 0, reader.groups, dict(reader.names)
    )


def _known_to_rust(pattern: str) -> bool:
    try:
        pl.Series([""]).str.contains(pattern, strict=True)
    except pl.exceptions.ComputeError:
        return False
    return True


def replacement_parts(text: str, pattern: JavaPattern) -> list[str | int]:
    """Return a replacement as texts and numbers of groups.

    Raises:
        JavaRegexError: It names a group that there is not, or ends in a single sign.
    """
    parts: list[str | int] = []
    at = 0
    while at < len(text):
        if text[at] == "\\":
            if at + 1 == len(text):
                raise _bad_replacement(text, "a character to be escaped is missing", "末尾的反斜杠")
            parts.append(text[at + 1])
            at += 2
        elif text[at] == "$":
            number, at = _group_number(text, at + 1, pattern)
            parts.append(number)
        else:
            parts.append(text[at])
            at += 1
    return parts


def _group_number(text: str, at: int, pattern: JavaPattern) -> tuple[int, int]:
    if text.startswith("{", at):
        end = text.find("}", at)
        name = text[at + 1 : max(end, 0)]
        if name not in pattern.names:
            raise _bad_replacement(text, f"no group with name {{{name}}}", f"没有名为 {name} 的组")
        return pattern.names[name], end + 1
    if not text[at : at + 1].isdigit():
        raise _bad_replacement(text, "illegal group reference", "非法的组引用")
    number = int(text[at])
    if number > pattern.groups:
        raise _bad_replacement(text, f"no group {number}", f"没有第 {number} 组")
    at += 1
    while text[at : at + 1].isdigit() and number * 10 + int(text[at]) <= pattern.groups:
        number, at = number * 10 + int(text[at]), at + 1
    return number, at


def _bad_replacement(text: str, en: str, zh: str) -> JavaRegexError:
    return JavaRegexError(
        f"The replacement {text!r} cannot be used: {en}. Write \\$ for a dollar sign.",
        f"替换文本 {text!r} 无法使用：{zh}。美元符号请写作 \\$。",
    )
