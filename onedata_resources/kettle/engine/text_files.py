"""Text files that are written while rows flow. The text of a row is made by the step."""

from __future__ import annotations

import gzip
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from onedata_resources.clients.lake_errors import is_full
from onedata_resources.errors import BadInputError, StorageFullError
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.files import TextOutputSettings


@dataclass
class TextFile:
    """One open file; the header is written with the first row."""

    path: Path
    handle: IO[bytes]
    archive: zipfile.ZipFile | None = None
    rows: int = 0


@dataclass
class TextFiles:
    """The files of one step copy. What was written stays, whatever becomes of the run."""

    settings: TextOutputSettings
    copy: int
    header: str
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    open: dict[str, TextFile] = field(default_factory=dict)
    part: int = 0

    def path(self, base: str) -> Path:
        """Return the path of the current file for the given base name."""
        settings, name = self.settings, base
        if settings.date_format:
            from onedata_resources.kettle.values.date_mask import format_moment

            name += format_moment(self.started.replace(tzinfo=None), settings.date_format)
        name += self.started.strftime("_%Y%m%d") if settings.with_date else ""
        name += self.started.strftime("_%H%M%S") if settings.with_time else ""
        name += f"_{self.copy}" if settings.with_copy else ""
        name += f"_{self.part}" if settings.split_every > 0 else ""
        name += f".{settings.extension}" if settings.extension else ""
        return Path(name + {"gzip": ".gz", "zip": ".zip"}.get(settings.compression.lower(), ""))

    def opened(self, base: str) -> TextFile:
        """Return the open file for the base name, opening it when it is not.

        Raises:
            StepError: It cannot be opened.
        """
        if base not in self.open:
            path = self.path(base)
            try:
                self.open[base] = self._open(path)
            except OSError as error:
                raise _unwritable(
                    f"Couldn't open file {path}", f"无法打开文件 {path}", error
                ) from error
        return self.open[base]

    def _open(self, path: Path) -> TextFile:
        if self.settings.create_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = "ab" if self.settings.append else "wb"
        kind = self.settings.compression.lower()
        if kind == "gzip":
            return TextFile(path, gzip.open(path, mode))  # type: ignore[arg-type]
        if kind == "zip":
            archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
            return TextFile(path, archive.open(path.stem, "w"), archive)
        if kind not in {"none", ""}:
            raise StepError(
                f"Compression '{self.settings.compression}' is not supported.",
                f"不支持压缩方式 '{self.settings.compression}'。",
            )
        return TextFile(path, path.open(mode))

    def write(self, base: str, lines: list[str] | str, rows: int) -> int:
        """Write the lines, which already end; return how many lines that makes with the header."""
        file = self.opened(base)
        written = rows
        if not file.rows and rows and self.settings.header and not self._continued(file):
            self._put(file, self.header)
            written += 1
        self._put(file, lines if isinstance(lines, str) else "".join(lines))
        file.rows += rows
        return written

    def _continued(self, file: TextFile) -> bool:
        return self.settings.append and file.path.exists() and file.path.stat().st_size > 0

    def _put(self, file: TextFile, text: str) -> None:
        try:
            file.handle.write(text.encode(self.settings.encoding or "utf-8", "replace"))
        except (OSError, LookupError) as error:
            raise _unwritable(
                f"Couldn't write to file {file.path}", f"无法写入文件 {file.path}", error
            ) from error

    def next_part(self, base: str) -> None:
        """Close the current file; the next row opens the next one."""
        self._close(self.open.pop(base))
        self.part += 1

    def finish(self) -> None:
        """Write what ends each file and close it."""
        for file in self.open.values():
            if self.settings.footer and file.rows:
                self._put(file, self.header)
            if self.settings.ended_line:
                self._put(file, self.settings.ended_line + self.settings.line_end)
        self.abort()

    def abort(self) -> None:
        """Close the files."""
        for file in self.open.values():
            self._close(file)
        self.open.clear()

    def _close(self, file: TextFile) -> None:
        file.handle.close()
        if file.archive is not None:
            file.archive.close()


def _unwritable(en: str, zh: str, error: Exception) -> StepError:
    kind = StorageFullError if is_full(error) else BadInputError
    return StepError(f"{en}: {error}", f"{zh}：{error}", kind)
