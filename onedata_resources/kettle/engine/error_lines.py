"""Files with the numbers of the lines whose values do not fit, one for each text file."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.failures import STEP_ERRORS
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.text_input import ErrorFiles


@dataclass
class ErrorLines:
    """Collects lines by file, each as often as it has errors; they are written at the end."""

    scope: StepScope
    files: ErrorFiles
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def see(self, batch: pl.DataFrame) -> None:
        """Take a batch of three columns: the file, the line, and the number of its errors."""
        with self.scope.state.control.lock:
            for path, line, errors in batch.rows():
                self.found[path] += [line] * errors

    def finish(self) -> None:
        """Write the files.

        Raises:
            StepError: One cannot be written.
        """
        for source, lines in self.found.items():
            name = f"{Path(source).name}.{self.started:%d%m%Y-%H%M%S}"
            path = Path(self.files.folder) / (name + self.files.suffix)
            try:
                path.write_text("".join(f"{line}\n" for line in sorted(lines)), "latin-1")
            except OSError as error:
                raise StepError(
                    f"Could not create file error handler for file {path}: {error}",
                    f"无法写入错误行文件 {path}：{error}",
                ) from error
            self.scope.reads(path)

    def abort(self) -> None:
        """Write what was found before the run ended early."""
        with suppress(*STEP_ERRORS):
            self.finish()
