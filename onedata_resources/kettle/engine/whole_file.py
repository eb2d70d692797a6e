"""A text file whose rows all go to one place: Polars joins and writes its lines."""

from __future__ import annotations

from contextlib import suppress

import polars as pl

from onedata_resources.kettle.engine.failures import STEP_ERRORS
from onedata_resources.kettle.engine.passing_on import count_passed
from onedata_resources.kettle.engine.row_text import RowText
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.text_files import TextFiles


class WholeFile:
    """Prints batches in any order, on any thread; takes their lines in order, as a binary file.

    What the disk refuses fails the step with the next batch, or at the end: an error raised within
    `write` would reach the run without its words.
    """

    def __init__(self, scope: StepScope, files: TextFiles, text: RowText) -> None:
        self.scope = scope
        self.files = files
        self.text = text
        self.base = files.settings.file.base
        self.rows = False
        self.failure: StepError | None = None

    def add_to(self, frame: pl.LazyFrame) -> None:
        """Add to the run that the frame's rows are written."""
        settings, scope = self.files.settings, self.scope
        sink = scope.tap(frame, self.printed, schema=self.text.schema).sink_csv(
            self,  # type: ignore[arg-type]  # a binary file is what has `write` and `flush`
            include_header=False,
            separator=settings.separator,
            line_terminator=settings.line_end,
            quote_style="never",
            lazy=True,
        )
        scope.state.sinks.append(sink)

    def printed(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the texts of the batch's fields."""
        if self.failure is not None:
            raise self.failure
        if batch.height:
            self.rows = True
            self.scope.add("output", batch.height)
            count_passed(self.scope, batch.height)
        return self.text.texts(batch)

    def write(self, data: bytes) -> int:
        """Take the lines that come next."""
        if self.failure is None:
            try:
                self.files.write(self.base, data, 0)
            except StepError as error:
                self.failure = error
        return len(data)

    def flush(self) -> None:
        """Leave what is buffered to the end of the run."""

    def finish(self) -> None:
        """End the file and leave its name to the job that runs the transformation."""
        if self.failure is not None:
            raise self.failure
        if self.rows:
            # Rows without a single sign still open the file and have a header before them.
            self.files.write(self.base, b"", 0)
        self.files.end(rows=self.rows)
        self.scope.add("output", self.files.lines)
        self.files.left_to(self.scope)

    def abort(self) -> None:
        """Keep what came before the run ended early."""
        with suppress(*STEP_ERRORS):
            self.files.left_to(self.scope)
