"""JSON documents to rows of texts, a batch at a time.

Types and error hops are in `steps/json_input.py`, paths in `json_path.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import orjson
import polars as pl

from onedata_resources.kettle.engine.document_rows import WHY
from onedata_resources.kettle.engine.http_calls import fetch
from onedata_resources.kettle.engine.json_text import json_text
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.json_path import Json, JsonPath, getter, json_path
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.json_input import JsonInputSettings
from onedata_resources.kettle.values.java_double import java_double

EMPTY = "{}"
"""What Kettle reads where a field is null."""
SLICE_ROWS = 10_000
"""Documents that are held parsed at a time."""


class DocumentError(Exception):
    """A document that gives no rows; the text says why, in Chinese and in English."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(f"{zh} / {en}")


@dataclass(frozen=True)
class JsonRows:
    """Turns a batch whose column `source` holds documents, or names of files, into rows."""

    settings: JsonInputSettings
    source: str
    columns: tuple[str, ...]

    @cached_property
    def paths(self) -> list[JsonPath]:
        """Return the compiled paths of the fields."""
        return [json_path(field.path) for field in self.settings.fields]

    @cached_property
    def single(self) -> list[Callable[[Json], Json]] | None:
        """Return one function per path when a document gives one row, None otherwise."""
        simple = all(path.definite for path in self.paths)
        lenient = self.settings.ignore_missing_path
        return [getter(path) for path in self.paths] if simple and lenient else None

    def expand(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the batch's rows, each as often as its document has rows, with the values as text.

        A document that gives none has one row, whose `WHY` says why.
        """
        if self.single is not None:
            slices = [
                self._one_row_each(each, self.single) for each in batch.iter_slices(SLICE_ROWS)
            ]
            return pl.concat(slices) if slices else self._one_row_each(batch, self.single)
        texts = batch[self.source].to_list()
        counts: list[int] = []
        reasons: list[str | None] = []
        values: list[list[str | None]] = [[] for _ in self.columns]
        for text in texts:
            why = None
            try:
                rows = self._rows(text)
            except DocumentError as error:
                rows, why = [[None] for _ in self.columns], str(error)
            counts.append(len(rows[0]))
            reasons.extend([why] * len(rows[0]))
            for column, found in zip(values, rows, strict=True):
                column.extend(found)
        return self._with_values(_repeated(batch, counts), values, reasons)

    def _one_row_each(
        self, batch: pl.DataFrame, getters: list[Callable[[Json], Json]]
    ) -> pl.DataFrame:
        documents: list[Json] = []
        reasons: list[str | None] = []
        inline = self.inline
        for text in batch[self.source].to_list():
            why = None
            try:
                document = orjson.loads(text or EMPTY) if inline else self._document(text)
            except orjson.JSONDecodeError as error:
                document, failure = None, self._why(text, error)
                why = None if failure is None else str(failure)
            except DocumentError as error:
                document, why = None, str(error)
            documents.append(document)
            reasons.append(why)
        values = [_texts(map(get, documents)) for get in getters]
        return self._with_values(batch, values, reasons)

    def _with_values(
        self, batch: pl.DataFrame, values: list[list[str | None]], reasons: list[str | None]
    ) -> pl.DataFrame:
        added = [
            pl.Series(name, column, dtype=pl.String)
            for name, column in zip(self.columns, values, strict=True)
        ]
        return batch.with_columns(*added, pl.Series(WHY, reasons, dtype=pl.String))

    def _rows(self, text: str | None) -> list[list[str | None]]:
        """Return one list of texts per field, all of one length.

        Raises:
            DocumentError: No JSON, or values that do not line up.
        """
        document = self._document(text)
        found = [
            path.find(document, leaf_to_null=self.settings.leaf_to_null) for path in self.paths
        ]
        before = 0
        for number, (path, each) in enumerate(zip(self.paths, found, strict=True)):
            if each and before and len(each) != before:
                raise _uneven(path, len(each), self.paths[number - 1], before)
            if not self.settings.ignore_missing_path and all(value is None for value in each):
                raise DocumentError(
                    f"We can not find any data with path [{path.text}]!",
                    f"按路径 [{path.text}] 没有找到数据",
                )
            before = len(each)
        return _lined_up(found)

    @property
    def inline(self) -> bool:
        """Return whether the source column holds the documents themselves."""
        return self.settings.source.inline

    def _why(self, text: str | bytes | None, error: orjson.JSONDecodeError) -> DocumentError | None:
        """Return why a document gives no row; None for an empty one that may be empty."""
        if text and text.strip():
            return DocumentError(f"The JSON text cannot be parsed: {error}", "JSON 文本无法解析")
        if self.settings.source.ignore_empty_file:
            return None
        return DocumentError("The JSON text is empty.", "JSON 文本为空")

    def _document(self, source: str | None) -> Json:
        text = source if self.inline else self._content(source)
        try:
            return orjson.loads(text or (EMPTY if self.inline else ""))
        except orjson.JSONDecodeError as error:
            why = self._why(text, error)
            if why is None:
                return None
            raise why from error

    def _content(self, name: str | None) -> str | bytes:
        if self.settings.source.is_url:
            try:
                return fetch(name or "")
            except StepError as error:
                raise DocumentError(str(error), error.zh) from error
        path = Path(local_path(name or ""))
        try:
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DocumentError(
                f"File [{path}] cannot be read: {error}", f"文件 [{path}] 无法读取"
            ) from error


def _texts(values: Iterable[Json]) -> list[str | None]:
    return [value if isinstance(value, str) else as_text(value) for value in values]


def _repeated(batch: pl.DataFrame, counts: list[int]) -> pl.DataFrame:
    """Return the batch with its rows repeated."""
    return batch[[row for row, count in enumerate(counts) for _ in range(count)]]


def _uneven(path: JsonPath, count: int, before: JsonPath, expected: int) -> DocumentError:
    return DocumentError(
        "The data structure is not the same inside the resource! We found "
        f"{count} values for json path [{path.text}], which is different that "
        f"the number returned for path [{before.text}] ({expected} values).",
        f"路径 [{path.text}] 有 {count} 个值，而 [{before.text}] 有 {expected} 个，二者须相同",
    )


def _lined_up(found: list[list[Json]]) -> list[list[str | None]]:
    """Return the texts, one list per field; of several rows those without any value are dropped."""
    longest = max((len(each) for each in found), default=0)
    if not longest:
        return [[None] for _ in found]
    if any(each and len(each) != longest for each in found):
        raise DocumentError("The paths give different numbers of values.", "各路径的值数量不同")
    filled = [each or [None] * longest for each in found]
    kept = [
        row for row in zip(*filled, strict=True)
        if longest == 1 or any(value is not None for value in row)
    ]  # fmt: skip
    return [[as_text(row[number]) for row in kept] for number in range(len(filled))]


def as_text(value: Json) -> str | None:
    """Return the value as Kettle reads it: text as it is, objects and lists as compact JSON."""
    if isinstance(value, dict | list):
        return json_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_double(value)
    return None if value is None or value == "" else str(value)
