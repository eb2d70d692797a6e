"""Numbers of a plain delimited file, read by Polars itself instead of from texts.

Of a field's text Polars and Java may make different numbers only where it begins with a blank or a
plus sign or has a power with a small `e` or a plus sign: `reads_alike` looks for those in the whole
file. What Polars cannot read, and numbers that are none, are read again as texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import isfinite
from pathlib import Path

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.csv_scan import NUMBER, PlainCsv
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
            return self.read_others(batch.drop(NUMBER))
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
    before = b"\n"
    with path.open("rb") as file:
        while data := file.read(BLOCK):
            # A power is told by three bytes: the next block begins with the last two of this one.
            block = before + data
            if _has_foreign(block, ord(separator)):
                return False
            before = block[-2:]
    return True


def _has_foreign(block: bytes, separator: int) -> bool:
    if _begins_field(block, separator, [s for s in b" \t+" if s != separator and s in block]):
        return True
    data = np.frombuffer(block, np.uint8)
    for sign in (each for each in b"eE" if each in block):
        at = np.flatnonzero(data[1:-1] == sign)
        previous, following = data[at], data[at + 2]
        digit = ((previous >= ord("0")) & (previous <= ord("9"))) | (previous == ord("."))
        signed = following == ord("+")
        if sign == ord("e"):
            signed |= ((following >= ord("0")) & (following <= ord("9"))) | (following == ord("-"))
        if (digit & signed).any():
            return True
    return False


def _begins_field(block: bytes, separator: int, signs: Sequence[int]) -> bool:
    """Return whether a field or a line begins with one of the signs."""
    for start in (0, 1) if signs else ():
        pairs = np.frombuffer(block, "<u2", count=(len(block) - start) // 2, offset=start)
        for first, sign in product((separator, NEWLINE), signs):
            if (pairs == first + (sign << 8)).any():
                return True
    return False
