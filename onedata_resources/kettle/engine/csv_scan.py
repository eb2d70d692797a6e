"""Files of delimited text read by Polars' own reader, where that reads the same as Kettle.

`plain_csv` says whether it does; other files go line by line through `text_lines.py`.
"""

from __future__ import annotations

import codecs
import mmap
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.text_lines import LINE

NUMBER = "__kettle_line_number"
_LONE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True)
class Delimited:
    """How the fields of a line are told apart; `names` are the fields, by position."""

    names: Sequence[str]
    separator: str
    enclosure: str


@dataclass(frozen=True)
class PlainCsv:
    """A file whose lines are its rows; `numbered` has each line's number and its fields as texts.

    `content` stands for the file where it is known.

    Fields that are missing are null, as are empty ones without enclosures, and bytes that are no
    UTF-8 become U+FFFD. An empty line is a row of nulls; `dropped` takes those out of a batch.
    """

    path: Path
    dialect: Delimited
    enclosed: bool
    content: bytes | None = None

    def beginning(self, lines: int) -> PlainCsv:
        """Return the first lines as if they were the file."""
        with self.path.open("rb") as file:
            return replace(self, content=b"".join(islice(file, lines)))

    @property
    def numbered(self) -> pl.LazyFrame:
        """Return the file's rows."""
        return self.scan({})

    def scan(self, dtypes: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        """Return the rows with some fields as Polars reads their types, null where it cannot."""
        return pl.scan_csv(
            self.path if self.content is None else self.content,
            has_header=False,
            schema={name: dtypes.get(name, pl.String()) for name in self.dialect.names},
            separator=self.dialect.separator,
            quote_char=self.dialect.enclosure if self.enclosed else None,
            encoding="utf8-lossy",
            row_index_name=NUMBER,
            ignore_errors=bool(dtypes),
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
            glob=False,
        )

    def dropped(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the batch without the numbers and without the rows of empty lines."""
        return without_numbers(self.filled(batch))

    def filled(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the batch without the rows of empty lines."""
        if not all(batch[name].null_count() for name in self.dialect.names):
            return batch
        nothing = batch.select(pl.all_horizontal(pl.exclude(NUMBER).is_null())).to_series()
        if not nothing.any():
            return batch
        return batch.filter(~(nothing & batch[NUMBER].is_in(self.empty_lines)))

    @cached_property
    def empty_lines(self) -> list[int]:
        """Return the numbers of the file's empty lines."""
        lines = pl.scan_lines(self.path, name=LINE, glob=False).with_row_index(NUMBER)
        return lines.filter(pl.col(LINE) == "").select(NUMBER).collect().to_series().to_list()


def without_numbers(batch: pl.DataFrame) -> pl.DataFrame:
    """Return the batch without the numbers of its lines; `drop` would be a query of its own."""
    rest = batch.clone()
    rest.drop_in_place(NUMBER)
    return rest


def plain_csv(path: Path, encoding: str, dialect: Delimited) -> PlainCsv | None:
    """Return the file, or None where Polars would read it differently."""
    if not _telling(dialect) or not path.stat().st_size:
        return None
    if codecs.lookup(encoding or "utf-8").name != "utf-8":
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        marked = data[:4].startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
        if marked or (data.find(b"\r") >= 0 and _LONE_RETURN.search(data)):
            return None
        enclosed = bool(dialect.enclosure) and data.find(dialect.enclosure.encode()) >= 0
    if enclosed and not _well_enclosed(path, dialect):
        return None
    return PlainCsv(path, dialect, enclosed)


def _telling(dialect: Delimited) -> bool:
    """Return whether the signs are such that Polars takes: one ASCII character, or no enclosure."""
    signs = dialect.separator + dialect.enclosure
    single = len(dialect.separator) == 1 and len(dialect.enclosure) <= 1 and signs.isascii()
    apart = len(set(signs)) == len(signs) and not set(signs) & set("\r\n")
    return single and apart and len(dialect.names) > 1


def short_line(path: Path, dialect: Delimited) -> str | None:
    """Return the first line with fewer separators than fields need, or None."""
    found = pl.col(LINE).str.count_matches(dialect.separator, literal=True)
    lines = pl.scan_lines(path, name=LINE, glob=False)
    short = lines.filter((pl.col(LINE) != "") & (found < len(dialect.names) - 1)).head(1).collect()
    return short.item() if short.height else None


def _well_enclosed(path: Path, dialect: Delimited) -> bool:
    """Return whether every line is whole and has enclosures only around fields, or doubled."""
    mark, separator = re.escape(dialect.enclosure), re.escape(dialect.separator)
    field = f"(?:{mark}(?:[^{mark}]|{mark}{mark})*{mark}|[^{mark}{separator}]*)"
    lines = pl.scan_lines(path, name=LINE, glob=False)
    whole = pl.col(LINE).str.contains(f"^{field}(?:{separator}{field})*$")
    try:
        return bool(lines.select(whole.all()).collect(engine="streaming").item())
    except pl.exceptions.PolarsError:
        return False
