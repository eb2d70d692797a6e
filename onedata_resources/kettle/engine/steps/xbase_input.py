"""XBaseInput: the records of .dbf files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.file_facts import uri
from onedata_resources.kettle.engine.gathered import named_input
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.xbase_rows import read_table, values_of
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.xbase import XBaseSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
FILE, ROW = "__kettle_file", "__kettle_row"


@step("XBaseInput")
def xbase_input(scope: StepScope, settings: XBaseSettings, inputs: Inputs) -> Outputs:
    """Return the records of all files; these must have the fields of the first one."""
    paths = _paths(settings, inputs)
    if not paths:
        return Outputs(Stream(pl.LazyFrame(), ()))
    fields: tuple[Field, ...] = ()
    frames = []
    for path in paths:
        if not path.is_file():
            raise missing_files([str(path)])
        table = read_table(path)
        scope.reads(path)
        mine = tuple(each.field for each in table.columns)
        if fields and [e.type for e in mine] != [e.type for e in fields]:
            raise StepError(
                f"{path} has other fields than {paths[0]}.", f"{path} 的字段与 {paths[0]} 不同。"
            )
        fields = fields or mine
        columns = [values_of(table, each, settings.encoding, path) for each in table.columns]
        named = [each.alias(f.name) for each, f in zip(columns, fields, strict=True)]
        name = pl.lit(uri(str(path.resolve())), pl.String).alias(FILE)
        frames.append(pl.DataFrame(named).with_columns(name))
    rows = pl.concat(frames)
    rows = rows.head(settings.limit) if settings.limit > 0 else rows
    frame = scope.counted(rows.lazy(), "input").with_row_index(ROW, offset=1)
    added = [
        (Field(settings.file_field, length=100), pl.col(FILE)),
        (made_field(settings.number_field, K.INTEGER, 10, 0), pl.col(ROW).cast(pl.Int64)),
    ]
    own = [(each, pl.col(each.name)) for each in fields]
    return Outputs(Stream(frame, fields).selected([*own, *(e for e in added if e[0].name)]))


def _paths(settings: XBaseSettings, inputs: Inputs) -> list[Path]:
    if not settings.names_step:
        return [Path(settings.filename)]
    names = named_input(inputs, settings.names_step)
    field = names.field(settings.names_field)
    found = names.frame.select(to_text(value_of(field), field)).collect().to_series().drop_nulls()
    return [Path(local_path(each)) for each in found]
