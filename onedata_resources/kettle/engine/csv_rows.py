"""The rows of one file of CsvInput: at once where that is safe, else line by line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.csv_numbers import CsvNumbers, numbers_of
from onedata_resources.kettle.engine.csv_scan import (
    Delimited,
    PlainCsv,
    plain_csv,
    short_line,
    without_numbers,
)
from onedata_resources.kettle.engine.csv_values import (
    converter,
    emptied,
    text_field,
    unfit_text,
)
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.engine.text_lines import (
    LINE,
    holds,
    read_quoted_lines,
    scan_lines,
)
from onedata_resources.kettle.engine.text_split import split_fields
from onedata_resources.kettle.settings.files import CsvInputSettings
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class CsvRows:
    """Reads and counts the rows of a step's files.

    `fields` are the columns: texts where they are lazy, trimmed and null where they are empty, else
    values.
    """

    scope: StepScope
    settings: CsvInputSettings
    fields: tuple[Field, ...]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Return the types of the columns."""
        return {each.name: column_dtype(each) for each in self.fields}

    def of(self, path: Path) -> pl.LazyFrame:
        """Return the rows of one file.

        Raises:
            StepError: Quoted fields span lines in a way that cannot be read.
        """
        csv = _at_once(self.settings, path)
        if csv is None:
            return self._counted(_by_line(self.scope, self.settings, path), self._values())
        trimmed = any(field.trim != "none" for field in self.fields)
        values = self._values(empty=trimmed or csv.enclosed)
        start = int(self.settings.header)
        dtypes = numbers_of(self.fields)
        numbers = CsvNumbers(csv, dtypes, self._values(), self._values(dtypes, empty=trimmed))
        whole = partial(self._whole, csv)
        if numbers.usable(start):
            return self._counted(csv.scan(dtypes).slice(start), numbers.values, whole)
        rows = csv.numbered.slice(start)
        return self._counted(rows, lambda batch: values(without_numbers(batch)), whole)

    def _values(
        self, known: Collection[str] = (), *, empty: bool = True
    ) -> Callable[[pl.DataFrame], pl.DataFrame]:
        """Return the function that makes values of a batch of texts; `known` fields are values.

        Where texts cannot be `empty` they are not looked at for that.
        """
        texts = tuple(each for each in self.fields if each.name not in known)
        convert = converter([text_field(each) for each in texts if not each.lazy], unfit_text)
        return lambda batch: convert(emptied(batch, texts) if empty else batch)

    def _counted(
        self,
        rows: pl.LazyFrame,
        values: Callable[[pl.DataFrame], pl.DataFrame],
        cleaned: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
    ) -> pl.LazyFrame:
        def count(batch: pl.DataFrame) -> pl.DataFrame:
            batch = cleaned(batch) if cleaned else batch
            self.scope.add("input", batch.height)
            return values(batch)

        return self.scope.tap(rows, count, schema=self.schema)

    def _whole(self, csv: PlainCsv, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the batch of numbered rows without empty lines.

        Raises:
            StepError: A line is too short where fields may hold line breaks.
        """
        batch = csv.filled(batch)
        if self.settings.breaks_possible and batch[csv.dialect.names[-1]].null_count():
            short = short_line(csv.path, csv.dialect)
            if short is not None:
                raise too_short(short)
        return batch


def _at_once(settings: CsvInputSettings, path: Path) -> PlainCsv | None:
    if settings.compression != "None":
        return None
    names = [field.name for field in settings.fields]
    if settings.header:
        first = _first_line(path)
        if not first or first.count(settings.separator) >= len(names):
            return None
    return plain_csv(
        path, settings.encoding, Delimited(names, settings.separator, settings.enclosure)
    )


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline().decode("utf-8", "replace").rstrip("\r\n")


def too_short(row: str) -> StepError:
    """Return the failure of a row with fewer fields than the step where fields may span lines."""
    return StepError(
        f"The row [{row}] has fewer fields than the step, which reads on in the next line because "
        "line breaks are possible in fields.",
        f"行 [{row}] 的字段少于步骤的定义；由于允许字段内换行，会继续读下一行。",
    )


def _by_line(scope: StepScope, settings: CsvInputSettings, path: Path) -> pl.LazyFrame:
    names = [field.name for field in settings.fields]
    lines = scan_lines(path, settings.encoding, settings.compression)
    packed = settings.compression != "None"
    enclosure = settings.enclosure if packed or holds(path, settings.enclosure) else ""
    if packed or not enclosure or not _spans_lines(lines, enclosure):
        lines = _data_lines(scope, settings, lines)
        return split_fields(lines, names, settings.separator, enclosure)
    rows = read_quoted_lines(path, settings.encoding, settings.separator, settings.enclosure)
    short = next((row for row in rows if len(row) < len(names)), None)
    if settings.breaks_possible and short is not None:
        raise too_short(settings.separator.join(short))
    padded = [[*row, *[""] * len(names)][: len(names)] for row in rows]
    fields = pl.LazyFrame(padded, schema=dict.fromkeys(names, pl.String()), orient="row")
    return fields.slice(1) if settings.header else fields


def _data_lines(scope: StepScope, settings: CsvInputSettings, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return the lines that hold rows.

    As in Kettle, a header that names more columns than the step has fields leaves its rest as the
    first row, and a line with fewer fields than the step fails when fields may hold line breaks.
    """
    count, separator = len(settings.fields), settings.separator
    if settings.header:
        first = lines.head(1).collect().to_series().to_list()
        rest = first[0].split(separator)[count:] if first and separator else []
        lines = lines.slice(1)
        if rest:
            left = pl.LazyFrame({LINE: [separator.join(rest)]})
            lines = pl.concat([left, lines])
    lines = lines.filter(pl.col(LINE) != "")
    if not settings.breaks_possible or count < 2 or not separator:
        return lines
    short = pl.col(LINE).str.count_matches(separator, literal=True) < count - 1
    return scope.checked(Stream(lines, (Field(LINE),)), short, pl.col(LINE), too_short).frame


def _spans_lines(lines: pl.LazyFrame, enclosure: str) -> bool:
    """Return whether some line has an open enclosure at its end."""
    odd = pl.col(LINE).str.count_matches(enclosure, literal=True) % 2 == 1
    return bool(lines.select(odd.any()).collect(engine="streaming").item())
