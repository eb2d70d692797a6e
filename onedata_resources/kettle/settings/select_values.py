"""Settings of SelectValues: choose and rename, remove, change metadata, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
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
    lenient_numbers: bool
    locale: str
    zone: str
    encoding: str
    decimal: str
    group: str
    currency: str
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
        settings = cls(
            selected=tuple(_selected(each) for each in xml.items("fields/field")),
            select_unspecified=xml.flag("fields/select_unspecified"),
            removed=tuple(each.raw("name") for each in xml.items("fields/remove")),
            changes=tuple(_change(each) for each in xml.items("fields/meta")),
        )
        if not (settings.selected or settings.removed or settings.changes):
            raise SettingsError(
                "no field is selected, removed or changed", "未选择、移除或修改任何字段"
            )
        for names in (
            [each.rename for each in settings.selected],
            settings.removed,
            [each.name for each in settings.changes],
        ):
            _require_once(names)
        return settings


def _require_once(names: Sequence[str]) -> None:
    twice = [name for number, name in enumerate(names) if name in names[:number]]
    if twice:
        raise SettingsError(
            f"field {twice[0]!r} is specified more than once", f"字段 {twice[0]!r} 被重复指定"
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
        lenient_numbers=xml.flag("lenient_string_to_number"),
        locale=xml.raw("date_format_locale"),
        zone=xml.raw("date_format_timezone"),
        encoding=xml.raw("encoding"),
        decimal=xml.raw("decimal_symbol"),
        group=xml.raw("grouping_symbol"),
        currency=xml.raw("currency_symbol"),
        storage=xml.raw("storage_type"),
    )


STEPS = {
    "SelectValues": SelectSettings,
}
