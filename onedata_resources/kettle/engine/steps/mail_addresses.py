"""MailValidator: mail addresses checked for their form."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs
from onedata_resources.kettle.settings.mail_addresses import MailCheckSettings
from onedata_resources.kettle.values.convert import to_text, valuewise
from onedata_resources.kettle.values.mail_addresses import well_formed
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType

FOUND, LENGTH = "__kettle_address", 100
PARTS = pl.Struct({"valid": pl.Boolean(), "message": pl.String(), "fault": pl.String()})


@step("MailValidator")
def check_addresses(scope: StepScope, settings: MailCheckSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether their addresses are well formed, and what is wrong."""
    stream = inputs.required()
    known = stream.field(settings.field)
    text = to_text(value_of(known), known).fill_null("")
    found = valuewise(text, _checked, PARTS)
    looked_at = stream.with_frame(stream.frame.with_columns(found.alias(FOUND)))
    part = pl.col(FOUND).struct.field
    good, rejected = scope.split(
        looked_at, part("fault").is_not_null(), part("fault"),
        fields=settings.result, code="MailValidator001",
    )  # fmt: skip
    if settings.told is None:
        added = [(Field(settings.result, KettleType.BOOLEAN), part("valid"))]
    else:
        yes, no = (pl.lit(each, pl.String) for each in settings.told)
        result = pl.when(part("valid")).then(yes).otherwise(no)
        added = [(Field(settings.result, length=LENGTH), result)]
    if settings.errors:
        added.append((Field(settings.errors, length=LENGTH), part("message")))
    rejected = rejected and rejected.fields_only()
    return Outputs(good.appended(added).fields_only(), rejected=rejected)


def _checked(address: object) -> dict[str, object]:
    text = str(address)
    if not text:
        return {"valid": False, "message": "Email address is empty!", "fault": None}
    try:
        valid = well_formed(text)
    except ValueError as error:
        return {"valid": None, "message": None, "fault": str(error)}
    message = None if valid else f"Malformed address {text}!"
    return {"valid": valid, "message": message, "fault": None}
