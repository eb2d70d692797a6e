"""PropertyOutput: keys and values into Java's properties files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.failures import unwritable
from onedata_resources.kettle.engine.output_names import extended, stem
from onedata_resources.kettle.engine.passing_on import count_passed
from onedata_resources.kettle.engine.properties import (
    in_java_order,
    properties_text,
    read_properties,
)
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.plain_documents import PropertyOutputSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.time_zones import machine_now, wall_clock

KEY, VALUE, NAME, RUN = (f"__kettle_{each}" for each in ("key", "value", "name", "run"))


@step("PropertyOutput")
def property_output(scope: StepScope, settings: PropertyOutputSettings, inputs: Inputs) -> Outputs:
    """Write the first value of each key and pass those rows on; repeated keys vanish."""
    stream = inputs.required()
    wanted = {KEY: settings.key_field, VALUE: settings.value_field, NAME: settings.name_field}
    texts = [
        to_text(stream.value(name), stream.field(name)).alias(column)
        if name
        else pl.lit("").alias(column)
        for column, name in wanted.items()
    ]
    run = (pl.col(NAME) != pl.col(NAME).shift(1)).fill_null(value=True).cum_sum().alias(RUN)
    marked = stream.frame.with_columns(texts).with_columns(run)
    kept = marked.filter(pl.struct(RUN, KEY).is_first_distinct())
    kept = kept.cache() if scope.next_steps else kept
    files = PropertyFiles(scope, settings)
    scope.writes(files)

    def write(batch: pl.DataFrame) -> None:
        for part in batch.partition_by(RUN, maintain_order=True):
            files.add(part[NAME][0], part[RUN][0], part[KEY].to_list(), part[VALUE].to_list())
        scope.add("output", batch.height)
        count_passed(scope, batch.height)

    scope.sink(kept.select(KEY, VALUE, NAME, RUN), write)
    if not scope.next_steps:
        return Outputs()
    return Outputs(stream.with_frame(kept.select(stream.names)))


@dataclass
class PropertyFiles:
    """The file of the moment; it is written when another one follows or the run ends."""

    scope: StepScope
    settings: PropertyOutputSettings
    started: datetime = field(default_factory=wall_clock)
    path: Path | None = None
    run: int = 0
    found: dict[str, str] = field(default_factory=dict)

    def add(
        self, name: str | None, run: int, keys: list[str | None], values: list[str | None]
    ) -> None:
        """Take pairs for the file that the rows name, or for the only one.

        Raises:
            StepError: A key, a value or the name of the file is null, or the file cannot be opened.
        """
        if run != self.run:
            self.finish()
            self._open(name, run)
        for key, value in zip(keys, values, strict=True):
            if key is None or value is None:
                raise StepError(
                    f"A property needs a key and a value: [{key}] = [{value}].",
                    f"属性须有键和值：[{key}] = [{value}]。",
                )
            self.found[key] = value

    def _open(self, name: str | None, run: int) -> None:
        settings = self.settings
        if settings.name_field:
            if not name:
                raise StepError("The name of the file is empty.", "文件名为空。")
            path = Path(local_path(name))
        else:
            base = stem(settings.file, self.started, self.scope.metrics.copy)
            path = extended(base, settings.file.extension)
        try:
            if settings.create_folder:
                path.parent.mkdir(parents=True, exist_ok=True)
            there = settings.append and path.exists()
            old = read_properties(path.read_text("latin-1")) if there else {}
        except OSError as error:
            raise unwritable(path, error) from error
        self.path, self.run, self.found = path, run, dict(in_java_order(old))

    def finish(self) -> None:
        """Write the file."""
        if self.path is None:
            return
        moment = machine_now()
        text = properties_text(in_java_order(self.found), self.settings.comment, moment)
        try:
            self.path.write_text(text, encoding="latin-1")
        except OSError as error:
            raise unwritable(self.path, error) from error
        self.scope.reads(self.path, wanted=self.settings.add_result_file)
        self.path = None

    abort = finish
