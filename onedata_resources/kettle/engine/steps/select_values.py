"""SelectValues: choose, rename and reorder fields, remove fields, change their type and format."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.select_values import (
    KEEP,
    MetaChange,
    Selected,
    SelectSettings,
)
from onedata_resources.kettle.values.convert import convert, failed
from onedata_resources.kettle.values.encoding_names import known_encoding
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.refusals import refusal
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import NUMERIC, TEMPORAL, Field, KettleType

K = KettleType


@step("SelectValues")
def select_values(scope: StepScope, settings: SelectSettings, inputs: Inputs) -> Outputs:
    """Apply the three tabs in their order; a row that cannot be converted goes to the error hop."""
    stream = inputs.required()
    if settings.selected:
        stream = _selected(stream, settings)
    if settings.removed:
        gone = {stream.field(name).name for name in settings.removed}
        kept = [each for each in stream.fields if each.name not in gone]
        stream = Stream(stream.frame.drop(gone), tuple(kept))
    if not settings.changes:
        return Outputs(stream)
    return _changed(scope, stream, settings.changes)


def _selected(stream: Stream, settings: SelectSettings) -> Stream:
    columns = [(_renamed(stream.field(each.name), each), each.name) for each in settings.selected]
    if settings.select_unspecified:
        listed = {stream.field(each.name).name for each in settings.selected}
        rest = sorted(name for name in stream.names if name not in listed)
        columns += [(stream.field(name), name) for name in rest]
    return stream.selected([(field, pl.col(stream.field(name).name)) for field, name in columns])


def _renamed(field: Field, choice: Selected) -> Field:
    return replace(
        field,
        name=choice.rename,
        length=field.length if choice.length == KEEP else choice.length,
        precision=field.precision if choice.precision == KEEP else choice.precision,
        origin="",
    )


def _check_encodings(changes: tuple[MetaChange, ...]) -> None:
    for each in changes:
        if not known_encoding(each.encoding):
            raise StepError(
                f"Field '{each.name}': there is no encoding {each.encoding}.",
                f"字段 '{each.name}'：没有名为 {each.encoding} 的编码。",
            )


def _changed(scope: StepScope, stream: Stream, changes: tuple[MetaChange, ...]) -> Outputs:
    _check_encodings(changes)
    by_name: dict[str, MetaChange] = {stream.field(each.name).name: each for each in changes}
    wrong = {
        change.rename: failed(_present(field), _new_value(field, change))
        for field, change in ((stream.field(name), change) for name, change in by_name.items())
        if _read_as(field, change) is not None
    }
    rejected = None
    if wrong:
        why = [
            pl.when(wrong[change.rename]).then(_told(field, change, kind))
            for field, change in ((stream.field(name), each) for name, each in by_name.items())
            if (kind := _read_as(field, change)) is not None
        ]
        stream, rejected = scope.split(
            stream,
            pl.any_horizontal(wrong.values()),
            pl.coalesce(why),
            fields=pl.coalesce(pl.when(bad).then(pl.lit(name)) for name, bad in wrong.items()),
            code="SELECT001",
        )
    columns = [
        (_new_field(field, by_name[field.name]), _new_value(field, by_name[field.name]))
        if field.name in by_name
        else (field, pl.col(field.name))
        for field in stream.fields
    ]
    return Outputs(stream.selected(columns), rejected=rejected)


def _told(field: Field, change: MetaChange, kind: KettleType) -> pl.Expr:
    """Return what Kettle tells of a text that does not change its type, inside one more message."""
    return formatted("\n{}\n", refusal(pl.col(field.name), _masked(field, change), kind))


def _present(field: Field) -> pl.Expr:
    """Return the value before its change, null for an empty text."""
    column = pl.col(field.name)
    if field.lazy or field.type is K.STRING:
        return pl.when(column != "").then(column)
    return value_of(field, strict=False)


def _read_as(field: Field, change: MetaChange) -> KettleType | None:
    """Return the type that a text may turn out to be no value of; None where none can fail."""
    if not field.lazy and field.type is not K.STRING:
        return None
    wanted = change.type or field.type
    if field.lazy and wanted not in NUMERIC | TEMPORAL:
        wanted = field.type
    return wanted if wanted in NUMERIC | TEMPORAL else None


def _masked(field: Field, change: MetaChange) -> Field:
    """Return how the old value is read or printed during the change: the new mask decides."""
    return replace(
        field,
        mask=change.mask or field.mask,
        decimal=change.decimal or field.decimal,
        group=change.group or field.group,
        currency=change.currency or field.currency,
        lenient_dates=change.lenient_dates,
        lenient_numbers=change.lenient_numbers,
        locale=change.locale,
        zone=change.zone,
        encoding=change.encoding or field.encoding,
        lazy=False,
    )


def _new_value(field: Field, change: MetaChange) -> pl.Expr:
    if change.type is None or change.type is field.type:
        return value_of(field, strict=False) if change.storage == "normal" else pl.col(field.name)
    if field.type is K.BINARY and change.type is not K.STRING:
        raise StepError(
            f"Field '{field.name}' is binary and cannot become {change.type}.",
            f"字段 '{field.name}' 为二进制，不能转为 {change.type}。",
        )
    return convert(value_of(field, strict=False), _masked(field, change), change.type)


def _new_field(field: Field, change: MetaChange) -> Field:
    kind = change.type or field.type
    same = kind is field.type
    return Field(
        name=change.rename,
        type=kind,
        length=field.length if change.length == KEEP else change.length,
        precision=field.precision if change.precision == KEEP else change.precision,
        mask=change.mask or field.mask,
        decimal=change.decimal or field.decimal,
        group=change.group or field.group,
        currency=change.currency or field.currency,
        lazy=field.lazy and same and change.storage != "normal",
        lenient_dates=change.lenient_dates,
        lenient_numbers=change.lenient_numbers,
        locale=change.locale,
        zone=change.zone,
        encoding=change.encoding or field.encoding,
        stored_mask=field.stored_mask,
        stored_group=field.stored_group and change.group in ("", field.group),
        descending=field.descending and same,
        ignore_case=field.ignore_case,
        collation=field.collation,
    )
