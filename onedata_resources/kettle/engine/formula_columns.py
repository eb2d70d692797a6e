"""Formulas as Polars expressions, where their types are plain and columns compute the same.

That is texts, whole numbers, moments and logic; null stands where a part has no value. What is not
here (exact decimals, most functions, numbers as text) is computed row by row in `formula_rows.py`;
both agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import reduce

import polars as pl

from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.formula.syntax import Call, Constant, FieldRef, Node
from onedata_resources.kettle.values.convert import convert, failed, not_empty
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.java_blanks import JAVA_BLANKS
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
_LIMIT = 2**31


class Kind(Enum):
    """What a part of a formula is; a WHOLE number was computed, an INTEGER is a field's."""

    TEXT = K.STRING
    INTEGER = K.INTEGER
    WHOLE = K.BIG_NUMBER
    NUMBER = K.NUMBER
    MOMENT = K.DATE
    LOGICAL = K.BOOLEAN


WHOLES = (Kind.INTEGER, Kind.WHOLE)


@dataclass(frozen=True)
class Part:
    """A part of a formula as a column."""

    value: pl.Expr
    kind: Kind

    @property
    def text(self) -> pl.Expr:
        """Return the part as text."""
        return self.value if self.kind is Kind.TEXT else self.value.cast(pl.String)

    @property
    def number(self) -> pl.Expr:
        """Return a whole number in a width that products of fields fit."""
        return self.value.cast(pl.Int128)


class UnplainError(Exception):
    """A part of a formula that is left to the row by row evaluation."""


def formula_column(node: Node, stream: Stream, kind: KettleType) -> tuple[pl.Expr, pl.Expr] | None:
    """Return the formula in the wanted type and where it does not fit; None if it is not plain."""
    try:
        part = _part(node, stream)
    except UnplainError:
        return None
    own, bad = part.kind.value, pl.lit(value=False)
    numeric = part.kind in (*WHOLES, Kind.NUMBER)
    if (kind is K.STRING and own is not K.STRING) or (own is K.BOOLEAN and kind is not own):
        return None
    if numeric and kind not in (K.INTEGER, K.NUMBER):
        return None
    if part.kind is Kind.WHOLE:
        return part.value.cast(dtype_of(kind)), bad
    value = convert(part.value, Field("", own), kind)
    if own is K.STRING and kind not in (K.STRING, K.BOOLEAN):
        bad = failed(not_empty(part.value), value)
    return value.cast(dtype_of(kind)), bad


def _part(node: Node, stream: Stream) -> Part:
    if isinstance(node, Constant):
        return _constant(node)
    if isinstance(node, FieldRef):
        return _field(node, stream)
    if not isinstance(node, Call):
        raise UnplainError
    if node.name == "ISBLANK" and len(node.arguments) == 1:
        return Part(_part(node.arguments[0], stream).value.is_null(), Kind.LOGICAL)
    return _call(node, [_part(each, stream) for each in node.arguments])


def _constant(node: Constant) -> Part:
    if isinstance(node.value, str):
        return Part(pl.lit(node.value), Kind.TEXT)
    if node.value is None or "." in str(node.value) or "E" in str(node.value):
        raise UnplainError
    if abs(node.value) >= _LIMIT:
        raise UnplainError
    return Part(pl.lit(int(node.value), pl.Int64), Kind.WHOLE)


def _field(node: FieldRef, stream: Stream) -> Part:
    field = stream.field(node.name)
    kinds = {kind.value: kind for kind in Kind if kind is not Kind.WHOLE}
    if field.type not in kinds:
        raise UnplainError
    return Part(stream.value(node.name), kinds[field.type])


def _call(node: Call, parts: list[Part]) -> Part:
    if node.name in _COMPARISONS and len(parts) == 2:
        return _compared(node.name, *parts)
    if node.name in _ARITHMETIC and len(parts) == 2:
        return _computed(node.name, *parts)
    if node.name in _FUNCTIONS:
        return _FUNCTIONS[node.name](parts)
    raise UnplainError


_COMPARISONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
}  # fmt: skip


