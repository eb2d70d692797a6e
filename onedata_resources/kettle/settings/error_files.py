"""Where a step that ignores the errors of its files tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import StepXml


@dataclass(frozen=True)
class ErrorFiles:
    """Where files about errors go, and how their names end."""

    folder: str
    suffix: str

    @classmethod
    def from_xml(cls, xml: StepXml, tag: str) -> Self | None:
        """Read it; None where no such files are wanted, or errors are not ignored."""
        folder, extension = (
            xml.text(f"{tag}_destination_directory"), xml.raw(f"{tag}_extension")
        )  # fmt: skip
        if not folder or not xml.flag("error_ignored"):
            return None
        return cls(local_path(folder), f".{extension}" if extension else "")
