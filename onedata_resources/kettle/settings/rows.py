"""Settings of steps that make rows or change them one by one without rules of their own module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class NoSettings:
    """A step without settings."""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read nothing."""
        del xml
        return cls()


@dataclass(frozen=True)
class AbortSettings:
    """Abort after more than `threshold` rows; `option` is ABORT, ABORT_WITH_ERROR or SAFE_STOP."""

    threshold: int
    message: str
    option: str
    always_log: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            threshold=xml.number("row_threshold", 0),
            message=xml.text("message"),
            option=xml.raw("abort_option") or _old_abort_option(xml),
            always_log=xml.flag("always_log_rows"),
        )


def _old_abort_option(xml: StepXml) -> str:
    return "ABORT_WITH_ERROR" if xml.flag("abort_with_error", default=True) else "ABORT"


@dataclass(frozen=True)
class ConstantField:
    """A field and the text of its value; None is null, an empty text is one on purpose."""

    field: Field
    text: str | None

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<field>`, whose value is called `nullif`."""
        empty = xml.flag("set_empty_string")
        return cls(read_field(xml), "" if empty else (xml.raw("nullif") or None))


def _constants(xml: StepXml) -> tuple[ConstantField, ...]:
    return tuple(ConstantField.from_xml(each) for each in xml.items("fields/field"))


@dataclass(frozen=True)
class ConstantSettings:
    """Fields with the same value in every row."""

    fields: tuple[ConstantField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(_constants(xml))


@dataclass(frozen=True)
class RowGeneratorSettings:
    """The same row, `limit` times."""

    fields: tuple[ConstantField, ...]
    limit: int

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; rows without end are refused."""
        if xml.flag("never_ending"):
            raise SettingsError(
                "rows without end are not supported; give a limit", "不支持无限生成行；请设置行数"
            )
        limit = xml.number("limit", -1)
        if limit < 0:
            raise SettingsError("give the number of rows to generate", "请设置要生成的行数")
        return cls(_constants(xml), limit)


@dataclass(frozen=True)
class DataGridSettings:
    """Rows typed into the step; fields that are `emptied` have an empty text in every row."""

    fields: tuple[Field, ...]
    lines: tuple[tuple[str, ...], ...]
    emptied: tuple[bool, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            fields=tuple(read_field(each) for each in xml.items("fields/field")),
            lines=tuple(each.texts("item") for each in xml.items("data/line")),
            emptied=tuple(each.flag("set_empty_string") for each in xml.items("fields/field")),
        )


@dataclass(frozen=True)
class VariableField:
    """A field that holds a text with variables."""

    field: Field
    text: str


@dataclass(frozen=True)
class VariableFieldsSettings:
    """Fields that hold variables."""

    fields: tuple[VariableField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            tuple(
                VariableField(read_field(each), each.text("variable"))
                for each in xml.items("fields/field")
            )
        )


@dataclass(frozen=True)
class SortKey:
    """One field to sort by; `collation` is the strength of Java's collator, None without it."""

    name: str
    ascending: bool
    case_sensitive: bool
    collation: int | None = None


@dataclass(frozen=True)
class SortSettings:
    """Sort by keys; `unique` keeps the first row of each key.

    Rows are sorted within the runs of the `presorted` fields.
    """

    keys: tuple[SortKey, ...]
    unique: bool
    presorted: tuple[str, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        keys = tuple(
            SortKey(
                name=each.raw("name"),
                ascending=each.flag("ascending"),
                case_sensitive=each.flag("case_sensitive", default=True),
                collation=each.number("collator_strength", 2)
                if each.flag("collator_enabled")
                else None,
            )
            for each in xml.items("fields/field")
        )
        fields = [each for each in xml.items("fields/field") if each.flag("presorted")]
        return cls(keys, xml.flag("unique_rows"), tuple(each.raw("name") for each in fields))


@dataclass(frozen=True)
class UniqueKey:
    """One field to compare."""

    name: str
    ignore_case: bool


@dataclass(frozen=True)
class UniqueSettings:
    """Drop rows that repeat the keys; all fields are keys when none is named."""

    keys: tuple[UniqueKey, ...]
    count_field: str
    reject: bool
    description: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        hashed = xml.raw("type") == "UniqueRowsByHashSet"
        keys = tuple(
            UniqueKey(each.raw("name"), not hashed and each.raw("case_insensitive") != "N")
            for each in xml.items("fields/field")
        )
        count = xml.raw("count_field") if xml.flag("count_rows") else ""
        return cls(keys, count, xml.flag("reject_duplicate_row"), xml.text("error_description"))


@dataclass(frozen=True)
class ValueMapperSettings:
    """Texts to texts; the mapping whose source is empty is for null."""

    field: str
    target: str
    default: str
    mapping: tuple[tuple[str, str], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        mapping = tuple(
            (each.raw("source_value"), each.raw("target_value"))
            for each in xml.items("fields/field")
        )
        if sum(not source for source, _ in mapping) > 1:
            raise SettingsError("only one empty source value is allowed", "只允许一个空的源值")
        if not xml.raw("field_to_use"):
            raise SettingsError("the field to use is missing", "缺少要使用的字段")
        return cls(
            xml.raw("field_to_use"), xml.raw("target_field"), xml.raw("non_match_default"), mapping
        )


STEPS = {
    "Abort": AbortSettings,
    "Constant": ConstantSettings,
    "DataGrid": DataGridSettings,
    "Dummy": NoSettings,
    "GetVariable": VariableFieldsSettings,
    "RowGenerator": RowGeneratorSettings,
    "SortRows": SortSettings,
    "Unique": UniqueSettings,
    "UniqueRowsByHashSet": UniqueSettings,
    "ValueMapper": ValueMapperSettings,
}
