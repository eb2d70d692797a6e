"""Settings of the steps that turn rows into columns and back, and of LEAD and LAG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, type_named

AGGREGATIONS = frozenset({"-", "SUM", "AVERAGE", "MIN", "MAX", "COUNT_ALL", "CONCAT_COMMA"})


@dataclass(frozen=True)
class NormalisedField:
    """A field that becomes a row: under which type, and into which new field."""

    name: str
    kind: str
    target: str


@dataclass(frozen=True)
class NormaliserSettings:
    """One row per distinct type, in the order of the fields."""

    type_field: str
    fields: tuple[NormalisedField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A type has more fields than there are new fields to hold them.
        """
        fields = tuple(
            NormalisedField(each.raw("name"), each.raw("value"), each.raw("norm"))
            for each in xml.items("fields/field")
        )
        settings = cls(xml.raw("typefield"), fields)
        for kind in settings.kinds:
            if sum(each.kind == kind for each in fields) > len(settings.targets):
                raise SettingsError(
                    f"type {kind!r} has more fields than there are new fields",
                    f"类型 {kind!r} 的字段数多于新字段数",
                )
        return settings

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the distinct types in order."""
        return tuple(dict.fromkeys(each.kind for each in self.fields))

    @property
    def targets(self) -> dict[str, str]:
        """Return each new field with the field whose type and format it takes."""
        found: dict[str, str] = {}
        for each in self.fields:
            found.setdefault(each.target, each.name)
        return found

    def sources(self, kind: str) -> list[str]:
        """Return the fields of a type; by their place they go into the new fields."""
        return [each.name for each in self.fields if each.kind == kind]


@dataclass(frozen=True)
class DenormalisedField:
    """A new field: the values of `source` in rows whose key is `key`, put together.

    `date_mask` is how a text is read as a date. It does not go on with the new field, and neither
    do the symbols and the text for null that a file may give: Kettle never looks at those.
    """

    source: str
    key: str
    target: Field
    date_mask: str
    aggregation: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<field>`.

        Raises:
            SettingsError: It has no type, or no field with its values.
        """
        code = xml.raw("target_aggregation_type", "-").upper()
        kind = type_named(xml.raw("target_type"))
        if kind is None:
            raise SettingsError(
                f"target field {xml.raw('target_name')!r} needs a type",
                f"目标字段 {xml.raw('target_name')!r} 须指定类型",
            )
        target = Field(
            name=xml.raw("target_name"),
            type=kind,
            length=_length(xml.raw("target_length")),
            precision=_length(xml.raw("target_precision")),
        )
        if not xml.raw("field_name"):
            raise SettingsError(
                f"target field {target.name!r} names no field with its values",
                f"目标字段 {target.name!r} 未指定取值字段",
            )
        return cls(
            source=xml.raw("field_name"),
            key=xml.text("key_value"),
            target=target,
            date_mask=xml.raw("target_format"),
            aggregation=code if code in AGGREGATIONS else "-",
        )


def _length(text: str) -> int:
    return int(text) if text.lstrip("+-").isdigit() else -1


@dataclass(frozen=True)
class DenormaliserSettings:
    """One row per run of equal groups, with a field per key."""

    key: str
    groups: tuple[str, ...]
    fields: tuple[DenormalisedField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: No key field, or a field is key and value at once.
        """
        key = xml.raw("key_field")
        fields = tuple(DenormalisedField.from_xml(each) for each in xml.items("fields/field"))
        if not key:
            raise SettingsError("the key field is missing", "缺少键字段")
        if any(each.source.lower() == key.lower() for each in fields):
            raise SettingsError(
                f"field {key!r} cannot be key and value at once", f"字段 {key!r} 不能同时作键和值"
            )
        groups = tuple(each.raw("name") for each in xml.items("group/field"))
        return cls(key, groups, fields)


@dataclass(frozen=True)
class FlattenerSettings:
    """The values of one field in as many rows as there are targets, side by side in one row."""

    field: str
    targets: tuple[str, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: No field, or no target.
        """
        targets = tuple(each.raw("name") for each in xml.items("fields/field"))
        if not xml.raw("field_name") or not targets:
            raise SettingsError(
                "the field to flatten or the target fields are missing",
                "缺少要展平的字段或目标字段",
            )
        return cls(xml.raw("field_name"), targets)


@dataclass(frozen=True)
class Neighbour:
    """A field with the value that another field has `offset` rows later; earlier if negative."""

    name: str
    subject: str
    offset: int


@dataclass(frozen=True)
class AnalyticSettings:
    """Values of neighbouring rows of the same group."""

    groups: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; a type that is not LAG is LEAD."""
        neighbours = []
        for each in xml.items("fields/field"):
            offset = each.number("valuefield", 0)
            back = each.raw("type").upper() == "LAG"
            neighbours.append(
                Neighbour(each.raw("aggregate"), each.raw("subject"), -offset if back else offset)
            )
        groups = tuple(each.raw("name") for each in xml.items("group/field"))
        return cls(groups, tuple(neighbours))


STEPS = {
    "AnalyticQuery": AnalyticSettings,
    "Denormaliser": DenormaliserSettings,
    "Flattener": FlattenerSettings,
    "Normaliser": NormaliserSettings,
}
