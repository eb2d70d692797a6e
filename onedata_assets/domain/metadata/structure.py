"""What one scan of a source tells: its tables, what could not be read, and which were wanted.

How a source is asked is in `onedata_resources/clients/catalog_*.py`; how two scans are compared is
in `versions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from onedata_assets.domain.metadata.model import Table, TableName


@dataclass(frozen=True, order=True)
class Problem:
    """Why a table, or its rows, could not be read: of this table alone.

    One that is partial tells of a table that is there all the same.
    """

    table: TableName
    en: str
    zh: str
    is_partial: bool = False


@dataclass(frozen=True)
class Structure:
    """The tables of a source, by name, and the problems met."""

    tables: tuple[Table, ...]
    problems: tuple[Problem, ...] = ()

    def table(self, name: TableName) -> Table:
        """Return a table by its name.

        Raises:
            KeyError: The source has none of that name.
        """
        for each in self.tables:
            if each.name == name:
                return each
        raise KeyError(str(name))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which tables of a source are looked at.

    Patterns have `*`, `?` and `[...]`, and are held to the table's name with and without its
    schema. No schemas means those that a dialect holds for a person's own.
    """

    schemas: tuple[str, ...] = ()
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()

    def takes(self, table: TableName) -> bool:
        """Return whether a table is looked at."""
        return _matches(table, self.include) and not _matches(table, self.exclude)


def structure_of(tables: list[Table], problems: list[Problem]) -> Structure:
    """Return the structure in the order of names, so that equal scans are equal objects."""
    return Structure(tuple(sorted(tables, key=lambda each: each.name)), tuple(sorted(problems)))


def _matches(table: TableName, patterns: tuple[str, ...]) -> bool:
    texts = {table.name, str(table)}
    return any(fnmatchcase(text, pattern) for pattern in patterns for text in texts)
