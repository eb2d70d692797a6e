"""JSON documents to rows of texts, a batch at a time.

Types and error hops are in `steps/json_input.py`, paths in `json_path.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from onedata_resources.kettle.engine.document_rows import WHY, repeated
from onedata_resources.kettle.engine.json_documents import (
    EMPTY,
    DocumentError,
    JsonDocuments,
    MissingDocumentError,
)
from onedata_resources.kettle.engine.json_text import json_text
from onedata_resources.kettle.json_path import Json, JsonPath, getter, json_path
from onedata_resources.kettle.settings.json_input import JsonInputSettings
from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.types import KettleType

SLICE_ROWS = 10_000
"""Documents that are held parsed at a time."""


Columns = list[list[str | None]]
"""The texts of each field, one list per field, all of one length."""
Answer = Columns | DocumentError
"""What a document gives: rows, or the reason why there are none."""


@dataclass(frozen=True)
class JsonRows:
    """Turns a batch whose column `source` holds documents, or names of files, into rows."""

    settings: JsonInputSettings
    source: str
    columns: tuple[str, ...]

    @cached_property
    def documents(self) -> JsonDocuments:
        """Return the reader of the documents."""
        return JsonDocuments(self.settings.source)

    @cached_property
    def paths(self) -> list[JsonPath]:
        """Return the compiled paths of the fields."""
        return [json_path(field.path) for field in self.settings.fields]

    @cached_property
    def single(self) -> list[Callable[[Json], Json]] | None:
        """Return one function per path when a document gives one row, None otherwise."""
        simple = all(path.definite for path in self.paths) and self.documents.inline
        lenient = self.settings.ignore_missing_path
        return [getter(path) for path in self.paths] if simple and lenient else None

    def _counts(self, document: Json) -> bool:
        """Return whether the first path gives a row; where it has none the others have none."""
        first = self.paths[0]
        if len(first.parts) == 1 and self.settings.leaf_to_null:
            return True
        return bool(first.find(document, leaf_to_null=self.settings.leaf_to_null))

    def expand(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the batch's rows, each as often as its document has rows, with the values as text.

        A document that gives none has one row, whose `WHY` says why.
        """
        if self.single is not None:
            slices = [
                self._one_row_each(each, self.single) for each in batch.iter_slices(SLICE_ROWS)
            ]
            return pl.concat(slices) if slices else self._one_row_each(batch, self.single)
        counts: list[int] = []
        reasons: list[str | None] = []
        values: Columns = [[] for _ in self.columns]
        for text in batch[self.source].to_list():
            before = len(reasons)
            for answer in self._answers(text):
                why = str(answer) if isinstance(answer, DocumentError) else None
                rows = (
                    [[None] for _ in self.columns] if isinstance(answer, DocumentError) else answer
                )
                reasons.extend([why] * len(rows[0]))
                for column, found in zip(values, rows, strict=True):
                    column.extend(found)
            counts.append(len(reasons) - before)
        return self._with_values(repeated(batch, counts), values, reasons)

    def _one_row_each(
        self, batch: pl.DataFrame, getters: list[Callable[[Json], Json]]
    ) -> pl.DataFrame:
        documents: list[Json] = []
        reasons: list[str | None] = []
        for text in batch[self.source].to_list():
            why = None
            try:
                document = self.documents.parsed(text or EMPTY, text)
                document = document if self._counts(document) else None
            except DocumentError as error:
                document, why = None, str(error)
            documents.append(document)
            reasons.append(why)
        values = [
            _texts(map(get, documents), symbol)
            for get, symbol in zip(getters, self._symbols, strict=True)
        ]
        return self._with_values(batch, values, reasons)

    def _with_values(
        self, batch: pl.DataFrame, values: list[list[str | None]], reasons: list[str | None]
    ) -> pl.DataFrame:
        added = [
            pl.Series(name, column, dtype=pl.String)
            for name, column in zip(self.columns, values, strict=True)
        ]
        return batch.with_columns(*added, pl.Series(WHY, reasons, dtype=pl.String))

    def _answers(self, source: str | None) -> list[Answer]:
        """Return what a document gives; one that is not there is told, and then an empty object."""
        answers: list[Answer] = []
        try:
            try:
                document = self.documents.read(source)
            except MissingDocumentError as error:
                answers.append(DocumentError(str(error)))
                document = {}
            answers.append(self._rows(document))
        except DocumentError as error:
            answers.append(error)
        return answers

    def _rows(self, document: Json) -> Columns:
        """Return one list of texts per field, all as long as that of the first one.

        Raises:
            DocumentError: The values do not line up, or a path has none where it has to.
        """
        found: list[list[Json]] = []
        for number, path in enumerate(self.paths):
            each = path.find(document, leaf_to_null=self.settings.leaf_to_null)
            before = len(found[-1]) if found else 0
            if each and before and len(each) != before:
                raise _uneven(path, len(each), self.paths[number - 1], before)
            if not self.settings.ignore_missing_path and all(value is None for value in each):
                raise _framed(f"We can not find any data with path [{path.text}]!")
            found.append(each)
        return _lined_up(found, self._symbols)

    @cached_property
    def _symbols(self) -> list[str]:
        """Return the decimal sign that the numbers of each field are written with."""
        fields = (each.field for each in self.settings.fields)
        return [each.decimal if each.type is KettleType.NUMBER else "." for each in fields]


def _texts(values: Iterable[Json], symbol: str = ".") -> list[str | None]:
    """Return the values as texts that the field reads back, which writes `symbol` as its point."""
    if symbol != ".":
        values = (
            java_double(each).replace(".", symbol) if isinstance(each, float) else each
            for each in values
        )
    return [value if isinstance(value, str) else as_text(value) for value in values]


def _framed(message: str) -> DocumentError:
    """Return the reason as an exception of Kettle tells it, on a line of its own."""
    return DocumentError(f"\n{message}\n")


def _uneven(path: JsonPath, count: int, before: JsonPath, expected: int) -> DocumentError:
    return _framed(
        "The data structure is not the same inside the resource! We found "
        f"{count} values for json path [{path.text}], which is different that "
        f"the number returned for path [{before.text}] ({expected} values). "
        "We MUST have the same number of values for all paths."
    )


def _lined_up(found: list[list[Json]], symbols: list[str]) -> Columns:
    """Return the texts, one list per field; of several rows those without any value are dropped.

    There are as many rows as the first path has values, or one of nulls where it has none.
    """
    count = len(found[0])
    if not count:
        return [[None] for _ in found]
    if any(each and len(each) < count for each in found):
        raise DocumentError("java.lang.IndexOutOfBoundsException")
    filled = [each or [None] * count for each in found]
    kept = [
        row for row in zip(*(each[:count] for each in filled), strict=True)
        if count == 1 or any(value is not None for value in row)
    ]  # fmt: skip
    return [_texts((row[number] for row in kept), symbol) for number, symbol in enumerate(symbols)]


def as_text(value: Json) -> str | None:
    """Return the value as Kettle reads it: text as it is, objects and lists as compact JSON."""
    if isinstance(value, dict | list):
        return json_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_double(value)
    return None if value is None or value == "" else str(value)
