"""Where the tables and columns of a source are now: under the same name, another one, or nowhere.

Findings are carried over to where they are now; references to what is nowhere are lost. Renames
are guessed in `renames.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from onedata_assets.domain.metadata.column_likeness import Likeness
from onedata_assets.domain.metadata.differences import renamed_of
from onedata_assets.domain.metadata.findings import FoundReference, SourceFindings, TableFindings
from onedata_assets.domain.metadata.kept_relations import with_kept
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.renames import renamed_columns
from onedata_assets.domain.metadata.structure import Structure

Columns = tuple[str, ...]
Lost = tuple[TableName, FoundReference]
"""A table, and what it referred to."""


@dataclass(frozen=True)
class Moves:
    """What of a source has another name than before, by old names, and the columns of now."""

    source: str
    tables: Mapping[TableName, TableName]
    columns: Mapping[TableName, Mapping[str, str]]
    there: Mapping[TableName, frozenset[str]]
    unread: frozenset[TableName]

    @classmethod
    def between(cls, source: str, old: Structure, new: Structure, likeness: Likeness) -> Moves:
        """Return what moved from one structure of a source to another."""
        now = {each.name: each for each in new.tables}
        tables = {was.name: is_now.name for was, is_now in renamed_of(old, new)}
        columns: dict[TableName, Mapping[str, str]] = {}
        for was in old.tables:
            after = now.get(tables.get(was.name, was.name))
            pairs = renamed_columns(was, after, likeness) if after else []
            if pairs:
                columns[was.name] = {one.name: other.name for one, other in pairs}
        there = {each.name: frozenset(one.name for one in each.columns) for each in new.tables}
        unread = frozenset(each.table for each in new.problems if not each.is_partial)
        return cls(source, tables, columns, there, unread)

    def carried(self, findings: SourceFindings) -> SourceFindings:
        """Return the findings of the source itself, under the names of now."""
        made = SourceFindings()
        for known in findings:
            made.put(self._carried(known))
        return made

    def followed(self, findings: SourceFindings) -> tuple[SourceFindings, list[Lost]]:
        """Return findings of any source whose references are to what is there, and what is lost."""
        made, lost = findings.kept(each.table for each in findings), list[Lost]()
        for known in findings:
            to = [each for each in known.references if each.source == self.source]
            if not to:
                continue
            now = tuple(map(self._reference, known.references))
            gone = [each for each in now if not self._stands(each)]
            if now != known.references or gone:
                lost += [(known.table, each) for each in gone]
                made.put(replace(known, references=tuple(e for e in now if e not in gone)))
        return made, lost

    def merged(self, findings: SourceFindings, old: SourceFindings, now: Structure) -> None:
        """Add to findings what all rows showed of tables and columns before they were renamed."""
        touched = {self.tables.get(each, each) for each in (*self.tables, *self.columns)}
        carried = self.carried(old) if touched else old
        for table in now.tables:
            made, known = findings.table(table.name), carried.table(table.name)
            if table.name in touched and made and known:
                findings.put(with_kept(made, known, table))

    def __bool__(self) -> bool:
        """Return whether anything has another name now."""
        return bool(self.tables or self.columns)

    def _carried(self, known: TableFindings) -> TableFindings:
        names = self.columns.get(known.table, {})

        def now(columns: Columns) -> Columns:
            return tuple(names.get(each, each) for each in columns)

        return replace(
            known,
            table=self.tables.get(known.table, known.table),
            columns=tuple(
                replace(each, name=names.get(each.name, each.name)) for each in known.columns
            ),
            keys=tuple(replace(each, columns=now(each.columns)) for each in known.keys),
            references=tuple(
                self._reference(replace(each, columns=now(each.columns)))
                for each in known.references
            ),
            dependencies=tuple(
                replace(
                    each,
                    determinant=now(each.determinant),
                    dependent=names.get(each.dependent, each.dependent),
                )
                for each in known.dependencies
            ),
        )

    def _reference(self, found: FoundReference) -> FoundReference:
        if found.source != self.source or self._stands(found):
            return found
        names = self.columns.get(found.parent, {})
        columns = tuple(names.get(each, each) for each in found.parent_columns)
        return replace(
            found, parent=self.tables.get(found.parent, found.parent), parent_columns=columns
        )

    def _stands(self, found: FoundReference) -> bool:
        if found.source != self.source or found.parent in self.unread:
            return True
        return self.there.get(found.parent, frozenset()).issuperset(found.parent_columns)


def lost_told(lost: Iterator[Lost] | list[Lost], source: str) -> list[str]:
    """Return the references of a source that are lost, as `ins/policy (mobile) → ...`."""
    return [
        f"{source}/{table} ({', '.join(each.columns)}) → "
        f"{each.source}/{each.parent} ({', '.join(each.parent_columns)})"
        for table, each in lost
    ]
