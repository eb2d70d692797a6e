"""Keys, references and dependencies that were found in all rows stay when a table is told anew.

They are looked for in `relations.py`; until that is done again, they hold of the columns that are
still there: after a scan, and in a version that was restored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from onedata_assets.domain.metadata.findings import SourceFindings, TableFindings
from onedata_assets.domain.metadata.key_roles import with_roles_of
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.versions import structure_from


def with_kept(made: TableFindings, known: TableFindings, table: Table) -> TableFindings:
    """Return findings with what is known of all rows, of the columns that the table has."""
    names = {each.name for each in table.columns}
    return replace(
        with_roles_of(made, known),
        keys=tuple(each for each in known.keys if names.issuperset(each.columns)),
        references=tuple(each for each in known.references if names.issuperset(each.columns)),
        dependencies=tuple(
            each
            for each in known.dependencies
            if names.issuperset({*each.determinant, each.dependent})
        ),
        settled_mark=known.settled_mark,
        searched=known.searched,
        counted=known.counted,
    )


def restored_findings(content: str, old: str, latest: str) -> SourceFindings:
    """Return the findings of a version that is restored; `content` is its structure as a text.

    What is said of tables and columns is as it was then (`old`). What their rows showed when they
    were all searched is as it was known last (`latest`), of columns that are there; so is a table
    of which nothing was found then.
    """
    was, now, made = SourceFindings(old), SourceFindings(latest), SourceFindings()
    for table in structure_from(content).tables:
        before, known = was.table(table.name), now.table(table.name)
        if known and not before:
            names = {each.name for each in table.columns}
            columns = tuple(each for each in known.columns if each.name in names)
            made.put(with_kept(replace(known, columns=columns), known, table))
        elif before:
            is_newer = known and (known.is_related or not before.is_related)
            made.put(with_kept(before, known, table) if known and is_newer else before)
    return made


def with_left_out(
    findings: SourceFindings, tables: Iterable[Table], earlier: SourceFindings
) -> SourceFindings:
    """Return findings with what `earlier` ones know of all rows and these do not.

    A restored version leaves out what was found of columns that it does not have: once a scan finds
    these columns again, that is known again.
    """
    for table in tables:
        left = earlier.table(table.name)
        made = findings.table(table.name) if left and left.is_related else None
        if left and made:
            findings.put(_joined(made, with_kept(left, left, table)))
    return findings


def _joined(made: TableFindings, left: TableFindings) -> TableFindings:
    keys = {each.columns for each in made.keys}
    references = {each.columns for each in made.references}
    settled = {(each.determinant, each.dependent) for each in made.dependencies}
    return replace(
        with_roles_of(made, left),
        keys=(*made.keys, *(each for each in left.keys if each.columns not in keys)),
        references=(
            *made.references,
            *(each for each in left.references if each.columns not in references),
        ),
        dependencies=(
            *made.dependencies,
            *(
                each
                for each in left.dependencies
                if (each.determinant, each.dependent) not in settled
            ),
        ),
        searched=made.searched or left.searched,
    )
