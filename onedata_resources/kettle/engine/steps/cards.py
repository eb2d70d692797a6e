"""CreditCardValidator and RandomCCNumberGenerator: card numbers checked and made."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.cards import (
    CardCheckSettings,
    CardNumbers,
    CardNumbersSettings,
)
from onedata_resources.kettle.values.card_numbers import checked, kind_named, lengths_of, made
from onedata_resources.kettle.values.convert import to_text, valuewise
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
FOUND = "__kettle_card"
PARTS = pl.Struct(
    {"valid": pl.Boolean(), "kind": pl.String(), "message": pl.String(), "fault": pl.String()}
)


@step("CreditCardValidator")
def card_check(scope: StepScope, settings: CardCheckSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether their numbers are right, of which kind, and what is wrong."""
    stream = inputs.required()
    known = stream.field(settings.field)
    text = to_text(value_of(known), known)
    if settings.digits_only:
        text = text.str.replace_all(r"[^0-9]", "")
    found = valuewise(text.fill_null(""), _checked, PARTS)
    found_stream = Stream(stream.frame.with_columns(found.alias(FOUND)), stream.fields)
    part = pl.col(FOUND).struct.field
    good, rejected = scope.split(
        found_stream, part("fault").is_not_null(), part("fault"),
        fields=settings.result, code="CreditCardValidator001",
    )  # fmt: skip
    added = [(Field(settings.result, K.BOOLEAN), part("valid"))]
    if settings.card_type:
        added.append((Field(settings.card_type), part("kind")))
    if settings.message:
        added.append((Field(settings.message), part("message")))
    rejected = rejected and rejected.fields_only()
    return Outputs(good.appended(added).fields_only(), rejected=rejected)


def _checked(number: object) -> dict[str, object]:
    try:
        valid, kind, message = checked(str(number))
    except ValueError as error:
        return {"valid": None, "kind": None, "message": None, "fault": str(error)}
    return {"valid": valid, "kind": kind, "message": message, "fault": None}


@step("RandomCCNumberGenerator")
def card_numbers(scope: StepScope, settings: CardNumbersSettings, inputs: Inputs) -> Outputs:
    """Return made-up card numbers, kind after kind."""
    del inputs
    for each in settings.numbers:
        _check_length(each)
    rows = [
        (made(kind_named(each.kind), each.length), each.kind, each.length)
        for each in settings.numbers
        for _ in range(each.count)
    ]
    names = (settings.number_field, settings.kind_field, settings.length_field)
    fields = (Field(names[0]), Field(names[1]), made_field(names[2], K.INTEGER))
    schema = {"number": pl.String(), "kind": pl.String(), "length": pl.Int64()}
    frame = pl.DataFrame(rows, schema=schema, orient="row").lazy()
    pairs = zip(fields, map(pl.col, schema), strict=True)
    scope.add("read", len(rows))
    return Outputs(Stream(frame, ()).selected(pair for pair in pairs if pair[0].name))


def _check_length(wanted: CardNumbers) -> None:
    kind = kind_named(wanted.kind)
    lengths = lengths_of(kind)
    if lengths and wanted.length not in lengths:
        listed = ", ".join(map(str, lengths))
        raise StepError(
            f"A card number of kind {kind} does not have {wanted.length} digits but {listed}.",
            f"{kind} 的卡号不是 {wanted.length} 位，而是 {listed} 位。",
        )
