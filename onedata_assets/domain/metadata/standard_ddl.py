"""A standard as the statement that makes its table, with what a database can keep by itself.

Types, nulls, keys, references, code sets, bounds, lengths, patterns and decimals are in the
statement, titles as comments; other rules, and those that a database does not know, stand in words
before it (`ddl_told.py`). What each database knows is in `ddl_dialects.py`, what it has of the
columns in `ddl_columns.py`, what it calls the table in `physical_tables.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from onedata_assets.domain.metadata.ddl_checks import quoted, written
from onedata_assets.domain.metadata.ddl_columns import Columns
from onedata_assets.domain.metadata.ddl_dialects import BY_NAME
from onedata_assets.domain.metadata.ddl_names import fitted
from onedata_assets.domain.metadata.ddl_told import line, said, title_of
from onedata_assets.domain.metadata.dialect_model import Comments, Dialect, Foreign
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.physical_tables import Placed, Refers, placed
from onedata_assets.domain.metadata.standards import TableStandard

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

    @cached_property
    def columns(self) -> Columns:
        return Columns(self.standard, self.dialect, self.place)

    def text(self) -> str:
        """Return the statement with what comes before and after it."""
        dialect, name, held = self.dialect, self.place.name, self.columns.held
        lines = list(said(self.columns, self._unkept_references()))
        if name.schema and dialect.has_schemas and dialect.schema:
            lines.append(dialect.schema.format(self._quoted(name.schema)))
        if dialect.comments is Comments.LINES and self._title():
            lines.append(line(self._title()))
        parts = ",\n  ".join([*self._definitions(), *self._constraints()])
        lines.append(f"CREATE TABLE {self._name(name)} (\n  {parts}\n){self._end()};")
        if dialect.comments is Comments.APART:
            lines += self._comments()
        if held and dialect.foreign is Foreign.ALTER:
            lines.append(f"-- {LATER}")
            lines += [f"ALTER TABLE {self._name(name)} ADD {self._foreign(e)};" for e in held]
        return "\n".join(lines) + "\n"

    def _definitions(self) -> Iterator[str]:
        columns, nullable = self.columns, self.dialect.nullable
        for column in self.standard.columns:
            kind, is_null = columns.types[column.name], columns.is_null(column)
            words = [columns.name(column.name)]
            words.append(nullable.format(kind) if nullable and is_null else kind)
            if not is_null and not nullable:
                words.append("NOT NULL")
            title = title_of(column.title, column.name, column.unit)
            if title and self.dialect.comments is Comments.INLINE:
                words.append(f"COMMENT {written(title, self.dialect)}")
            held = columns.checks(column)
            if held and not nullable:
                words.append(f"CHECK ({' AND '.join(held)})")
            is_line = title and self.dialect.comments is Comments.LINES
            yield (f"{line(title)}\n  " if is_line else "") + " ".join(words)

    def _constraints(self) -> Iterator[str]:
        columns = self.columns
        if columns.key and self.dialect.has_keys:
            yield f"PRIMARY KEY ({columns.names(columns.key)})"
        for column in filter(columns.is_unique, self.standard.columns):
            yield f"UNIQUE ({columns.name(column.name)})"
        if self.dialect.foreign is Foreign.INLINE:
            yield from map(self._foreign, columns.held)
        if self.dialect.nullable:
            yield from self._checks_apart()

    def _checks_apart(self) -> Iterator[str]:
        columns = self.columns
        for at, column in enumerate(self.standard.columns, start=1):
            if held := columns.checks(column):
                may = f"{columns.name(column.name)} IS NULL OR " if columns.is_null(column) else ""
                yield f"CONSTRAINT rules_{at} CHECK {may}({' AND '.join(held)})"

    def _comments(self) -> Iterator[str]:
        name, dialect = self._name(self.place.name), self.dialect
        if title := self._title():
            yield f"COMMENT ON TABLE {name} IS {written(title, dialect)};"
        for column in self.standard.columns:
            if title := title_of(column.title, column.name, column.unit):
                of = f"{name}.{self.columns.name(column.name)}"
                yield f"COMMENT ON COLUMN {of} IS {written(title, dialect)};"

    def _title(self) -> str:
        return title_of(self.standard.title, self.place.name.name)

    def _end(self) -> str:
        columns, title = self.columns, self._title()
        order = f"({columns.names(columns.key)})" if columns.key else "tuple()"
        made = self.dialect.engine.format(order)
        if title and self.dialect.comments is Comments.INLINE:
            made += f" COMMENT {written(title, self.dialect)}"
        return made

    def _unkept_references(self) -> Iterator[str]:
        kept = self.columns.held if self.dialect.foreign is not Foreign.TOLD else ()
        return (self._foreign(each) for each in self.place.references if each not in kept)

    def _foreign(self, each: Refers) -> str:
        own = fitted(each.columns, self.dialect) | self.columns.called
        theirs = fitted(each.parent_columns, self.dialect)
        listed, referred = (
            ", ".join(quoted(called[name], self.dialect) for name in names)
            for called, names in ((own, each.columns), (theirs, each.parent_columns))
        )
        return f"FOREIGN KEY ({listed}) REFERENCES {self._name(each.parent)} ({referred})"

    def _name(self, name: TableName) -> str:
        schema = name.schema if self.dialect.has_schemas else ""
        return ".".join(self._quoted(each) for each in (schema, name.name) if each)

    def _quoted(self, name: str) -> str:
        return quoted(fitted([name], self.dialect)[name], self.dialect)
