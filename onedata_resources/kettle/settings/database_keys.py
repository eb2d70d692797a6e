"""Settings of steps that find a table's rows by keys: writers and lookups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.database import connection_name, table_of
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import KettleType, type_named

NO_FIELD = frozenset({"IS NULL", "IS NOT NULL"})
CONDITIONS = frozenset({"=", "= ~NULL", "<>", "<", "<=", ">", ">=", "LIKE", "BETWEEN", *NO_FIELD})


@dataclass(frozen=True)
class Key:
    """A condition on a column: compared with a field, or with two for BETWEEN."""

    field: str
    column: str
    condition: str = "="
    field2: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields whose values the condition binds, in the order of its marks."""
        if self.condition in NO_FIELD:
            return ()
        if self.condition == "= ~NULL":
            return (self.field, self.field)
        return (self.field, self.field2) if self.condition == "BETWEEN" else (self.field,)


@dataclass(frozen=True)
class Value:
    """A column and the field that it is written from; `update` is whether an update writes it."""

    column: str
    field: str
    update: bool = True


def read_keys(xml: StepXml, path: str = "lookup/key") -> tuple[Key, ...]:
    """Return the keys.

    Raises:
        SettingsError: A condition that does not exist.
    """
    keys = []
    for each in xml.items(path):
        condition = each.raw("condition").strip().upper() or "="
        if condition not in CONDITIONS:
            raise SettingsError(
                f"condition {condition!r} does not exist", f"不存在条件 {condition!r}"
            )
        keys.append(Key(each.raw("name"), each.raw("field"), condition, each.raw("name2")))
    return tuple(keys)


def read_values(xml: StepXml) -> Iterator[Value]:
    """Yield the columns to write."""
    for each in xml.items("lookup/value"):
        update = not each.has("update") or each.raw("update").upper() == "Y"
        yield Value(each.raw("name"), each.raw("rename") or each.raw("name"), update)


@dataclass(frozen=True)
class KeyedSettings:
    """A table, keys that find its rows, and values to write: InsertUpdate, Update, Delete."""

    connection: str
    schema: str
    table: str
    commit: int
    keys: tuple[Key, ...]
    values: tuple[Value, ...]
    insert_only: bool = False
    skip_lookup: bool = False
    ignore_missing: bool = False
    batch: bool = False
    flag_field: str = ""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        schema, table = table_of(xml, "lookup/")
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            commit=xml.number("commit", 0),
            keys=read_keys(xml),
            values=tuple(read_values(xml)),
            insert_only=xml.flag("update_bypassed"),
            skip_lookup=xml.flag("skip_lookup"),
            ignore_missing=xml.flag("error_ignored"),
            batch=xml.flag("use_batch"),
            flag_field=xml.raw("ignore_flag_field"),
        )


@dataclass(frozen=True)
class MergeSettings:
    """SynchronizeAfterMerge: a field says for each row whether to insert, update or delete."""

    connection: str
    schema: str
    table: str
    table_field: str
    commit: int
    keys: tuple[Key, ...]
    values: tuple[Value, ...]
    operation_field: str
    insert_word: str
    update_word: str
    delete_word: str
    look_up: bool
    batch: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        in_field = xml.flag("tablename_in_field")
        schema, table = table_of(xml, "lookup/", required=not in_field)
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            table_field=xml.raw("tablename_field") if in_field else "",
            commit=xml.number("commit", 0),
            keys=read_keys(xml),
            values=tuple(read_values(xml)),
            operation_field=xml.raw("operation_order_field"),
            insert_word=xml.text("order_insert"),
            update_word=xml.text("order_update"),
            delete_word=xml.text("order_delete"),
            look_up=xml.flag("perform_lookup"),
            batch=xml.flag("use_batch"),
        )


@dataclass(frozen=True)
class Returned:
    """A column that a lookup returns, the field it becomes, and the value where none is found."""

    column: str
    field: str
    default: str
    type: KettleType


@dataclass(frozen=True)
class LookupSettings:
    """DBLookup: the first row of a table that the keys find."""

    connection: str
    schema: str
    table: str
    keys: tuple[Key, ...]
    values: tuple[Returned, ...]
    order_by: str
    fail_on_multiple: bool
    drop_missing: bool
    cached: bool
    load_all: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        schema, table = table_of(xml, "lookup/")
        values = tuple(
            Returned(
                each.raw("name"),
                each.raw("rename") or each.raw("name"),
                each.raw("default"),
                type_named(each.raw("type")) or KettleType.STRING,
            )
            for each in xml.items("lookup/value")
        )
        return cls(
            connection=connection_name(xml),
            schema=schema,
            table=table,
            keys=read_keys(xml),
            values=values,
            order_by=xml.raw("lookup/orderby"),
            fail_on_multiple=xml.flag("lookup/fail_on_multiple"),
            drop_missing=xml.flag("lookup/eat_row_on_failure"),
            cached=xml.flag("cache"),
            load_all=xml.flag("cache_load_all"),
        )


STEPS = {
    "DBLookup": LookupSettings,
    "Delete": KeyedSettings,
    "InsertUpdate": KeyedSettings,
    "SynchronizeAfterMerge": MergeSettings,
    "Update": KeyedSettings,
}
