"""FixedInput: records whose fields have a fixed number of bytes."""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.csv_values import (
    emptied,
    text_field,
    typed_at_once,
    unfit_text,
)
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.files import FixedInputSettings


@step("FixedInput")
def fixed_input(scope: StepScope, settings: FixedInputSettings, inputs: Inputs) -> Outputs:
    """Return the file's records; of several copies that share it, the first one reads it."""
    del inputs
    path = Path(settings.filename)
    if not path.is_file():
        raise StepError(
            f"File [{path}] does not exist or is not a file.", f"文件 [{path}] 不存在或不是文件。"
        )
    scope.reads(path, wanted=settings.add_to_result)
    records = [] if settings.parallel and scope.metrics.copy else _records(settings, path)
    frame = scope.counted(_cut(settings, records).lazy(), "input")
    stream = Stream(frame, tuple(text_field(field) for field in settings.fields))
    return Outputs(stream if settings.lazy else typed_at_once(scope, stream, unfit_text))


def _records(settings: FixedInputSettings, path: Path) -> list[bytes]:
    """Return the records; up to two signs of a line's end are passed over behind each."""
    end = rb"[\r\n]{0,2}" if settings.line_feeds else b""
    width = str(sum(settings.widths)).encode()
    records = re.findall(rb"(?s)(.{1," + width + rb"})" + end, path.read_bytes())
    return records[1:] if settings.header else records


def _cut(settings: FixedInputSettings, records: list[bytes]) -> pl.DataFrame:
    """Return the fields' texts, trimmed, empty ones as null."""
    starts = [0, *accumulate(settings.widths)]
    columns = [
        pl.Series(
            field.name,
            [each[start : start + width].decode(settings.encoding, "replace") for each in records],
            dtype=pl.String,
        )
        for field, start, width in zip(settings.fields, starts, settings.widths, strict=False)
    ]
    return emptied(pl.DataFrame(columns), settings.fields)