def _compared(sign: str, left: Part, right: Part) -> Part:
    numbers = (*WHOLES, Kind.NUMBER)
    alike = left.kind is right.kind or (left.kind in WHOLES and right.kind in WHOLES)
    if not alike and not (left.kind in numbers and right.kind in numbers):
        raise UnplainError
    one, other = left.value, right.value
    if not alike:
        one, other = one.cast(pl.Float64), other.cast(pl.Float64)
    return Part(_COMPARISONS[sign](one, other), Kind.LOGICAL)


def _computed(sign: str, left: Part, right: Part) -> Part:
    _require([left, right], WHOLES)
    return Part(_ARITHMETIC[sign](left.number, right.number), Kind.WHOLE)


def _require(parts: list[Part], kinds: tuple[Kind, ...]) -> None:
    if any(each.kind not in kinds for each in parts):
        raise UnplainError


def _joined(parts: list[Part]) -> Part:
    """Join texts; where one is null there is none."""
    _require(parts, (Kind.TEXT, *WHOLES))
    if not parts:
        raise UnplainError
    return Part(pl.concat_str([each.text for each in parts]), Kind.TEXT)


def _if(parts: list[Part]) -> Part:
    """Choose a branch; without a condition there is no value."""
    if len(parts) != 3 or parts[1].kind is not parts[2].kind:
        raise UnplainError
    condition, yes, no = parts
    _require([condition], (Kind.LOGICAL,))
    value = pl.when(condition.value).then(yes.value).when(condition.value.not_()).then(no.value)
    return Part(value, yes.kind)


def _all_or_any(parts: list[Part], *, until: bool) -> Part:
    """Join conditions; behind the first one that decides, or that is null, none is looked at."""
    _require(parts, (Kind.LOGICAL,))
    if not parts:
        raise UnplainError

    def joined(rest: pl.Expr, each: Part) -> pl.Expr:
        decided = each.value if until else each.value.not_()
        return pl.when(decided).then(pl.lit(until)).when(each.value.is_not_null()).then(rest)

    last = pl.lit(not until)
    return Part(reduce(joined, reversed(parts), last), Kind.LOGICAL)


def _not(parts: list[Part]) -> Part:
    _require(parts, (Kind.LOGICAL,))
    if len(parts) != 1:
        raise UnplainError
    return Part(parts[0].value.not_(), Kind.LOGICAL)


def _of_text(change: Callable[[pl.Expr], pl.Expr], kind: Kind = Kind.TEXT) -> Callable[..., Part]:
    def apply(parts: list[Part]) -> Part:
        _require(parts, (Kind.TEXT, *WHOLES))
        if len(parts) != 1:
            raise UnplainError
        return Part(change(parts[0].text), kind)

    return apply


def _of_moment(read: Callable[[pl.Expr], pl.Expr]) -> Callable[[list[Part]], Part]:
    def apply(parts: list[Part]) -> Part:
        _require(parts, (Kind.MOMENT,))
        if len(parts) != 1:
            raise UnplainError
        return Part(read(parts[0].value).cast(pl.Int64), Kind.WHOLE)

    return apply


def _without_runs(text: pl.Expr) -> pl.Expr:
    """Return the text without blanks at its ends and with the first one of each run."""
    runs = text.str.replace_all(f"([{JAVA_BLANKS}])[{JAVA_BLANKS}]+", "${1}")
    return runs.str.strip_chars(JAVA_BLANKS)


_FUNCTIONS: dict[str, Callable[[list[Part]], Part]] = {
    "&": _joined,
    "CONCATENATE": _joined,
    "IF": _if,
    "AND": lambda parts: _all_or_any(parts, until=False),
    "OR": lambda parts: _all_or_any(parts, until=True),
    "NOT": _not,
    "UPPER": _of_text(lambda text: text.str.to_uppercase()),
    "LOWER": _of_text(lambda text: text.str.to_lowercase()),
    "TRIM": _of_text(_without_runs),
    "LEN": _of_text(
        lambda text: (
            text.str.len_chars().cast(pl.Int64)
            + text.str.count_matches(r"[\x{10000}-\x{10FFFF}]").cast(pl.Int64)
        ),
        Kind.WHOLE,
    ),
    "YEAR": _of_moment(lambda moment: moment.dt.year()),
    "MONTH": _of_moment(lambda moment: moment.dt.month()),
    "DAY": _of_moment(lambda moment: moment.dt.day()),
    "HOUR": _of_moment(lambda moment: moment.dt.hour()),
    "MINUTE": _of_moment(lambda moment: moment.dt.minute()),
}
