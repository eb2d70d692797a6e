"""Text files that are written while rows flow. The text of a row is made in `row_text.py`."""

from __future__ import annotations

import gzip
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from onedata_resources.kettle.engine.failures import refused_by_disk
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.text_output import FileName, TextOutputSettings
from onedata_resources.kettle.values.time_zones import wall_clock


@dataclass
class TextFile:
    """One open file; `titled` where its header is written, or not wanted."""

    path: Path
    handle: IO[bytes]
    archive: zipfile.ZipFile | None = None
    titled: bool = False


@dataclass
class TextFiles:
    """The files of one step copy. What was written stays, whatever becomes of the run.

    `opened` has every path that was opened, `lines` counts headers, footers and rows.
    """

    settings: TextOutputSettings
    copy: int
    header: bytes
    ended_line: bytes = b""
    started: datetime = field(default_factory=wall_clock)
    open: dict[str, TextFile] = field(default_factory=dict)
    opened: list[Path] = field(default_factory=list)
    last: str = ""
    part: int = 0
    lines: int = 0

    def ready(self, base: str, *, at_start: bool = False) -> TextFile:
        """Return the open file for the base name, opening it when it is not.

        Raises:
            StepError: It cannot be opened.
        """
        if base not in self.open:
            path = file_path(self.settings.file, base, self.started, self.copy, self.part)
            try:
                self.open[base] = self._opened(path, at_start=at_start)
            except OSError as error:
                raise refused_by_disk(
                    f"Couldn't open file {path}", f"无法打开文件 {path}", error
                ) from error
            self.opened.append(path)
        self.last = base
        return self.open[base]

    def _opened(self, path: Path, *, at_start: bool) -> TextFile:
        settings, exists = self.settings, path.exists()
        if settings.create_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        # As in Kettle, a file that is opened at the start exists when its first row comes.
        titled = not settings.header or (settings.append and (exists or at_start))
        mode = "ab" if settings.append else "wb"
        if settings.file.compression == "gzip":
            return TextFile(path, gzip.open(path, mode), titled=titled)  # type: ignore[arg-type]
        if settings.file.compression == "none":
            return TextFile(path, path.open(mode), titled=titled)
        if settings.append and exists:
            raise StepError(
                f"Can not append to an existing zip file : {path}",
                f"无法向已有的 zip 文件追加：{path}",
            )
        archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        extension = settings.file.extension
        name = path.stem + (f".{extension}" if extension else "")
        return TextFile(path, archive.open(name, "w", force_zip64=True), archive, titled=titled)

    def write(self, base: str, lines: bytes | memoryview, rows: int) -> None:
        """Write the lines of that many rows."""
        file = self.ready(base)
        self._titled(file)
        self._put(file, lines)
        self.lines += rows

    def _titled(self, file: TextFile) -> None:
        if not file.titled:
            file.titled = True
            self._put(file, self.header)
            self.lines += 1

    def room(self, base: str) -> int:
        """Return how many rows may follow before the next file, which is begun where it is due.

        As in Kettle, all lines count, so that a header takes the place of a row.
        """
        self._titled(self.ready(base))
        every, footer = self.settings.split_every, int(self.settings.footer)
        if self.lines and (self.lines + footer) % every == 0:
            if self.settings.footer:
                self._put(self.open[base], self.header)
                self.lines += 1
            self._close(self.open.pop(base))
            self.part += 1
            self._titled(self.ready(base))
        return -(self.lines + footer) % every or every

    def _put(self, file: TextFile, data: bytes | memoryview) -> None:
        try:
            file.handle.write(data)
        except OSError as error:
            raise refused_by_disk(
                f"Couldn't write to file {file.path}", f"无法写入文件 {file.path}", error
            ) from error

    def end(self, *, rows: bool) -> None:
        """Write what ends the file that was written last; `rows` where any came."""
        if self.ended_line and not self.settings.name_field:
            self.ready(self.last or self.settings.file.base)
        file = self.open.get(self.last)
        if file is None:
            return
        if self.settings.footer and rows:
            self._put(file, self.header)
            self.lines += 1
        if self.ended_line:
            self._put(file, self.ended_line)
            self.lines += 1

    def left_to(self, scope: StepScope) -> None:
        """Close the files and leave their names to the job that runs the transformation."""
        for file in self.open.values():
            self._close(file)
        self.open.clear()
        for path in self.opened:
            scope.reads(path, wanted=self.settings.add_to_result)
        self.opened.clear()

    def _close(self, file: TextFile) -> None:
        file.handle.close()
        if file.archive is not None:
            file.archive.close()


def file_path(name: FileName, base: str, started: datetime, copy: int, part: int) -> Path:
    """Return the path of a file; a zip file's own name has no extension but `.zip`."""
    path = base
    if name.date_format:
        from onedata_resources.kettle.values.date_mask import format_moment

        path += format_moment(started, name.date_format)
    else:
        path += started.strftime("_%Y%m%d") if name.with_date else ""
        path += started.strftime("_%H%M%S") if name.with_time else ""
    path += f"_{copy}" if name.with_copy else ""
    path += "_null" if name.with_part else ""
    path += f"_{part}" if name.numbered else ""
    if name.compression == "zip":
        return Path(path + ".zip")
    path += f".{name.extension}" if name.extension else ""
    return Path(path + (".gz" if name.compression == "gzip" else ""))
