"""What was found out of the rows and names of a source's tables, and as the text that is stored.

The text has a line for each table, its name and mark before a tab, so that one table of a thousand
is read without the others. How it is found out is in `found.py`, how two are compared in
`finding_differences.py`, what of it makes a version in `finding_essence.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from onedata_assets.domain.metadata.auto_tags import Tag
from onedata_assets.domain.metadata.code_sets import CodeCount
from onedata_assets.domain.metadata.described import Described, ModelText
from onedata_assets.domain.metadata.model import Evidence, Family, Finding, TableName
from onedata_assets.domain.processing.contract import Sensitivity, Text


@dataclass(frozen=True)
class ColumnStatistics:
    """What a sample of a column shows; `low` and `high` are left out where they may be personal.

    `rows` were looked at, `known` of them have a value, `distinct` values are different. Lengths
    are in characters and of texts only.
    """

    rows: int
    known: int
    distinct: int
    low: str = ""
    high: str = ""
    shortest: int | None = None
    longest: int | None = None

    @property
    def missing(self) -> float:
        """Return the share of rows without a value."""
        return 1 - self.known / self.rows if self.rows else 0.0


@dataclass(frozen=True)
class ColumnFindings(Described):
    """What was found out of a column; `meanings` has the likeliest first, `samples` are masked.

    `role` is what keys and references found in all rows make of it, where that says more.
    """

    name: str
    description: Text
    statistics: ColumnStatistics
    logical: Family | None = None
    form: str = ""
    meanings: tuple[Finding, ...] = ()
    unit: Finding | None = None
    sensitivity: Sensitivity = Sensitivity.NONE
    nullable: Finding | None = None
    unique: Finding | None = None
    codes: tuple[CodeCount, ...] = ()
    code_list: str = ""
    samples: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    model_text: ModelText | None = None
    role: Finding | None = None

    @property
    def meaning(self) -> Finding | None:
        """Return its role in keys, where it has one, else the likeliest meaning."""
        return self.role or (self.meanings[0] if self.meanings else None)


@dataclass(frozen=True)
class FoundKey:
    """Columns that identify a row of the table, as its rows say; one `primary` stands for them."""

    columns: tuple[str, ...]
    confidence: float
    evidence: tuple[Evidence, ...]
    primary: bool = False


@dataclass(frozen=True)
class FoundReference:
    """Columns of the table that refer to a key of another, which may be in another source."""

    columns: tuple[str, ...]
    source: str
    parent: TableName
    parent_columns: tuple[str, ...]
    confidence: float
    match_rate: float
    one_to_one: bool
    optional: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class FoundDependency:
    """Columns of the table that settle another one, in the share of the rows that is told."""

    determinant: tuple[str, ...]
    dependent: str
    share: float
    both_ways: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class RowCount:
    """How many rows a table had when all were read, `at` a moment as ISO 8601 writes it."""

    rows: int
    at: str


@dataclass(frozen=True)
class TableFindings(Described):
    """What was found out of a table; keys, references, dependencies of all rows, the rest of some.

    Whoever finds the same `mark` on a table need not look at it again; dependencies were found
    under `settled_mark`. `problem` is why its rows were not read; what was found before is kept.
    `searched`: keys and references were looked for; `counted`: all rows were read then.
    """

    table: TableName
    mark: str
    description: Text
    rows: int | None = None
    problem: Evidence | None = None
    columns: tuple[ColumnFindings, ...] = ()
    tags: tuple[Tag, ...] = ()
    keys: tuple[FoundKey, ...] = ()
    references: tuple[FoundReference, ...] = ()
    dependencies: tuple[FoundDependency, ...] = ()
    settled_mark: str = ""
    searched: bool = False
    model_text: ModelText | None = None
    counted: RowCount | None = None

    @property
    def is_related(self) -> bool:
        """Return whether all rows were searched: findings of before say so by what they have."""
        return self.searched or bool(self.keys or self.references)

    def column(self, name: str) -> ColumnFindings | None:
        """Return what was found out of a column; None where nothing was."""
        return next((each for each in self.columns if each.name == name), None)


@dataclass(frozen=True)
class _Short:
    table: TableName
    description: Text
    rows: int | None = None
    problem: Evidence | None = None
    references: tuple[FoundReference, ...] = ()
    dependencies: tuple[FoundDependency, ...] = ()
    settled_mark: str = ""
    model_text: ModelText | None = None
    counted: RowCount | None = None


class SourceFindings:
    """The findings of a source's tables, each read out of its text when it is asked for."""

    def __init__(self, text: str = "") -> None:
        self._lines: dict[TableName, tuple[str, str]] = {}
        for line in filter(None, text.split("\n")):  # values may have other line ends
            head, _, body = line.partition("\t")
            schema, name, mark = json.loads(head)
            self._lines[TableName(schema, name)] = (mark, body)

    @classmethod
    def of(cls, tables: Iterable[TableFindings]) -> SourceFindings:
        """Return the findings of some tables."""
        made = cls()
        for each in tables:
            made.put(each)
        return made

    def put(self, table: TableFindings) -> None:
        """Add what was found out of a table, in place of what was there."""
        told = _adapter().dump_json(table, exclude_defaults=True)
        self._lines[table.table] = (table.mark, told.decode())

    def kept(self, names: Iterable[TableName]) -> SourceFindings:
        """Return the findings of these tables alone, as far as there are some."""
        made = SourceFindings()
        made._lines = {each: self._lines[each] for each in names if each in self._lines}
        return made

    def mark(self, name: TableName) -> str:
        """Return the mark of a table; none where nothing was found out of it."""
        return self._lines.get(name, ("", ""))[0]

    def table(self, name: TableName) -> TableFindings | None:
        """Return what was found out of a table; None where nothing was."""
        return _adapter().validate_json(self._lines[name][1]) if name in self._lines else None

    def short(self, name: TableName) -> TableFindings | None:
        """Return a table without its columns, tags and keys, which take most of the time."""
        if (line := self._lines.get(name)) is None:
            return None
        return TableFindings(mark=line[0], **vars(_short_adapter().validate_json(line[1])))

    def __iter__(self) -> Iterator[TableFindings]:
        """Yield the tables by name."""
        for name in sorted(self._lines):
            yield _adapter().validate_json(self._lines[name][1])

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(self._lines)

    def changed_from(self, before: SourceFindings) -> list[TableName]:
        """Return the tables that both have and of which they do not say the same."""
        both = self._lines.keys() & before._lines.keys()
        return sorted(name for name in both if self._lines[name] != before._lines[name])

    def text(self) -> str:
        """Return the text of them; the order of tables changes nothing in it."""
        return "".join(
            f"{_compact([name.schema, name.name, mark])}\t{body}\n"
            for name, (mark, body) in sorted(self._lines.items())
        )


def _compact(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


@cache
def _adapter() -> Any:  # noqa: ANN401  pydantic is heavy to import
    from pydantic import TypeAdapter

    return TypeAdapter(TableFindings)


@cache
def _short_adapter() -> Any:  # noqa: ANN401
    from pydantic import TypeAdapter

    return TypeAdapter(_Short)
