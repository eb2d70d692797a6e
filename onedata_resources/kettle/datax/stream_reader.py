"""streamreader: rows of constants and random values, as many as it says for each channel."""

from __future__ import annotations

import re

from pydantic import Field

from onedata_resources.kettle.datax.builder import Builder, Column, Rows
from onedata_resources.kettle.datax.job import Part, Plugin, Text
from onedata_resources.kettle.datax.random_values import (
    Range,
    changed_types,
    random_columns,
    start_fields,
)
from onedata_resources.kettle.datax.typed_columns import (
    DATE_MASK,
    Constant,
    constant_fields,
    type_of,
    with_variables,
)
from onedata_resources.kettle.generate.inputs import row_generator
from onedata_resources.kettle.values.date_mask import parse_moment
from onedata_resources.kettle.values.types import KettleType

_PAIR = re.compile(r"\s*(.*?)\s*,\s*(.*?)\s*")
K = KettleType


class StreamColumn(Part):
    """A column: a value, or `random` with the two ends of a range."""

    value: Text | None = None
    random: Text = ""
    type: Text = "string"
    dateFormat: Text = ""  # noqa: N815 - DataX's key


class StreamReader(Part):
    """The parameters of streamreader."""

    column: tuple[StreamColumn, ...] = Field(min_length=1)
    sliceRecordCount: Text  # noqa: N815 - DataX's key


def read_stream(builder: Builder, plugin: Plugin, width: int | None) -> list[Rows]:
    """Return the rows, which are in one stream however many channels they are for.

    Raises:
        KettleFileError: A parameter is missing or wrong.
    """
    del width
    reader = plugin.read(StreamReader)
    constants: list[Constant] = []
    ranges: list[Range] = []
    columns: list[Column] = []
    for number, each in enumerate(reader.column):
        name, where = f"column_{number + 1}", f"column[{number}]"
        kind = type_of(plugin, where, each.type)
        columns.append(Column(name, kind))
        if each.value is None and not each.random.strip():
            raise plugin.refuse(
                where, "it needs a value or a random range.", "须有 value 或 random 范围。"
            )
        if each.value is not None:
            mask = each.dateFormat or DATE_MASK
            constants.append(Constant(name, kind, each.value, mask, where))
            continue
        made = _range(plugin, where, each, name, kind)
        if isinstance(made, Range):
            ranges.append(made)
        else:
            constants.append(made)
    fields = [*constant_fields(plugin, constants), *start_fields(ranges, DATE_MASK)]
    settings = row_generator(fields, _row_count(builder, plugin, reader.sliceRecordCount.strip()))
    rows = Rows((builder.start("make rows", "RowGenerator", settings),), tuple(columns))
    rows = random_columns(builder, with_variables(builder, rows, constants), ranges)
    if ranges or any(each.varies for each in constants):
        rows = builder.chosen(
            rows, "columns of the record", columns, changed_types(ranges, DATE_MASK)
        )
    return [rows]


def _row_count(builder: Builder, plugin: Plugin, count: str) -> str:
    """Return how many rows there are in all: as many for each channel."""
    if "${" in count:
        return count
    if not count.isdigit() or int(count) < 1:
        raise plugin.refuse(
            "sliceRecordCount",
            f"it must be a whole number above 0, not {count!r}.",
            f"须为大于 0 的整数，而不是 {count!r}。",
        )
    return str(int(count) * (int(builder.channels) if builder.channels.isdigit() else 1))


def _range(
    plugin: Plugin, where: str, column: StreamColumn, name: str, kind: KettleType
) -> Range | Constant:
    """Return the range; a truth value whose one side has no weight is the other one always."""
    found = _PAIR.fullmatch(column.random)
    ends = found.groups() if found else ()
    if kind is K.DATE:
        mask = column.dateFormat or DATE_MASK
        moments = [parse_moment(each, mask, lenient=True) for each in ends]
        if len(moments) == 2 and moments[0] and moments[1] and moments[0] <= moments[1]:
            seconds = int((moments[1] - moments[0]).total_seconds())
            return Range(name, kind, 0, seconds, moments[0])
        raise _no_range(plugin, where, column, f"two dates of the form {mask}")
    if len(ends) != 2 or not all(each.isdigit() for each in ends):
        raise _no_range(plugin, where, column, "two whole numbers from 0")
    low, high = int(ends[0]), int(ends[1])
    if kind is K.BOOLEAN:
        low, high = (0, 1) if low == high else (low, high)
        if not low or not high:
            return Constant(name, kind, "true" if not low else "false", "", where)
    elif low > high:
        raise _no_range(plugin, where, column, "two whole numbers, the lower one first")
    return Range(name, kind, low, high)


def _no_range(plugin: Plugin, where: str, column: StreamColumn, wanted: str) -> Exception:
    return plugin.refuse(
        f"{where}.random",
        f"{column.random!r} is not {wanted} with a comma between.",
        f"{column.random!r} 不是用逗号分隔的有效范围（由小到大的两个值）。",
    )
