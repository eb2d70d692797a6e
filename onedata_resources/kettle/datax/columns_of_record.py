"""What all transformers share: the column that they change, and that column as text."""

from __future__ import annotations

from onedata_resources.kettle.datax.builder import Builder, Column, Rows
from onedata_resources.kettle.datax.job import Part, Texts
from onedata_resources.kettle.datax.typed_columns import DATE_MASK
from onedata_resources.kettle.generate.plan import Output
from onedata_resources.kettle.values.types import KettleType

K = KettleType


class Parameters(Part):
    """The column, from 0, and what the transformer is told about it."""

    columnIndex: int  # noqa: N815 - DataX's key
    paras: Texts


def as_text(builder: Builder, rows: Rows, at: int) -> Rows:
    """Return the rows with one column as text, where it is not known to be one."""
    column = (rows.columns or ())[at]
    if column.type is K.STRING:
        return rows
    mask = DATE_MASK if column.type is K.DATE else ""
    new = Column(column.name, K.STRING)
    changes = {column.name: Output(column=column.name, type=K.STRING, mask=mask)}
    return builder.chosen(rows, "as text", rows.changed(at, new).columns or (), changes)
