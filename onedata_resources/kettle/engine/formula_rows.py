"""Formulas evaluated row by row, once for rows that are alike, and their values as one type.

What can be computed as a column is in `formula_columns.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import polars as pl

from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.formula.errors import FormulaError
from onedata_resources.kettle.formula.evaluate import Result, evaluate
from onedata_resources.kettle.formula.kinds import always_text
from onedata_resources.kettle.formula.values import object_text
from onedata_resources.kettle.settings.formula import Formula
from onedata_resources.kettle.values.convert import convert, elementwise
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.number_parse import big_number
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
_VALUE = "__kettle_formula_value"
_KINDS: tuple[tuple[type, KettleType], ...] = (
    (str, K.STRING), (bool, K.BOOLEAN), (Decimal, K.BIG_NUMBER), (datetime, K.DATE),
    (bytes, K.BINARY),
)  # fmt: skip


@dataclass
class FormulaRows:
    """The values of one formula in the wanted type.

    As in Kettle, the first row decides how a text field is filled: where its value is a text or
    null, later numbers and moments come as Java's `toString`, else as Kettle's types print them.
    """

    formula: Formula
    kind: KettleType
    fields: tuple[Field, ...]
    first: list[Result] = field(default_factory=list)

    @property
    def kept_from_the_first(self) -> bool:
        """Return whether the first row's value matters for the others."""
        text = {each.name for each in self.fields if each.type is K.STRING}
        return self.kind is K.STRING and not always_text(self.formula.tree, text)

    @property
    def dtype(self) -> pl.Struct:
        """Return the type of the column: the value, and why there is none."""
        return pl.Struct({"value": dtype_of(self.kind), "error": pl.String()})

    def operands(self, stream: Stream) -> pl.Expr:
        """Return the values that the formula reads as one column; other types are null to it."""
        values = [
            pl.lit(None, pl.String) if each.type is K.TIMESTAMP else stream.value(each.name)
            for each in self.fields
        ]
        named = [value.alias(each.name) for value, each in zip(values, self.fields, strict=True)]
        return pl.struct(named or [pl.lit(0).alias(_VALUE)])

    def column(self, operands: str) -> pl.Expr:
        """Return the results in place of the operands."""
        return elementwise(pl.col(operands), self._results, self.dtype)

    def _results(self, rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        distinct = frame.unique(maintain_order=True)
        table = distinct.with_columns(self._evaluated(distinct).alias(_VALUE + "s"))
        joined = frame.join(
            table, on=frame.columns, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined[_VALUE + "s"].alias(rows.name)

    def _evaluated(self, rows: pl.DataFrame) -> pl.Series:
        values: list[Result] = []
        errors: list[str | None] = []
        for row in rows.iter_rows(named=True):
            try:
                values.append(evaluate(self.formula.tree, row))
                errors.append(None)
            except FormulaError as error:
                values.append(None)
                errors.append(f"Error calculating formula [{self.formula.text}]: {error}")
        if not self.first:
            self.first.extend(values[:1])
        if self._as_objects:
            values = [None if each is None else object_text(each) for each in values]
        columns = [self._of_kind(values, own, kind, errors) for own, kind in _KINDS
                   if any(isinstance(each, own) for each in values)]  # fmt: skip
        if columns:
            value = pl.select(pl.coalesce(columns)).to_series()
        else:
            value = pl.Series([None] * len(values), dtype=dtype_of(self.kind))
        frame = pl.DataFrame([value.alias("value"), pl.Series("error", errors, dtype=pl.String)])
        return frame.to_struct("r")

    @property
    def _as_objects(self) -> bool:
        decided = bool(self.first) and isinstance(self.first[0], str | None)
        return self.kind is K.STRING and decided

    def _of_kind(
        self, values: list[Result], own: type, source: KettleType, errors: list[str | None]
    ) -> pl.Series:
        """Return the values of one type in the wanted type, null for the others."""
        mine = [value if isinstance(value, own) else None for value in values]
        if source is K.BIG_NUMBER and self.kind is K.NUMBER:
            return pl.Series([float(one) if isinstance(one, Decimal) else None for one in mine])
        if source is K.BIG_NUMBER:
            mine = [None if one is None else big_number(one) for one in mine]
        column = pl.Series("v", mine, dtype=dtype_of(source), strict=False)
        if self._refused(source):
            converted = pl.Series("v", [None] * len(values), dtype=dtype_of(self.kind))
        else:
            of = convert(pl.col("v"), Field("v", source), self.kind)
            converted = column.to_frame().select(of).to_series()
        for at in (converted.is_null() & column.is_not_null()).arg_true().to_list():
            errors[at] = errors[at] or (
                f"The result of formula [{self.formula.text}] is no {self.kind}: {values[at]}"
            )
        return converted

    def _refused(self, source: KettleType) -> bool:
        """Return whether values of the type are refused: truth and bytes that come first."""
        if source is self.kind or source not in (K.BOOLEAN, K.BINARY):
            return False
        return source is K.BINARY or bool(self.first and isinstance(self.first[0], bool))
