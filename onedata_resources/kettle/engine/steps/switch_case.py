"""Steps that choose where rows go by a value: SwitchCase; and DetectEmptyStream."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.routing import routed, target_named
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.routing import SwitchCaseSettings
from onedata_resources.kettle.settings.rows import NoSettings
from onedata_resources.kettle.values.convert import convert, failed, not_empty
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import KettleType

K = KettleType
VALUE, CASE, HEIGHT = "__kettle_value", "__kettle_case", "__kettle_height"


@step("SwitchCase")
def switch_case(scope: StepScope, settings: SwitchCaseSettings, inputs: Inputs) -> Outputs:
    """Send each row to every target of its case; the default gets the rest."""
    stream = inputs.required()
    targets = [_target(scope, *case) for case in settings.cases]
    values = parsed([value or None for value, _ in settings.cases], settings.field)
    valued = _with_value(scope, stream, settings)
    first, for_null = _first_of_each(values)
    numbered = valued.with_columns(_case(values, first, contains=settings.contains).alias(CASE))
    case, null = pl.col(CASE), pl.col(VALUE).is_null()
    routes: dict[str, pl.Expr] = {}
    for number, target in enumerate(targets):
        held = null if number in for_null else case.eq_missing(first[number])
        routes[target] = routes[target] | held if target in routes else held
    default = _default(scope, settings)
    if default:
        rest = case.is_null() & null.not_() if for_null else case.is_null()
        routes[default] = routes[default] | rest if default in routes else rest
    return routed(scope, stream.with_frame(numbered), list(routes.items()))


def _target(scope: StepScope, value: str, name: str) -> str:
    target = target_named(scope, name) if name else ""
    if not target:
        raise StepError(
            f"The target step for value '{value}' is missing: '{name}'. Name a next step.",
            f"值 '{value}' 的目标步骤不存在：'{name}'。请指定后续步骤。",
        )
    return target


def _default(scope: StepScope, settings: SwitchCaseSettings) -> str:
    wanted = settings.default_step.lower()
    return next((name for name in scope.next_steps if name.lower() == wanted), "")


def _with_value(scope: StepScope, stream: Stream, settings: SwitchCaseSettings) -> pl.LazyFrame:
    """Return the rows with the value in the type of the cases; one that is no such value fails."""
    source, kind = stream.field(settings.field.name), settings.field.type
    value = stream.value(source.name)
    if source.type is K.STRING:
        value = not_empty(value)
    frame = stream.frame.with_columns(convert(value, source, kind).alias(VALUE))
    if source.type is not K.STRING or kind in (K.STRING, K.BOOLEAN, K.BINARY):
        return frame
    why = formatted(f"{source.name}: couldn't convert [{{}}] to {kind}", value)
    valued = stream.with_frame(frame)
    return scope.checked(valued, failed(value, pl.col(VALUE)), why).frame


def _first_of_each(values: pl.Series) -> tuple[list[int], set[int]]:
    """Return for each case the first one with its value, and the cases for null."""
    known: dict[object, int] = {}
    first = [known.setdefault(value, number) for number, value in enumerate(values.to_list())]
    return first, {number for number, value in enumerate(values.to_list()) if value is None}


def _case(values: pl.Series, first: list[int], *, contains: bool) -> pl.Expr:
    """Return the number of the first case that the value is, or contains; null for none."""
    numbers = [n for n, value in enumerate(values) if value is not None and first[n] == n]
    if contains:
        held = [pl.col(VALUE).str.contains(values[n], literal=True) for n in numbers]
        cases = [pl.when(each).then(pl.lit(n)) for each, n in zip(held, numbers, strict=True)]
        return pl.coalesce(cases) if cases else pl.lit(None, pl.Int32)
    known = values.gather(numbers)
    return pl.col(VALUE).replace_strict(known, numbers, default=None, return_dtype=pl.Int32)


@step("DetectEmptyStream")
def detect_empty_stream(scope: StepScope, settings: NoSettings, inputs: Inputs) -> Outputs:
    """Return one row of nulls where no row came, and nothing where some did."""
    del scope, settings
    stream = inputs.required()
    nulls = [pl.lit(None, dtype).alias(name) for name, dtype in schema_of(stream).items()]
    none = stream.frame.select(pl.len().alias(HEIGHT)).filter(pl.col(HEIGHT) == 0)
    return Outputs(stream.with_frame(none.select(*nulls, HEIGHT).drop(HEIGHT)))
