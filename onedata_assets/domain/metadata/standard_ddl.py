"""A standard as the statement that makes its table, with what a database can keep by itself.

Types, nulls, keys, references, code sets, bounds, lengths and decimals are in the statement; other
rules, and those that a database does not know, stand in comments before it. What each database
knows is in `ddl_dialects.py`, what it calls the table in `physical_tables.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from onedata_assets.domain.metadata.ddl_checks import checks, literal, quoted
from onedata_assets.domain.metadata.ddl_dialects import BY_NAME, Dialect, Foreign
from onedata_assets.domain.metadata.model import Family, TableName
from onedata_assets.domain.metadata.physical_tables import Placed, Refers, placed
from onedata_assets.domain.metadata.standard_document import told_rule
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard

KEY_LENGTH = 255
"""Characters of a text in a key whose length the standard does not say."""
UTF8_BYTES = 4
NO_KEYS = frozenset({Family.NESTED, Family.BINARY})
SAID = "以下规则不在语句中 / rules that are not in the statement:"
LATER = "各表建好后执行 / once the tables are there:"


def ddl(standard: TableStandard, dialect: str, place: Placed | None = None) -> str:
    """Return the statement that makes a table of the standard, in one of `DIALECTS`.

    `place` is what the database calls the table and what it refers to; without it, the standard's
    own name tells. Foreign keys come after the table where the database can add them then.
    """
    made = _Statement(standard, BY_NAME[dialect], place or placed(standard.table, None))
    return made.text()


@dataclass(frozen=True)
class _Statement:
    standard: TableStandard
    dialect: Dialect
    place: Placed

    def text(self) -> str:
        """Return the statement with what comes before and after it."""
        dialect, name = self.dialect, self.place.name
        lines = list(self._said())
        if name.schema and dialect.has_schemas and dialect.schema:
            lines.append(dialect.schema.format(quoted(name.schema, dialect)))
        parts = ",\n  ".join([*self._definitions(), *self._constraints()])
        lines.append(f"CREATE TABLE {self._name(name)} (\n  {parts}\n){self._engine()};")
        if self.held and dialect.foreign is Foreign.ALTER:
            lines.append(f"-- {LATER}")
            lines += [f"ALTER TABLE {self._name(name)} ADD {self._foreign(e)};" for e in self.held]
        return "\n".join(lines) + "\n"

    @cached_property
    def held(self) -> tuple[Refers, ...]:
        """The references that every row has, by columns of the standard."""
        names = {each.name for each in self.standard.columns}
        told = (each for each in self.place.references if names.issuperset(each.columns))
        return tuple(each for each in told if each.holds and self._is_key(each.columns))

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The key, where the database can have it."""
        return self.standard.key if self._is_key(self.standard.key) else ()

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

    def _type(self, column: ColumnStandard, size: int | None) -> str:
        dialect = self.dialect
        if column.family is Family.DECIMAL:
            scale = column.scale if column.scale is not None else 10
            return dialect.decimal.format(min(scale, dialect.scale))
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
            return min(KEY_LENGTH, dialect.room // max(len(self.standard.key), 1))
        return longest if 0 < longest <= dialect.longest else None

    def _is_key(self, names: tuple[str, ...]) -> bool:
        """Tell whether the database can compare and index these columns as they are typed."""
        columns = [each for each in self.standard.columns if each.name in names]
        if not columns or any(each.family in NO_KEYS for each in columns):
            return False
        room = self.dialect.room
        sizes = [self._size(each) for each in columns if self._is_text(each)]
        return room is None or (None not in sizes and sum(filter(None, sizes)) <= room)

    def _is_text(self, column: ColumnStandard) -> bool:
        return column.family not in self.dialect.types and column.family is not Family.DECIMAL

    def _definitions(self) -> Iterator[str]:
        nullable = self.dialect.nullable
        for column in self.standard.columns:
            kind, is_null = self.types[column.name], self._is_null(column)
            words = [
                quoted(column.name, self.dialect),
                nullable.format(kind) if nullable and is_null else kind,
            ]
            if not is_null and not nullable:
                words.append("NOT NULL")
            held = self._checks(column)
            if held and not nullable:
                words.append(f"CHECK ({' AND '.join(held)})")
            yield " ".join(words)

    def _constraints(self) -> Iterator[str]:
        if self.key and self.dialect.has_keys:
            yield f"PRIMARY KEY ({self._names(self.key)})"
        for column in filter(self._is_unique, self.standard.columns):
            yield f"UNIQUE ({self._names([column.name])})"
        if self.dialect.foreign is Foreign.INLINE:
            yield from map(self._foreign, self.held)
        if self.dialect.nullable:
            for at, column in enumerate(self.standard.columns, start=1):
                if held := self._checks(column):
                    null = f"{quoted(column.name, self.dialect)} IS NULL OR "
                    may = null if self._is_null(column) else ""
                    yield f"CONSTRAINT rules_{at} CHECK {may}({' AND '.join(held)})"

    def _checks(self, column: ColumnStandard) -> list[str]:
        if not self.dialect.has_checks:
            return []
        is_short = self._size(column) is not None and self.types[column.name] != self.dialect.text
        return checks(column, self.dialect, is_short=is_short)

    def _is_null(self, column: ColumnStandard) -> bool:
        return column.nullable and column.name not in self.standard.key

    def _is_unique(self, column: ColumnStandard) -> bool:
        """Tell whether the column says so: one that is the whole key need not, and may not."""
        dialect = self.dialect
        if not dialect.has_keys or not (dialect.many_nulls or not self._is_null(column)):
            return False
        return column.unique and self._is_key((column.name,)) and self.key != (column.name,)

    def _engine(self) -> str:
        return self.dialect.engine.format(f"({self._names(self.key)})" if self.key else "tuple()")

    def _foreign(self, each: Refers) -> str:
        parent = f"{self._name(each.parent)} ({self._names(each.parent_columns)})"
        return f"FOREIGN KEY ({self._names(each.columns)}) REFERENCES {parent}"

    def _names(self, names: Iterable[str]) -> str:
        return ", ".join(quoted(each, self.dialect) for each in names)

    def _name(self, name: TableName) -> str:
        schema = name.schema if self.dialect.has_schemas else ""
        return ".".join(quoted(each, self.dialect) for each in (schema, name.name) if each)

    def _said(self) -> Iterator[str]:
        """Yield the rules that the statement does not have, as comments."""
        told = [*self._unkept_keys()]
        for column in self.standard.columns:
            told += [f"{column.name}: {each}" for each in self._unkept(column)]
        if told:
            yield f"-- {SAID}"
            yield from (f"--   {' '.join(each.split())}" for each in told)

    def _unkept_keys(self) -> Iterator[str]:
        if self.standard.key and not (self.key and self.dialect.has_keys):
            yield f"主键 key: ({', '.join(self.standard.key)})"
        kept = self.held if self.dialect.foreign is not Foreign.TOLD else ()
        for each in self.place.references:
            if each not in kept:
                yield self._foreign(each)

    def _unkept(self, column: ColumnStandard) -> Iterator[str]:
        has_checks = self.dialect.has_checks
        if column.unique and not self._is_unique(column) and self.key != (column.name,):
            yield "唯一 unique"
        for rule in ("pattern", "coding"):
            yield from told_rule(column, rule)
        if not has_checks:
            for rule in ("shortest", "low", "high"):
                yield from told_rule(column, rule)
            if column.codes:
                values = ", ".join(
                    literal(column, each.value, self.dialect) for each in column.codes
                )
                yield f"代码集 code set: {values}"
