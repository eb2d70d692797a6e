"""Validator: rows that break rules take the error hop, or fail the step."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.gathered import named_input
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.rejections import placed
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.engine.validations import Broken, rules_of, sourced
from onedata_resources.kettle.settings.validator import ValidatorSettings

ERRORS, FOUND = "__kettle_errors", "__kettle_found_"


@step("Validator")
def validator(scope: StepScope, settings: ValidatorSettings, inputs: Inputs) -> Outputs:
    """Return the rows that keep every rule."""
    stream = inputs.required()
    frame, listed = _with_allowed(stream, settings, inputs)
    rules = [
        rule
        for number, each in enumerate(settings.validations)
        for rule in rules_of(stream, each, listed.get(number))
    ]
    if not rules:
        return Outputs(stream)
    known = stream.with_frame(frame)
    broken = pl.any_horizontal(rule.bad for rule in rules)
    if scope.error_hop is None:
        first = pl.coalesce(pl.when(rule.bad).then(rule.message) for rule in rules)
        return Outputs(scope.checked(known, broken, first).fields_only())
    marked = placed(frame, scope.error_hop).with_columns(broken.alias(ERRORS)).cache()
    good = marked.filter(pl.col(ERRORS).not_()).select(stream.names)
    bad = marked.filter(pl.col(ERRORS)).with_columns(_errors(rules, settings).alias(ERRORS))
    rejected = _rejected(scope, stream.with_frame(bad), settings)
    return Outputs(stream.with_frame(good), rejected=rejected)


def _with_allowed(
    stream: Stream, settings: ValidatorSettings, inputs: Inputs
) -> tuple[pl.LazyFrame, dict[int, pl.Expr]]:
    """Return the rows marked with whether their values are allowed by another step's rows.

    Validations that take their values from one step share those of the first of them.
    """
    frame, listed, first = stream.frame, {}, {}
    for number, each in enumerate(settings.validations):
        if not each.allowed.step:
            continue
        field = first.setdefault(each.allowed.step.lower(), each.allowed.field)
        source = named_input(inputs, each.allowed.step)
        values, column = sourced(stream, source, field, each.field)
        mark = f"{FOUND}{number}"
        frame = frame.join(
            values.with_columns(pl.lit(value=True).alias(mark)),
            left_on=stream.value(each.field),
            right_on=column,
            how="left",
            coalesce=True,
            maintain_order="left",
        )
        listed[number] = pl.col(mark).fill_null(value=False)
    return frame, listed


def _errors(rules: list[Broken], settings: ValidatorSettings) -> pl.Expr:
    """Return the errors of a row: all of them, or the first."""
    told = [
        pl.when(rule.bad).then(
            pl.struct(
                rule.message.alias("message"),
                pl.lit(rule.field).alias("field"),
                pl.lit(rule.code).alias("code"),
            )
        )
        for rule in rules
    ]
    if not settings.every:
        return pl.concat_list(pl.coalesce(told))
    return pl.concat_list(told).list.drop_nulls()


def _rejected(scope: StepScope, stream: Stream, settings: ValidatorSettings) -> Stream:
    """Return the error rows: one for each error, or one for each row with its errors joined."""
    if settings.joined:
        listed = pl.col(ERRORS)

        def all_of(part: str) -> pl.Expr:
            parts = listed.list.eval(pl.element().struct.field(part))
            return parts.list.join(settings.separator)

        told, names, codes = (all_of(part) for part in ("message", "field", "code"))
        errors = listed.list.len().cast(pl.Int64)
    else:
        stream = stream.with_frame(stream.frame.explode(ERRORS))
        told, names, codes = (
            pl.col(ERRORS).struct.field(part) for part in ("message", "field", "code")
        )
        errors = pl.lit(1, pl.Int64)
    rejected = scope.rejected(stream, told, fields=names, code=codes, errors=errors)
    return rejected.fields_only()
