"""XML files that are written while rows flow. The XML of a row is made by the step."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from onedata_resources.kettle.engine.failures import unwritable
from onedata_resources.kettle.engine.output_names import extended, stem
from onedata_resources.kettle.engine.xml_text import stream_quoted
from onedata_resources.kettle.settings.xml_output import XmlOutputSettings
from onedata_resources.kettle.values.time_zones import wall_clock


@dataclass
class XmlFiles:
    """The files of one step copy, one open at a time. What was written stays."""

    settings: XmlOutputSettings
    copy: int
    opened: Callable[[Path], None]
    started: datetime = field(default_factory=wall_clock)
    handle: IO[bytes] | None = None
    archive: zipfile.ZipFile | None = None
    part: int = 0
    rows: int = 0

    def open(self) -> None:
        """Open the next file and write what begins it.

        Raises:
            StepError: It cannot be written, or the encoding is unknown.
        """
        settings = self.settings
        self.part += 1
        part = f"{self.part:05}" if settings.split_every > 0 else ""
        base = stem(settings.file, self.started, self.copy, part)
        entry = extended(base, settings.file.extension)
        path = Path(f"{base}.zip") if settings.zipped else entry
        try:
            if settings.zipped:
                self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
                self.handle = self.archive.open(entry.name, "w")
            else:
                self.handle = path.open("wb")
        except OSError as error:
            raise unwritable(path, error) from error
        self.opened(path)
        uri = stream_quoted(settings.namespace)
        namespace = f' xmlns="{uri}"' if uri else ""
        self._put(f"<?xml version='1.0' encoding='{settings.encoding}'?>\n")
        self._put(f"<{settings.parent}{namespace}>\n")

    def write(self, rows: list[str]) -> None:
        """Write the rows; after every `split_every` of them begins a new file."""
        every = self.settings.split_every
        while rows:
            if self.handle is None:
                self.open()
            elif every > 0 and self.rows and self.rows % every == 0:
                self.close()
                self.open()
            room = every - self.rows % every if every > 0 else len(rows)
            self._put("".join(rows[:room]))
            self.rows += min(room, len(rows))
            rows = rows[room:]

    def _put(self, text: str) -> None:
        if self.handle is None:
            return
        try:
            self.handle.write(encoded(text, self.settings.encoding))
        except (OSError, LookupError) as error:
            raise unwritable(Path(self.settings.file.name), error) from error

    def close(self) -> None:
        """Write what ends the file and close it."""
        self._put(f"</{self.settings.parent}>\n")
        if self.handle is not None:
            self.handle.close()
        if self.archive is not None:
            self.archive.close()
        self.handle = self.archive = None

    finish = close
    abort = close


def encoded(text: str, encoding: str) -> bytes:
    """Return the bytes; what the encoding lacks is written as a reference."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(each if _fits(each, encoding) else f"&#x{ord(each):x};" for each in text
                       ).encode(encoding)  # fmt: skip


def _fits(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
