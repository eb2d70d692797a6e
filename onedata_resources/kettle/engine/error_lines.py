"""Files about the errors of input files: numbers of lines that do not fit, and missing files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.failures import STEP_ERRORS
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.error_files import ErrorFiles
from onedata_resources.kettle.settings.text_input import Layout
from onedata_resources.kettle.values.time_zones import wall_clock


def _write(
    scope: StepScope, files: ErrorFiles, started: datetime, name: str, lines: Iterable[object]
) -> None:
    """Write a file about `name`, whose own name tells when the step started.

    Raises:
        StepError: It cannot be written.
    """
    path = Path(files.folder) / f"{name}.{started:%d%m%Y-%H%M%S}{files.suffix}"
    try:
        path.write_text("".join(f"{line}\n" for line in lines), "latin-1")
    except OSError as error:
        raise StepError(
            f"Could not create file error handler for file {path}: {error}",
            f"无法写入错误文件 {path}：{error}",
        ) from error
    scope.reads(path)


def tell_missing(scope: StepScope, files: ErrorFiles | None, names: Iterable[str]) -> None:
    """Write a file about each file that is not there, where such files are wanted.

    Raises:
        StepError: One cannot be written.
    """
    if files is None:
        return
    started = wall_clock()
    for name in names:
        _write(scope, files, started, Path(name).name, ["This file does not exist"])


def line_numbers(layout: Layout, row: pl.Expr) -> pl.Expr:
    """Return the line of each row of a file, which are numbered from 1.

    As in Kettle lines count from 0, and those that are left out do not count.
    """
    place, lines = row - 1, layout.wraps + 1
    inside = place * lines
    if layout.page_lines:
        between = layout.page_header_lines + layout.page_footer_lines
        inside += place // layout.page_lines * between + layout.document_lines
    return inside + layout.header_lines


@dataclass
class ErrorLines:
    """Collects lines by file and part of it, as often as they have errors; written at the end."""

    scope: StepScope
    files: ErrorFiles
    started: datetime = field(default_factory=wall_clock)
    found: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, path: str, lines: Iterable[int], *, part: str = "") -> None:
        """Take lines of a file, or of the named part of it."""
        self.found[path, part] += lines

    def see(self, batch: pl.DataFrame) -> None:
        """Take a batch of three columns: the file, the line, and the number of its errors."""
        wrong = batch[(batch.to_series(2) > 0).arg_true()]
        with self.scope.state.control.lock:
            for path, line, errors in wrong.rows():
                self.add(path, [line] * errors)

    def finish(self) -> None:
        """Write the files.

        Raises:
            StepError: One cannot be written.
        """
        for (source, part), lines in self.found.items():
            name = Path(source).name + (f"_{part}" if part else "")
            _write(self.scope, self.files, self.started, name, sorted(lines))

    def abort(self) -> None:
        """Write what was found before the run ended early."""
        with suppress(*STEP_ERRORS):
            self.finish()
