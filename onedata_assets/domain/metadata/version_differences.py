"""What is different between two versions of a source: structure, and what was found out of rows.

Structures are compared in `differences.py`, findings in `finding_differences.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from onedata_assets.domain.metadata.column_likeness import likeness_of
from onedata_assets.domain.metadata.differences import Change, differences
from onedata_assets.domain.metadata.finding_differences import DeclaredKeys, finding_differences
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.moves import Moves
from onedata_assets.domain.metadata.structure import Structure


@dataclass(frozen=True)
class KnownVersion:
    """A version of a source."""

    structure: Structure
    findings: SourceFindings


def version_differences(old: KnownVersion, new: KnownVersion) -> list[Change]:
    """Return what changed; what was found of a column under its old name is no news."""
    likeness = likeness_of(old.findings, new.findings)
    moves = Moves.between("", old.structure, new.structure, likeness)
    before = moves.carried(old.findings) if moves else old.findings
    return [
        *differences(old.structure, new.structure, likeness),
        *finding_differences(before, new.findings, declared=declared_keys(new.structure)),
    ]


def moves_of(source: str, old: KnownVersion, new: KnownVersion) -> Moves:
    """Return which tables and columns of a source have other names in the new version."""
    likeness = likeness_of(old.findings, new.findings)
    return Moves.between(source, old.structure, new.structure, likeness)


def declared_keys(structure: Structure) -> DeclaredKeys:
    """Return the keys that a source declares, which are no news where rows show them too."""
    return frozenset(
        (table.name, frozenset(key))
        for table in structure.tables
        for key in (table.primary_key, *table.unique_keys)
        if key
    )
