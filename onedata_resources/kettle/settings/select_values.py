"""Settings of SelectValues: choose and rename, remove, change metadata, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.values.types import KettleType, type_named

KEEP = -2


@dataclass(frozen=True)
class Selected:
    """A field to keep, its new name, and a length and precision (-2 leaves them)."""

    name: str
    rename: str
    length: int
    precision: int


@dataclass(frozen=True)
class MetaChange:
    """A field whose type, mask or lengths change; a type of None leaves it."""

    name: str
    rename: str
    type: KettleType | None
    length: int
    precision: int
    mask: str
    lenient_dates: bool
    decimal: str
    group: str
    storage: str


@dataclass(frozen=True)
class SelectSettings:
    """The three tabs of the step."""

    selected: tuple[Selected, ...]
    select_unspecified: bool
    removed: tuple[str, ...]
    changes: tuple[MetaChange, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            selected=tuple(_selected(each) for each in xml.items("fields/field")),
            select_unspecified=xml.flag("fields/select_unspecified"),
            removed=tuple(each.raw("name") for each in xml.items("fields/remove")),
            changes=tuple(_change(each) for each in xml.items("fields/meta")),
        )


def _selected(xml: StepXml) -> Selected:
    name = xml.raw("name")
    return Selected(
        name, xml.raw("rename") or name, xml.number("length", KEEP), xml.number("precision", KEEP)
    )


def _change(xml: StepXml) -> MetaChange:
    name = xml.raw("name")
    return MetaChange(
        name=name,
        rename=xml.raw("rename") or name,
        type=type_named(xml.raw("type")),
        length=xml.number("length", KEEP),
        precision=xml.number("precision", KEEP),
        mask=xml.raw("conversion_mask"),
        lenient_dates=xml.flag("date_format_lenient"),
        decimal=xml.raw("decimal_symbol"),
        group=xml.raw("grouping_symbol"),
        storage=xml.raw("storage_type"),
    )


STEPS = {
    "SelectValues": SelectSettings,
}
