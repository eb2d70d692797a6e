"""What is different between two structures of a source, and whether it breaks who reads it.

What was found out of the rows is compared in `finding_differences.py`; how a change is worded, and
what it means for readers, is in `difference_texts.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from onedata_assets.domain.metadata.column_likeness import Likeness
from onedata_assets.domain.metadata.model import Column, Table, TableName
from onedata_assets.domain.metadata.renames import renamed_columns, renamed_tables
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.domain.metadata.type_changes import is_widening


class Kind(StrEnum):
    """What changed."""

    TABLE_ADDED = "table_added"
    TABLE_REMOVED = "table_removed"
    TABLE_RENAMED = "table_renamed"
    TABLE_UNREADABLE = "table_unreadable"
    TABLE_COMMENT = "table_comment"
    TABLE_FORM = "table_form"
    TABLE_NOTES = "table_notes"
    COLUMN_ADDED = "column_added"
    COLUMN_REMOVED = "column_removed"
    COLUMN_RENAMED = "column_renamed"
    COLUMN_TYPE = "column_type"
    COLUMN_NULLABLE = "column_nullable"
    COLUMN_DEFAULT = "column_default"
    COLUMN_COMMENT = "column_comment"
    COLUMN_ORDER = "column_order"
    PRIMARY_KEY = "primary_key"
    UNIQUE_KEY_ADDED = "unique_key_added"
    UNIQUE_KEY_REMOVED = "unique_key_removed"
    FOREIGN_KEYS = "foreign_keys"
    INDEXES = "indexes"
    LOGICAL_TYPE = "logical_type"
    SENSITIVITY = "sensitivity"
    TAG_ADDED = "tag_added"
    TAG_REMOVED = "tag_removed"
    KEY_FOUND = "key_found"
    KEY_LOST = "key_lost"
    REFERENCE_FOUND = "reference_found"
    REFERENCE_LOST = "reference_lost"
    ROWS = "rows"
    MISSING = "missing"
    DISTINCT = "distinct"
    RANGE = "range"


ALWAYS_BREAKING = frozenset(
    {
        Kind.TABLE_REMOVED,
        Kind.TABLE_RENAMED,
        Kind.TABLE_UNREADABLE,
        Kind.TABLE_FORM,
        Kind.COLUMN_REMOVED,
        Kind.COLUMN_RENAMED,
        Kind.PRIMARY_KEY,
        Kind.UNIQUE_KEY_REMOVED,
    }
)


@dataclass(frozen=True)
class Change:
    """One difference; `column` is the old name of a column, empty for what is the table's.

    Of a table that was renamed, `table` is the old name.
    """

    kind: Kind
    table: TableName
    column: str = ""
    before: str = ""
    after: str = ""
    is_breaking: bool = False


def differences(old: Structure, new: Structure, likeness: Likeness | None = None) -> list[Change]:
    """Return what changed from one structure to another, by table; nothing if they are alike.

    The `likeness` of values tells columns that were renamed from others.
    """
    was = {each.name: each for each in old.tables}
    now = {each.name: each for each in new.tables}
    gone = [table for name, table in was.items() if name not in now]
    added = [table for name, table in now.items() if name not in was]
    unreadable = {each.table: each.en for each in new.problems if not each.is_partial}
    renamed = renamed_of(old, new)
    changes: list[Change] = []
    for before, after in renamed:
        changes.append(_change(Kind.TABLE_RENAMED, before.name, str(before.name), str(after.name)))
        changes += _in_table(before, after, likeness)
    old_names = {before.name for before, _ in renamed}
    new_names = {after.name for _, after in renamed}
    for table in gone:
        if table.name in unreadable:
            why = unreadable[table.name]
            changes.append(_change(Kind.TABLE_UNREADABLE, table.name, after=why))
        elif table.name not in old_names:
            changes.append(_change(Kind.TABLE_REMOVED, table.name))
    new_ones = [each.name for each in added if each.name not in new_names]
    changes += [_change(Kind.TABLE_ADDED, name) for name in new_ones]
    refused = unreadable.keys() - {each.table for each in old.problems if not each.is_partial}
    for name in was.keys() & now.keys():
        changes += _in_table(was[name], now[name], likeness)
        if name in refused:
            changes.append(_change(Kind.TABLE_UNREADABLE, name, after=unreadable[name]))
    return sorted(changes, key=lambda each: (each.table, each.column, each.kind))


def renamed_of(old: Structure, new: Structure) -> list[tuple[Table, Table]]:
    """Return the tables that seem to have another name, as they were and as they are."""
    was, now = ({each.name for each in one.tables} for one in (old, new))
    unreadable = {each.table for each in new.problems if not each.is_partial}
    gone = [each for each in old.tables if each.name not in now | unreadable]
    return renamed_tables(gone, [each for each in new.tables if each.name not in was])


def _change(kind: Kind, table: TableName, before: str = "", after: str = "") -> Change:
    return Change(kind, table, "", before, after, kind in ALWAYS_BREAKING)


def _in_table(old: Table, new: Table, likeness: Likeness | None) -> Iterator[Change]:
    """Yield what changed in a table, told of the table's old name."""
    name = old.name
    renamed = [(was.name, now.name) for was, now in renamed_columns(old, new, likeness)]
    yield from _of_columns(old, new, dict(renamed))
    if old.comment != new.comment:
        yield _change(Kind.TABLE_COMMENT, name, old.comment, new.comment)
    if (old.kind, old.properties) != (new.kind, new.properties):
        yield _change(Kind.TABLE_FORM, name, _form(old), _form(new))
    if old.notes != new.notes:
        yield _change(Kind.TABLE_NOTES, name, _told(old.notes), _told(new.notes))
    if old.primary_key != new.primary_key:
        yield _change(Kind.PRIMARY_KEY, name, _names(old.primary_key), _names(new.primary_key))
    for key in sorted(set(old.unique_keys) - set(new.unique_keys)):
        yield _change(Kind.UNIQUE_KEY_REMOVED, name, _names(key))
    for key in sorted(set(new.unique_keys) - set(old.unique_keys)):
        yield _change(Kind.UNIQUE_KEY_ADDED, name, after=_names(key))
    if old.foreign_keys != new.foreign_keys:
        yield _change(Kind.FOREIGN_KEYS, name, _foreign(old), _foreign(new))
    if old.indexes != new.indexes:
        yield _change(Kind.INDEXES, name, _indexes(old), _indexes(new))


