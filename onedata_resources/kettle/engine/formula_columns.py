"""Formulas as Polars expressions, where their types are plain and columns compute the same.

That is texts, whole numbers, moments and logic. What is not here (exact decimals, most functions)
is computed row by row in `formula/evaluate.py`; both agree.
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
    """A part of a formula as a column: its value, where it has none, and whether it may be null."""

    value: pl.Expr
    kind: Kind
    bad: pl.Expr | None = None
    nullable: bool = False

    @property
    def needed(self) -> pl.Expr | None:
        """Return where the part is an error if null is one."""
        missing = self.value.is_null() if self.nullable else None
        return _either(self.bad, missing)

    @property
    def text(self) -> pl.Expr:
        """Return the part as text, an empty one for null."""
        text = self.value if self.kind is Kind.TEXT else self.value.cast(pl.String)
        return text.fill_null("") if self.nullable else text

    @property
    def number(self) -> pl.Expr:
        """Return a whole number in a width that products of fields fit."""
        return self.value.cast(pl.Int128)


class UnplainError(Exception):
    """A part of a formula that is left to the row by row evaluation."""


def _either(*conditions: pl.Expr | None) -> pl.Expr | None:
    given = [each for each in conditions if each is not None]
    return reduce(lambda left, right: left | right, given) if given else None


def formula_column(node: Node, stream: Stream, kind: KettleType) -> tuple[pl.Expr, pl.Expr] | None:
    """Return the formula in the wanted type and where it has no value; None if it is not plain."""
    try:
        part = _part(node, stream)
    except UnplainError:
        return None
    never = pl.lit(value=False)
    bad = never if part.bad is None else part.bad
    if part.kind is Kind.WHOLE:
        value = _whole_as(part, kind)
        return None if value is None else (value, bad)
    if part.kind is Kind.LOGICAL and kind is not K.BOOLEAN:
        return None
    own = part.kind.value
    value = convert(part.value, Field("", own), kind)
    if own is K.STRING and kind not in (K.STRING, K.BOOLEAN):
        bad = bad | failed(not_empty(part.value), value)
    return value.cast(dtype_of(kind)), bad


def _whole_as(part: Part, kind: KettleType) -> pl.Expr | None:
    if kind in (K.INTEGER, K.NUMBER):
        return part.value.cast(dtype_of(kind))
    return part.value.cast(pl.String) + ".0" if kind is K.STRING else None


def _part(node: Node, stream: Stream) -> Part:
    if isinstance(node, Constant):
        return _constant(node)
    if isinstance(node, FieldRef):
        return _field(node, stream)
    if node.name == "ISBLANK" and len(node.arguments) == 1:
        return Part(_part(node.arguments[0], stream).value.is_null(), Kind.LOGICAL)
    parts = [_part(each, stream) for each in node.arguments]
    return _call(node, parts)


def _constant(node: Constant) -> Part:
    if isinstance(node.value, str):
        return Part(pl.lit(node.value), Kind.TEXT)
    if node.value != int(node.value) or abs(node.value) >= _LIMIT or "." in str(node.value):
        raise UnplainError
    return Part(pl.lit(int(node.value), pl.Int64), Kind.WHOLE)


def _field(node: FieldRef, stream: Stream) -> Part:
    field = stream.field(node.name)
    kinds = {kind.value: kind for kind in Kind if kind is not Kind.WHOLE}
    if field.type not in kinds:
        raise UnplainError
    value = stream.value(node.name)
    value = not_empty(value) if field.type is K.STRING else value
    return Part(value, kinds[field.type], nullable=True)


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
    return Part(_COMPARISONS[sign](one, other), Kind.LOGICAL, _either(left.needed, right.needed))


def _computed(sign: str, left: Part, right: Part) -> Part:
    _require([left, right], WHOLES)
    value = _ARITHMETIC[sign](left.number, right.number)
    return Part(value, Kind.WHOLE, _either(left.needed, right.needed))


def _require(parts: list[Part], kinds: tuple[Kind, ...]) -> None:
    if any(each.kind not in kinds for each in parts):
        raise UnplainError


def _joined(parts: list[Part]) -> Part:
    """Join two texts; null is an error."""
    _require(parts, (Kind.TEXT, *WHOLES))
    bad = _either(*(each.needed for each in parts))
    return Part(pl.concat_str([each.text for each in parts]), Kind.TEXT, bad)


def _concatenated(parts: list[Part]) -> Part:
    _require(parts, (Kind.TEXT, *WHOLES))
    bad = _either(*(each.bad for each in parts))
    return Part(pl.concat_str([each.text for each in parts]), Kind.TEXT, bad)


def _if(parts: list[Part]) -> Part:
    """Choose a branch; only the chosen one can fail. Null in place of `false` is left alone."""
    if len(parts) != 3 or parts[1].kind is not parts[2].kind or parts[2].nullable:
        raise UnplainError
    condition, yes, no = parts
    _require([condition], (Kind.LOGICAL,))
    holds = condition.value.fill_null(value=False)
    bad = _either(
        condition.bad,
        None if yes.bad is None else holds & yes.bad,
        None if no.bad is None else holds.not_() & no.bad,
    )
    value = pl.when(holds).then(yes.value).otherwise(no.value)
    return Part(value, yes.kind, bad, nullable=yes.nullable)


def _all_or_any(parts: list[Part], *, until: bool) -> Part:
    """Join conditions; the first one that decides keeps the others from failing."""
    _require(parts, (Kind.LOGICAL,))
    if not parts:
        raise UnplainError
    open_still, bad = pl.lit(value=True), None
    for each in parts:
        value = each.value.fill_null(value=False)
        bad = _either(bad, None if each.bad is None else open_still & each.bad)
        open_still = open_still & (value.not_() if until else value)
    return Part(open_still.not_() if until else open_still, Kind.LOGICAL, bad)


def _not(parts: list[Part]) -> Part:
    _require(parts, (Kind.LOGICAL,))
    [part] = parts
    return Part(part.value.fill_null(value=False).not_(), Kind.LOGICAL, part.bad)


def _of_text(change: Callable[[pl.Expr], pl.Expr], kind: Kind = Kind.TEXT) -> Callable[..., Part]:
    def apply(parts: list[Part]) -> Part:
        _require(parts, (Kind.TEXT, *WHOLES))
        if len(parts) != 1:
            raise UnplainError
        return Part(change(parts[0].text), kind, parts[0].bad)

    return apply


def _of_moment(read: Callable[[pl.Expr], pl.Expr]) -> Callable[[list[Part]], Part]:
    def apply(parts: list[Part]) -> Part:
        _require(parts, (Kind.MOMENT,))
        if len(parts) != 1:
            raise UnplainError
        return Part(read(parts[0].value).cast(pl.Int64), Kind.WHOLE, parts[0].needed)

    return apply


_FUNCTIONS: dict[str, Callable[[list[Part]], Part]] = {
    "&": _joined,
    "CONCATENATE": _concatenated,
    "IF": _if,
    "AND": lambda parts: _all_or_any(parts, until=False),
    "OR": lambda parts: _all_or_any(parts, until=True),
    "NOT": _not,
    "UPPER": _of_text(lambda text: text.str.to_uppercase()),
    "LOWER": _of_text(lambda text: text.str.to_lowercase()),
    "TRIM": _of_text(lambda text: text.str.replace_all("[ \t\n\r]+", " ").str.strip_chars()),
    "LEN": _of_text(lambda text: text.str.len_chars().cast(pl.Int64), Kind.WHOLE),
    "YEAR": _of_moment(lambda moment: moment.dt.year()),
    "MONTH": _of_moment(lambda moment: moment.dt.month()),
    "DAY": _of_moment(lambda moment: moment.dt.day()),
    "HOUR": _of_moment(lambda moment: moment.dt.hour()),
    "MINUTE": _of_moment(lambda moment: moment.dt.minute()),
    "SECOND": _of_moment(lambda moment: moment.dt.second()),
}
