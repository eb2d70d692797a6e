"""Calculator: fields computed one after the other, by the operations in `calculations*.py`."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.calculations import (
    ARITHMETIC,
    UNTYPED,
    CalculationError,
    Operand,
    Operation,
    Result,
)
from onedata_resources.kettle.engine.calculations_dates import DATE_NUMBERS, DATES
from onedata_resources.kettle.engine.calculations_files import (
    FILE_CONTENTS,
    FILE_FLAGS,
    FILE_NUMBERS,
    FILE_TEXTS,
)
from onedata_resources.kettle.engine.calculations_remainder import REMAINDERS
from onedata_resources.kettle.engine.calculations_rounding import ROUNDING, ROUNDING_DIGITS
from onedata_resources.kettle.engine.calculations_text import TEXT_NUMBERS, TEXT_SHARES, TEXTS
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.rejections import as_they_came
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.settings.calculator import Calculation, CalculatorSettings
from onedata_resources.kettle.values.convert import convert, failed, not_empty
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.text_changes import per_text
from onedata_resources.kettle.values.types import Field, KettleType
from onedata_resources.kettle.variables import expand

K = KettleType
_FAMILIES: tuple[tuple[dict[str, tuple[Operation, int]], KettleType | None], ...] = (
    (ARITHMETIC, K.NUMBER),
    (REMAINDERS, K.NUMBER),
    (ROUNDING_DIGITS, K.NUMBER),
    (ROUNDING, K.INTEGER),
    (UNTYPED, None),
    (DATES, K.DATE),
    (DATE_NUMBERS, K.INTEGER),
    (TEXTS, K.STRING),
    (TEXT_NUMBERS, K.INTEGER),
    (TEXT_SHARES, K.NUMBER),
    (FILE_TEXTS, K.STRING),
    (FILE_NUMBERS, K.INTEGER),
    (FILE_FLAGS, K.BOOLEAN),
    (FILE_CONTENTS, K.BINARY),
)
_NOTHING = Operand(Field("", K.STRING), pl.lit(None, pl.String))
OPERATIONS = {code: entry for family, _ in _FAMILIES for code, entry in family.items()}
DEFAULT_TYPES = {code: kind for family, kind in _FAMILIES for code in family} | {
    "SUBSTITUTE_VARIABLE": K.STRING
}


@step("Calculator")
def calculator(scope: StepScope, settings: CalculatorSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the results; a row that cannot be computed goes to the error hop."""
    names = [
        name
        for each in settings.calculations
        if each.code not in ("-", "CONSTANT")
        for name in (each.a, each.b, each.c)
    ]
    source, unread = readable(scope, inputs.required(), names, code="CALC001")
    stream, bad, why = source, [], []
    removed: set[str] = set()
    for calculation in settings.calculations:
        if calculation.code == "-":
            continue
        stream, problem, text = _calculated(scope, stream, calculation, settings)
        if calculation.remove:
            removed.add(stream.fields[-1].name)
        if problem is not None:
            bad.append(problem.fill_null(value=False))
            why.append((problem, text))
    rejected = None
    if bad:
        stream, rejected = _split(scope, source, stream, bad, why)
    kept = [(each, pl.col(each.name)) for each in stream.fields if each.name not in removed]
    return Outputs(stream.selected(kept), rejected=with_unread(rejected, unread))


def _split(
    scope: StepScope,
    source: Stream,
    stream: Stream,
    bad: list[pl.Expr],
    why: list[tuple[pl.Expr, str]],
) -> tuple[Stream, Stream | None]:
    """Separate rows that cannot be computed; they leave as they came."""
    describe = pl.coalesce(pl.when(problem).then(pl.lit(text)) for problem, text in why)
    good, rejected = scope.split(
        stream, pl.any_horizontal(bad), describe, fields="", code="CALC001"
    )
    return good, as_they_came(rejected, stream, source.fields)


def _calculated(
    scope: StepScope, stream: Stream, calculation: Calculation, settings: CalculatorSettings
) -> tuple[Stream, pl.Expr | None, str]:
    """Return the stream with the result, where it fails, and the reason."""
    if calculation.code == "CONSTANT":
        kind = calculation.field.type if calculation.typed else K.STRING
        field = replace(calculation.field, type=kind)
        value = pl.lit(parsed([calculation.a or None], field)).first()
        return stream.appended([(field, value)]), None, ""
    try:
        result = _result(scope, stream, calculation)
    except CalculationError as error:
        raise StepError(str(error), f"计算无法进行：{error}") from error
    if settings.fail_without_file and result.missing is not None:
        result = replace(result, bad=result.missing)
    field = _result_field(calculation, result)
    value, problem, why = _as_field(result, field, calculation)
    return stream.appended([(field, value)]), problem, why


def _result(scope: StepScope, stream: Stream, calculation: Calculation) -> Result:
    if calculation.code == "SUBSTITUTE_VARIABLE":
        text = _operand(stream, calculation.a).plain
        changed = per_text(text, lambda each: expand(each, scope.state.variables))
        return Result(changed, K.STRING, text.is_null(), "there is no text to expand")
    operation, count = OPERATIONS[calculation.code]
    names = (calculation.a, calculation.b, calculation.c)[:count]
    operands = [
        _operand(stream, name) if name or number < 2 else _NOTHING
        for number, name in enumerate(names)
    ]
    kind = calculation.field.type if calculation.typed else K.NUMBER
    if calculation.code == "REMAINDER" and any(each.kind is not kind for each in operands):
        operands = [
            Operand(replace(each.field, type=kind), each.as_kind(kind)) for each in operands
        ]
    return operation(*operands)


def _operand(stream: Stream, name: str) -> Operand:
    return Operand(replace(stream.field(name), lazy=False), stream.value(name))


def _result_field(calculation: Calculation, result: Result) -> Field:
    kind = calculation.field.type if calculation.typed else DEFAULT_TYPES[calculation.code]
    if kind is None:
        raise StepError(
            f"Field '{calculation.field.name}' of calculation {calculation.code} has no type; "
            f"set it, for example to {result.kind}.",
            f"计算 {calculation.code} 的字段 '{calculation.field.name}' 没有类型，"
            f"请设置，例如 {result.kind}。",
        )
    return replace(calculation.field, type=kind)


def _as_field(
    result: Result, field: Field, calculation: Calculation
) -> tuple[pl.Expr, pl.Expr | None, str]:
    """Return the result in the wanted type, where that fails, and the reason."""
    described = Field(
        field.name, result.kind, mask=field.mask, decimal=field.decimal, group=field.group,
        currency=field.currency,
    )  # fmt: skip
    value = convert(result.value, described, field.type).cast(dtype_of(field.type))
    problem, why = result.bad, result.why
    if result.kind is K.STRING and field.type not in (K.STRING, K.BOOLEAN, K.BINARY):
        text = not_empty(result.value)
        lost = text.is_not_null() if result.only_text else failed(text, value)
        problem = lost if problem is None else problem | lost
        why = f"{calculation.code} gives a text that is no {field.type}"
    return value, problem, f"Calculation of field '{field.name}': {why}"
