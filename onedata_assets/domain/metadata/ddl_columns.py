"""What a database has of the columns of a standard: names, types, keys, checks.

What each database knows is in `ddl_dialects.py`; the statement is put together in
`standard_ddl.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from onedata_assets.domain.metadata.ddl_checks import checks, quoted
from onedata_assets.domain.metadata.ddl_names import fitted
from onedata_assets.domain.metadata.ddl_numbers import is_uuid, number_type
from onedata_assets.domain.metadata.dialect_model import Dialect
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.physical_tables import Placed, Refers
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard

KEY_LENGTH = 255
"""Characters of a text in a key whose length the standard does not say."""
UTF8_BYTES = 4
PLAIN_ROOM = 8
"""Characters that a value which is no text counts for in a key."""
NO_KEYS = frozenset({Family.NESTED, Family.BINARY})


@dataclass(frozen=True)
class Columns:
    """The columns of a standard in a database."""

    standard: TableStandard
    dialect: Dialect
    place: Placed

    @cached_property
    def called(self) -> dict[str, str]:
        """What the database calls each column."""
        return fitted((each.name for each in self.standard.columns), self.dialect)

    @cached_property
    def held(self) -> tuple[Refers, ...]:
        """The references that every row has, by columns of the standard."""
        names = {each.name for each in self.standard.columns}
        told = (each for each in self.place.references if names.issuperset(each.columns))
        return tuple(each for each in told if each.holds and self.is_key(each.columns))

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The key, where the database can have it."""
        return self.standard.key if self.is_key(self.standard.key) else ()

    @cached_property
    def keyed(self) -> frozenset[str]:
        """The columns that keys and references are made of, which the database must index."""
        alone = (each.name for each in self.standard.columns if each.unique)
        referring = (name for each in self.place.references for name in each.columns)
        return frozenset((*self.standard.key, *alone, *referring))

    @cached_property
    def types(self) -> dict[str, str]:
        """The types of columns; texts that no row has room for are not sized."""
        room, made = self.dialect.row_bytes, {}
        first = sorted(self.standard.columns, key=lambda each: each.name not in self.keyed)
        for column in first:
            size = self._size(column)
            cost = (size or 0) * UTF8_BYTES
            if room is not None:
                size, room = (None, room) if cost > room else (size, room - cost)
            made[column.name] = self._type(column, size)
        return made

    def checks(self, column: ColumnStandard) -> list[str]:
        """Return the conditions that the database keeps a column to besides its type."""
        if not self.dialect.has_checks:
            return []
        if is_uuid(column, self.dialect):
            return []
        is_sized = self.types[column.name] != self.dialect.text
        is_short = is_sized and self._size(column) == column.longest
        return checks(column, self.dialect, self.called[column.name], is_short=is_short)

    def name(self, column: str) -> str:
        """Return what the database calls a column, as it is quoted there."""
        return quoted(self.called[column], self.dialect)

    def names(self, columns: Iterable[str]) -> str:
        """Return what the database calls several columns, beside each other."""
        return ", ".join(map(self.name, columns))

    def is_null(self, column: ColumnStandard) -> bool:
        """Tell whether a value may be missing."""
        return column.nullable and column.name not in self.standard.key

    def is_unique(self, column: ColumnStandard) -> bool:
        """Tell whether the column says so: one that is the whole key need not, and may not."""
        dialect = self.dialect
        if not dialect.has_keys or not (dialect.many_nulls or not self.is_null(column)):
            return False
        return column.unique and self.is_key((column.name,)) and self.key != (column.name,)

    def is_key(self, names: tuple[str, ...]) -> bool:
        """Tell whether the database can compare and index these columns as they are typed."""
        columns = [each for each in self.standard.columns if each.name in names]
        if not columns or any(each.family in NO_KEYS for each in columns):
            return False
        texts = [each for each in columns if self._is_text(each)]
        sizes = [self._size(each) for each in texts]
        plain = (len(columns) - len(texts)) * PLAIN_ROOM
        room = self.dialect.room
        return room is None or (None not in sizes and sum(filter(None, sizes)) + plain <= room)

    def _type(self, column: ColumnStandard, size: int | None) -> str:
        dialect = self.dialect
        if told := number_type(column, dialect):
            return told
        if is_uuid(column, dialect):
            return dialect.uuid
        if column.family in dialect.types:
            return dialect.types[column.family]
        return dialect.text if size is None else dialect.sized.format(size)

    def _size(self, column: ColumnStandard) -> int | None:
        """Return how many characters a text may have; None where its type says nothing of that."""
        dialect = self.dialect
        if not self._is_text(column) or not dialect.keeps_lengths:
            return None
        codes = max((len(each.value) for each in column.codes), default=0)
        longest = column.longest or codes
        if not longest and column.name in self.keyed and dialect.room is not None:
            beside = max(len(self.standard.key), 1)
            return min(KEY_LENGTH, dialect.room // beside - PLAIN_ROOM)
        return longest if 0 < longest <= dialect.longest else None

    def _is_text(self, column: ColumnStandard) -> bool:
        is_other = column.family in self.dialect.types or column.family is Family.DECIMAL
        return not is_other and not is_uuid(column, self.dialect)
