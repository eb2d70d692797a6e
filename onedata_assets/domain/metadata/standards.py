"""Data standards: what the columns of a table must be, as a person reviewed and published it.

How a standard is drafted from what was seen is in `standard_drafts.py`, how data are held to it in
`conformance.py`, what other tools get of it in `standard_exports.py`. A standard is stored and sent
as its JSON.
"""

from __future__ import annotations

from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.column_naming import ColumnNaming
from onedata_assets.domain.metadata.field_faults import words
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.processing.contract import Sensitivity, Text
from onedata_assets.domain.refused import RefusedError

CODED = frozenset({Family.TEXT, Family.INTEGER, Family.BOOLEAN})
ORDERED = NUMBERS | {Family.DATE, Family.MOMENT, Family.TIME}


class StandardError(RefusedError):
    """A standard that cannot be; the texts name the column and say what to correct."""


class Strict(BaseModel):
    """What has the fields that it names and no others, and is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Strict)


def read_as(kind: type[S], told: object, named: str) -> S:
    """Return what plain data or JSON tell; `named` is what a fault of the whole is said of.

    Raises:
        StandardError: They are no such thing; the texts say what to correct.
    """
    try:
        if isinstance(told, str | bytes):
            return kind.model_validate_json(told)
        return kind.model_validate(told)
    except ValidationError as error:
        en, zh = words(error.errors()[0], named)
        raise StandardError(f"{en}.", f"{zh}。") from error


class Code(Strict):
    """A value of a code set, and what it stands for."""

    value: str
    title: Text


class ColumnStandard(Strict):
    """What a column must be; a rule that is None says nothing.

    Lengths are in characters; `precision` is how many digits a decimal has, `scale` those behind
    the point; `bits` is what a whole number takes with its sign. `low` and `high` are in the
    column's own values, written as JSON and ISO 8601 write them, and belong to what is allowed.
    `pattern` is a regular expression that the whole value matches, in the common part of Rust's,
    Python's and ECMAScript's. `code_set` names a shared set (`shared_code_sets.py`), whose codes
    then stand for `codes`; `coding` names a rule that codes of many parts are made by
    (`codings.py`).
    """

    name: str
    title: Text
    family: Family
    meaning: str = ""
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.NONE
    nullable: bool = True
    unique: bool = False
    shortest: int | None = Field(default=None, ge=0)
    longest: int | None = Field(default=None, ge=0)
    precision: int | None = Field(default=None, ge=1, le=1000)
    scale: int | None = Field(default=None, ge=0, le=38)
    bits: int | None = Field(default=None, ge=8, le=128)
    pattern: str | None = None
    coding: str = ""
    code_set: str = ""
    codes: tuple[Code, ...] = ()
    low: str | None = None
    high: str | None = None

    @model_validator(mode="after")
    def _fits_its_family(self) -> Self:
        """Refuse rules that the column's values cannot have.

        Raises:
            StandardError: Such a rule is there.
        """
        for rule, given, families in (
            ("pattern", self.pattern is not None, {Family.TEXT}),
            ("longest", self.longest is not None, {Family.TEXT}),
            ("shortest", self.shortest is not None, {Family.TEXT}),
            ("precision", self.precision is not None, {Family.DECIMAL}),
            ("scale", self.scale is not None, {Family.DECIMAL, Family.FLOAT}),
            ("bits", self.bits is not None, {Family.INTEGER}),
            ("low", self.low is not None, ORDERED),
            ("high", self.high is not None, ORDERED),
            ("codes", bool(self.codes), CODED),
            ("code_set", bool(self.code_set), CODED),
            ("coding", bool(self.coding), {Family.TEXT, Family.INTEGER}),
        ):
            if given and self.family not in families:
                raise StandardError(
                    f"{self.name}: a {self.family} has no {rule}.",
                    f"{self.name}：{self.family} 类型不能规定 {rule}。",
                )
        if self.precision is not None and self.precision < (self.scale or 0):
            raise StandardError(
                f"{self.name}: {self.scale} decimals are more than {self.precision} digits.",
                f"{self.name}：小数位 {self.scale} 超过总位数 {self.precision}。",
            )
        _require_pattern(self.name, self.pattern)
        _require_coding(self.name, self.coding)
        values = [each.value for each in self.codes]
        if len(set(values)) < len(values):
            raise StandardError(
                f"{self.name}: a code stands there twice.", f"{self.name}：代码重复。"
            )
        return self


class TableStandard(Strict):
    """What the columns of a table must be and are called, and which of them identify a row.

    `naming` is of all columns that the table has, those that the standard does not know too.
    """

    table: str
    title: Text
    columns: tuple[ColumnStandard, ...] = Field(min_length=1)
    key: tuple[str, ...] = ()
    naming: ColumnNaming | None = None

    @model_validator(mode="after")
    def _naming_says_something(self) -> Self:
        if self.naming and self.naming.says_nothing:
            raise StandardError(
                f"{self.table}: naming says neither a style, nor a prefix, nor a length.",
                f"{self.table}：命名规范未规定风格、前缀或长度。",
            )
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        names = [each.name for each in self.columns]
        unknown = [name for name in self.key if name not in names]
        if unknown or len(set(names)) < len(names):
            what = ", ".join(unknown) or "a column that stands there twice"
            raise StandardError(
                f"{self.table}: the columns do not fit: {what}.",
                f"{self.table}：列不一致：{'、'.join(unknown) or '列名重复'}。",
            )
        return self

    def column(self, name: str) -> ColumnStandard | None:
        """Return what a column must be; None where the standard does not have it."""
        return next((each for each in self.columns if each.name == name), None)


def _require_pattern(column: str, pattern: str | None) -> None:
    import re

    if pattern is None:
        return
    try:
        re.compile(pattern)
    except re.error as error:
        raise StandardError(
            f"{column}: {pattern!r} is no regular expression: {error}.",
            f"{column}：{pattern!r} 不是正则表达式：{error}。",
        ) from error


def _require_coding(column: str, coding: str) -> None:
    if coding and coding not in CODINGS:
        known = ", ".join(CODINGS)
        raise StandardError(
            f"{column}: there is no rule {coding!r} that codes are made by; there is: {known}.",
            f"{column}：没有编码规则 {coding!r}，现有：{known}。",
        )