def _of_columns(old: Table, new: Table, renamed: dict[str, str]) -> Iterator[Change]:
    now = {each.name: each for each in new.columns}
    for was in old.columns:
        after = now.get(renamed.get(was.name, was.name))
        if after is None:
            yield Change(Kind.COLUMN_REMOVED, old.name, was.name, was.type, "", is_breaking=True)
            continue
        if after.name != was.name:
            yield Change(
                Kind.COLUMN_RENAMED, old.name, was.name, was.name, after.name, is_breaking=True
            )
        yield from _in_column(old.name, was, after)
    known = {each.name for each in old.columns} | set(renamed.values())
    for added in new.columns:
        if added.name not in known:
            yield Change(Kind.COLUMN_ADDED, old.name, added.name, "", added.type)
    both = [each.name for each in old.columns if each.name in now]
    if both != [each.name for each in new.columns if each.name in set(both)]:
        yield _change(Kind.COLUMN_ORDER, old.name)


def _in_column(table: TableName, was: Column, now: Column) -> Iterator[Change]:
    if (was.type, was.family) != (now.type, now.family):
        yield Change(
            Kind.COLUMN_TYPE, table, was.name, was.type, now.type, not is_widening(was, now)
        )
    if was.nullable != now.nullable:
        before, after = _nulls(was), _nulls(now)
        yield Change(Kind.COLUMN_NULLABLE, table, was.name, before, after, now.nullable)
    if was.default != now.default:
        yield Change(Kind.COLUMN_DEFAULT, table, was.name, was.default or "", now.default or "")
    if was.comment != now.comment:
        yield Change(Kind.COLUMN_COMMENT, table, was.name, was.comment, now.comment)


def _nulls(column: Column) -> str:
    return "NULL" if column.nullable else "NOT NULL"


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(columns)


def _form(table: Table) -> str:
    return ", ".join(filter(None, [table.kind.value, _told(table.properties)]))


def _told(facts: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in facts.items())


def _foreign(table: Table) -> str:
    return "; ".join(
        f"{_names(each.columns)} -> {each.parent} ({_names(each.parent_columns)})"
        for each in table.foreign_keys
    )


def _indexes(table: Table) -> str:
    return "; ".join(f"{each.name} ({_names(each.columns)})" for each in table.indexes)
