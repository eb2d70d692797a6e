"""Calculator's operations on texts."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.calculations import Operand, Operation, Result
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.values.convert import elementwise
from onedata_resources.kettle.values.number_column import by_value
from onedata_resources.kettle.values.types import KettleType

K = KettleType


def _changed(function: Callable[[pl.Expr], pl.Expr]) -> Operation:
    def change(a: Operand) -> Result:
        return Result(function(a.text), K.STRING)

    return change


def _by_value(function: Callable[[str], str | None]) -> Operation:
    """Return an operation that is computed once per distinct text."""

    def change(a: Operand) -> Result:
        kernel = partial(by_value, function=lambda each: function(str(each)), dtype=pl.String())
        return Result(elementwise(a.text, kernel, pl.String()), K.STRING)

    return change


def _without(pattern: str) -> Operation:
    return _changed(lambda text: text.str.replace_all(pattern, ""))


def _initial_capitals(text: str) -> str:
    return re.sub(r"\S+", lambda word: word[0][:1].upper() + word[0][1:].lower(), text)


def _length(a: Operand) -> Result:
    return Result(a.text.str.len_chars().fill_null(0).cast(pl.Int64), K.INTEGER)


def _levenshtein(a: Operand, b: Operand) -> Result:
    pair = pl.concat_str([a.text, pl.lit("\0"), b.text])

    def distance(each: object) -> int:
        left, _, right = str(each).partition("\0")
        return edit_distance(left, right)

    kernel = partial(by_value, function=distance, dtype=pl.Int64())
    return Result(elementwise(pair, kernel, pl.Int64()), K.INTEGER)


def edit_distance(left: str, right: str) -> int:
    """Return how many single changes turn one text into the other."""
    row = list(range(len(right) + 1))
    for number, character in enumerate(left, 1):
        previous, row = row, [number]
        for place, other in enumerate(right, 1):
            change = previous[place - 1] + (character != other)
            row.append(min(row[-1] + 1, previous[place] + 1, change))
    return row[-1]


def _file_sum(function: Callable[[bytes], str]) -> Operation:
    """Return an operation on the content of the file that A names; null where there is none."""

    def read(name: str) -> str | None:
        path = Path(local_path(name))
        return function(path.read_bytes()) if path.is_file() else None

    return _by_value(read)


TEXTS: dict[str, tuple[Operation, int]] = {
    "UPPER_CASE": (_changed(lambda text: text.str.to_uppercase()), 1),
    "LOWER_CASE": (_changed(lambda text: text.str.to_lowercase()), 1),
    "INIT_CAP": (_by_value(_initial_capitals), 1),
    "GET_ONLY_DIGITS": (_without(r"\D"), 1),
    "REMOVE_DIGITS": (_without(r"\d"), 1),
    "REMOVE_CR": (_without("\r"), 1),
    "REMOVE_LF": (_without("\n"), 1),
    "REMOVE_CRLF": (_without("[\r\n]"), 1),
    "REMOVE_TAB": (_without("\t"), 1),
    "MD5": (_file_sum(lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest()), 1),
    "SHA1": (_file_sum(lambda data: hashlib.sha1(data, usedforsecurity=False).hexdigest()), 1),
    "CRC32": (_file_sum(lambda data: str(zlib.crc32(data))), 1),
    "ADLER32": (_file_sum(lambda data: str(zlib.adler32(data))), 1),
}
TEXT_NUMBERS: dict[str, tuple[Operation, int]] = {
    "STRING_LEN": (_length, 1),
    "LEVENSHTEIN_DISTANCE": (_levenshtein, 2),
}
