"""Numbers of a plain delimited file, read by Polars itself instead of from texts.

Of a field's text Polars and Java may make different numbers only where it begins with a blank or a
plus sign or has a power with a small `e` or a plus sign: `reads_alike` looks for those in the whole
file. What Polars cannot read, and numbers that are none, are read again as texts.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import isfinite
from pathlib import Path

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.csv_scan import NUMBER, PlainCsv, without_numbers
from onedata_resources.kettle.engine.text_lines import LINE
from onedata_resources.kettle.engine.text_split import split_fields
from onedata_resources.kettle.values.number_parse import reads_plain
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
NEWLINE = 10
BLOCK = 1 << 20
SAMPLE = 1000
_DTYPES: dict[KettleType, pl.DataType] = {K.INTEGER: pl.Int64(), K.NUMBER: pl.Float64()}


def numbers_of(fields: Sequence[Field]) -> dict[str, pl.DataType]:
    """Return the fields that are plain numbers, with the types of their columns."""
    return {
        each.name: _DTYPES[each.type]
        for each in fields
        if each.type in _DTYPES and not (each.lazy or each.lenient_numbers) and reads_plain(each)
    }


@dataclass(frozen=True)
class CsvNumbers:
    """The numbers of a plain file that is scanned with `dtypes`, its other fields as texts.

    `read_all` converts texts of all fields, `read_others` those of the other fields.
    """

    csv: PlainCsv
    dtypes: dict[str, pl.DataType]
    read_all: Callable[[pl.DataFrame], pl.DataFrame]
    read_others: Callable[[pl.DataFrame], pl.DataFrame]

    def usable(self, start: int) -> bool:
        """Return whether that gives the same numbers as their texts, and is worth it.

        A file with gaps among its first rows, after `start`, is not: they are read twice.
        """
        if not self.dtypes or self.csv.enclosed:
            return False
        first = self.csv.beginning(start + SAMPLE).scan(self.dtypes).slice(start)
        sample = first.select(*self.dtypes).collect()
        whole = not any(column.null_count() for column in sample.get_columns())
        return whole and reads_alike(self.csv.path, self.csv.dialect.separator)

    def values(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the batch with every field's value, without the line numbers."""
        odd = self._odd(batch)
        if odd is None:
            return self.read_others(without_numbers(batch))
        places = odd.arg_true()
        again = self._texts(batch[NUMBER].gather(places))
        nothing = pl.repeat(None, batch.height, dtype=pl.String(), eager=True)
        texts = [nothing.scatter(places, again[name]).alias(name) for name in self.dtypes]
        read = self.read_all(batch.drop(NUMBER).with_columns(texts))
        return read.with_columns(read[name].zip_with(odd, batch[name]) for name in self.dtypes)

    def _odd(self, batch: pl.DataFrame) -> pl.Series | None:
        """Return which rows have a number that is to be read as a text, if any."""
        odd = None
        for name, dtype in self.dtypes.items():
            column = batch[name]
            if not column.null_count() and isfinite(column.sum()):
                continue
            bad = (column.is_finite().not_() if dtype.is_float() else column.is_null()).fill_null(
                value=True
            )
            odd = bad if odd is None else odd | bad
        return odd

    def _texts(self, numbers: pl.Series) -> pl.DataFrame:
        """Return the fields' texts of the lines with those numbers."""
        ends, at = self._line_ends, numbers.to_numpy().astype(np.int64)
        starts = np.where(at == 0, 0, ends[at - 1] + 1)
        lines = []
        with self.csv.path.open("rb") as file:
            for start, end in zip(starts.tolist(), ends[at].tolist(), strict=True):
                file.seek(start)
                lines.append(file.read(end - start).removesuffix(b"\r").decode("utf-8", "replace"))
        frame = pl.LazyFrame({LINE: lines}, schema={LINE: pl.String()})
        names = list(self.csv.dialect.names)
        return split_fields(frame, names, self.csv.dialect.separator, "").collect()

    @cached_property
    def _line_ends(self) -> np.ndarray:
        """Return where the file's lines end."""
        size, found = 0, []
        with self.csv.path.open("rb") as file:
            while data := file.read(BLOCK):
                found.append(np.flatnonzero(np.frombuffer(data, np.uint8) == NEWLINE) + size)
                size += len(data)
        return np.concatenate([*found, [size]])


def reads_alike(path: Path, separator: str) -> bool:
    """Return whether no field of the file is a number to Polars that Java reads differently."""
    if separator.isalnum() or separator in "+-.":
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        blocks = range(0, len(data), BLOCK)
        return not any(_has_foreign(data, start, ord(separator)) for start in blocks)


def _has_foreign(data: mmap.mmap, start: int, separator: int) -> bool:
    """Return whether the block that begins there has such a field."""
    # A power is told by three bytes: a block has the last two of the one before it.
    first, end = max(start - 2, 0), min(start + BLOCK, len(data))
    found = [each for each in b" \t+eE" if data.find(each.to_bytes(), first, end) >= 0]
    leading = [each for each in found if each in b" \t+" and each != separator]
    if leading and _begins_field(data, range(first, end), separator, leading):
        return True
    powers = [each for each in found if each in b"eE"]
    return bool(powers) and _has_power(np.frombuffer(data, np.uint8, end - first, first), powers)


def _begins_field(data: mmap.mmap, block: range, separator: int, signs: Sequence[int]) -> bool:
    """Return whether a field or a line begins with one of the signs."""
    if block.start == 0 and data[0] in signs:
        return True
    for start in (block.start, block.start + 1):
        pairs = np.frombuffer(data, "<u2", (block.stop - start) // 2, start)
        for before, sign in product((separator, NEWLINE), signs):
            if (pairs == before + (sign << 8)).any():
                return True
    return False


def _has_power(block: np.ndarray, signs: Sequence[int]) -> bool:
    """Return whether a number has a power that Java writes in another way."""
    for sign in signs:
        at = np.flatnonzero(block[1:-1] == sign)
        previous, following = block[at], block[at + 2]
        digit = ((previous >= ord("0")) & (previous <= ord("9"))) | (previous == ord("."))
        signed = following == ord("+")
        if sign == ord("e"):
            signed |= ((following >= ord("0")) & (following <= ord("9"))) | (following == ord("-"))
        if (digit & signed).any():
            return True
    return False
