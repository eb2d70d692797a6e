"""The names of the extra fields in which a reading step tells about its file.

Their values are in `engine/file_facts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import StepXml


@dataclass(frozen=True)
class FactFields:
    """The field for each fact of a file; an empty name is a fact that nobody wants."""

    short_name: str = ""
    extension: str = ""
    path: str = ""
    size: str = ""
    hidden: str = ""
    modified: str = ""
    uri: str = ""
    root_uri: str = ""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them from the elements that all reading steps share."""
        return cls(
            short_name=xml.text("shortFileFieldName"),
            extension=xml.text("extensionFieldName"),
            path=xml.text("pathFieldName"),
            size=xml.text("sizeFieldName"),
            hidden=xml.text("hiddenFieldName"),
            modified=xml.text("lastModificationTimeFieldName"),
            uri=xml.text("uriNameFieldName"),
            root_uri=xml.text("rootUriNameFieldName"),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that are given, in the order of the fields."""
        return tuple(name for name in vars(self).values() if name)
