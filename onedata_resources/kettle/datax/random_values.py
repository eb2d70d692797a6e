"""The random columns of streamreader, made by Kettle's own steps so that a real Kettle runs them.

Numbers and dates are evenly spread between both ends, which are included. Texts have digits and
lower-case letters up to v; DataX's have all letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from onedata_resources.kettle.datax.builder import Builder, Rows
from onedata_resources.kettle.datax.typed_columns import WHOLE_WORD
from onedata_resources.kettle.generate.cleaning import calculator
from onedata_resources.kettle.generate.elements import Pair, field_of
from onedata_resources.kettle.generate.plan import Calculation, Output
from onedata_resources.kettle.values.types import KettleType

K = KettleType
RANDOM_TEXT = 8
"""Characters that a random text of Kettle has at least, but for one in a million."""


@dataclass(frozen=True)
class Range:
    """A random field; the ends of a date are `start` and, in seconds from there, `high`."""

    name: str
    type: KettleType
    low: int
    high: int
    start: datetime | None = None

    @property
    def draw(self) -> str:
        """Return the field of the random number between 0 and 1."""
        return f"{self.name}_random"


def start_fields(ranges: Iterable[Range], mask: str) -> list[Pair]:
    """Return the fields of the dates that random dates begin with."""
    return [
        field_of(
            f"{each.name}_start", "Date", format=mask, nullif=f"{each.start:%Y-%m-%d %H:%M:%S}"
        )
        for each in ranges
        if each.start is not None
    ]


def random_columns(builder: Builder, rows: Rows, ranges: Sequence[Range]) -> Rows:
    """Return the rows with a field for each range."""
    if not ranges:
        return rows
    fields: list[Pair] = []
    for each in ranges:
        fields.append(("field", [("name", each.draw), ("type", "random number")]))
        if each.type is K.STRING:
            text: list[Pair] = [("name", f"{each.name}_text"), ("type", "random string")]
            fields.append(("field", text))
    rows = builder.then(rows, "random values", "RandomValue", [("fields", fields)])
    made = [made for each in ranges for made in _calculations(each)]
    rows = builder.then(rows, "in the ranges", "Calculator", calculator(made))
    texts = [each for each in ranges if each.type is K.STRING]
    if texts:
        formulas: list[Pair] = [("formula", _cut(each)) for each in texts]
        rows = builder.then(rows, "texts of random lengths", "Formula", formulas)
    for each in (each for each in ranges if each.type is K.BOOLEAN):
        rows = builder.then(rows, f"true or false in {each.name}", "NumberRange", _truth(each))
    return rows


def changed_types(ranges: Iterable[Range], mask: str) -> dict[str, Output]:
    """Return the types that random truth values, which are texts before, and dates need."""
    made: dict[str, Output] = {}
    for each in ranges:
        if each.type is K.BOOLEAN:
            made[each.name] = Output(column=each.name, type=K.BOOLEAN, length=WHOLE_WORD)
        if each.type is K.DATE:
            made[each.name] = Output(column=each.name, type=K.DATE, mask=mask)
    return made


def _calculations(drawn: Range) -> list[Calculation]:
    """Return low + random * width, rounded down for whole numbers."""
    kind = K.NUMBER if drawn.type is K.NUMBER else K.INTEGER
    whole = kind is K.INTEGER
    width = drawn.high - drawn.low + 1
    if drawn.type is K.BOOLEAN:
        low, width = 0, drawn.low + drawn.high + 1
    else:
        low = 0 if drawn.start is not None else drawn.low

    def helper(part: str) -> str:
        return f"{drawn.name}_{part}"

    result = {K.STRING: helper("length"), K.BOOLEAN: helper("draw"), K.DATE: helper("seconds")}
    target = result.get(drawn.type, drawn.name)
    steps = [
        Calculation(name=helper("low"), operation="CONSTANT", a=str(low), type=kind, helper=True),
        Calculation(
            name=helper("width"), operation="CONSTANT", a=str(width), type=K.NUMBER, helper=True
        ),
        Calculation(
            name=helper("scaled"),
            operation="MULTIPLY",
            a=drawn.draw,
            b=helper("width"),
            type=K.NUMBER,
            helper=True,
        ),
    ]
    if whole:
        steps.append(
            Calculation(
                name=helper("whole"), operation="FLOOR", a=helper("scaled"), type=kind, helper=True
            )
        )
    part = helper("whole" if whole else "scaled")
    steps.append(Calculation(name=target, operation="ADD", a=helper("low"), b=part, type=kind))
    if drawn.type is K.DATE:
        seconds = Calculation(
            name=drawn.name, operation="ADD_SECONDS", a=helper("start"), b=target, type=K.DATE
        )
        steps.append(seconds)
    return steps


def _cut(drawn: Range) -> list[Pair]:
    name, times = drawn.name, drawn.high // RANDOM_TEXT + 1
    return [
        ("field_name", name),
        ("formula_string", f"LEFT(REPT([{name}_text];{times});[{name}_length])"),
        ("value_type", "String"),
        ("value_length", -1),
        ("value_precision", -1),
        ("replace_field", None),
    ]


def _truth(drawn: Range) -> list[Pair]:
    """Return a NumberRange: false for a draw up to the first number, true above."""
    rule: list[Pair] = [("lower_bound", "-1"), ("upper_bound", f"{drawn.low + 1}"), ("value", "N")]
    return [
        ("inputField", f"{drawn.name}_draw"),
        ("outputField", drawn.name),
        ("fallBackValue", "Y"),
        ("rules", [("rule", rule)]),
    ]
