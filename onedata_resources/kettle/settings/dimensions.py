"""Settings of the steps that keep dimensions: DimensionLookup and CombinationLookup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from onedata_resources.kettle.settings.database import connection_name, table_of
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


class Change(StrEnum):
    """What a changed field does to a dimension, or what a column tells of changes."""

    INSERT = "insert"
    UPDATE = "update"
    PUNCH_THROUGH = "punch through"
    DATE_INSERTED_OR_UPDATED = "dateinsertedorupdated"
    DATE_INSERTED = "dateinserted"
    DATE_UPDATED = "dateupdated"
    LAST_VERSION = "lastversion"

    @property
    def has_field(self) -> bool:
        """Return whether a field of the stream gives the column's value."""
        return self in {Change.INSERT, Change.UPDATE, Change.PUNCH_THROUGH}


class NewKey(StrEnum):
    """Where the technical key of a new row comes from."""

    MAXIMUM = "tablemax"
    DATABASE = "autoinc"
    SEQUENCE = "sequence"


class StartDate(StrEnum):
    """When the first version of a dimension's row begins."""

    NONE = "none"
    STEP_START = "sysdate"
    RUN_START = "trans_start"
    NULL = "null"
    FIELD = "column_value"


@dataclass(frozen=True)
class Attribute:
    """A column of the dimension and the field that it comes from or goes to."""

    field: str
    column: str
    change: Change


_OLD_WORDS = {"y": Change.PUNCH_THROUGH, "punchthrough": Change.PUNCH_THROUGH,
              "date of last insert or update (without stream field as source)":
              Change.DATE_INSERTED_OR_UPDATED,
              "date of last insert (without stream field as source)": Change.DATE_INSERTED,
              "date of last update (without stream field as source)": Change.DATE_UPDATED,
              "last version (without stream field as source)": Change.LAST_VERSION}  # fmt: skip


def _change(written: str) -> Change:
    """Return the change; what is not known is an insert, which loses nothing."""
    word = written.strip().lower()
    if word in _OLD_WORDS:
        return _OLD_WORDS[word]
    return Change(word) if word in set(Change) else Change.INSERT


def _new_key(xml: StepXml, sequence: str) -> NewKey:
    word = xml.raw("fields/return/creation_method").strip().lower()
    if word == NewKey.SEQUENCE and not sequence:
        raise SettingsError("the sequence of the technical key is missing", "缺少技术主键的序列")
    return NewKey(word) if word in set(NewKey) else NewKey.MAXIMUM


@dataclass(frozen=True)
class DimensionSettings:
    """A slowly changing dimension; `update` is whether it is kept, or only looked up."""

    connection: str
    schema: str
    table: str
    commit: int
    update: bool
    keys: tuple[tuple[str, str], ...]
    attributes: tuple[Attribute, ...]
    date_field: str
    from_column: str
    to_column: str
    key_column: str
    key_field: str
    version_column: str
    new_key: NewKey
    sequence: str
    first_moment: datetime
    last_moment: datetime
    start: StartDate
    start_field: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        schema, table = table_of(xml)
        key_column = xml.raw("fields/return/name")
        if not key_column:
            raise SettingsError("the technical key is missing", "缺少技术主键")
        update = xml.flag("update")
        sequence = xml.raw("sequence") if update else ""
        start = StartDate.NONE
        if xml.flag("use_start_date_alternative"):
            word = xml.raw("start_date_alternative").strip().lower()
            start = StartDate(word) if word in set(StartDate) else StartDate.NONE
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            commit=xml.number("commit", 0),
            update=update,
            keys=tuple((each.raw("name"), each.raw("lookup")) for each in xml.items("fields/key")),
            attributes=tuple(
                Attribute(
                    each.raw("name"),
                    each.raw("lookup"),
                    _change(each.raw("update")) if update else Change.INSERT,
                )
                for each in xml.items("fields/field")
            ),
            date_field=xml.raw("fields/date/name"),
            from_column=xml.raw("fields/date/from"),
            to_column=xml.raw("fields/date/to"),
            key_column=key_column,
            key_field=xml.raw("fields/return/rename") or key_column,
            version_column=xml.raw("fields/return/version"),
            new_key=_new_key(xml, sequence),
            sequence=sequence,
            first_moment=datetime(xml.number("min_year", 1900), 1, 1),  # noqa: DTZ001 - Kettle's
            last_moment=datetime(xml.number("max_year", 2199), 12, 31, 23, 59, 59),  # noqa: DTZ001
            start=start,
            start_field=xml.raw("start_date_field_name"),
        )


@dataclass(frozen=True)
class CombinationSettings:
    """A junk dimension: a technical key for each combination of values."""

    connection: str
    schema: str
    table: str
    commit: int
    keys: tuple[tuple[str, str], ...]
    key_column: str
    new_key: NewKey
    sequence: str
    replace: bool
    hash_column: str
    date_column: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        schema, table = table_of(xml)
        key_column = xml.raw("fields/return/name")
        if not key_column:
            raise SettingsError("the technical key is missing", "缺少技术主键")
        sequence = xml.raw("sequence")
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            commit=xml.number("commit", 0),
            keys=tuple((each.raw("name"), each.raw("lookup")) for each in xml.items("fields/key")),
            key_column=key_column,
            new_key=_new_key(xml, sequence),
            sequence=sequence,
            replace=xml.flag("replace"),
            hash_column=xml.raw("crcfield") if xml.flag("crc") else "",
            date_column=xml.raw("last_update_field"),
        )


STEPS = {
    "CombinationLookup": CombinationSettings,
    "DimensionLookup": DimensionSettings,
}
