"""What one person sees of tables of several projects: the rights, and the SQL that gives them.

Where policies, people and tables are kept and how a query runs is not here: a door (the portal's
`api/reading.py`, the command line's `cli/sql.py`) brings them and gives the SQL to the lake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from onedata_assets.domain.security.data_policies import (
    DIRECT,
    SENSITIVITIES,
    DataPolicy,
    Reader,
    Shown,
    TableRights,
    decide,
    in_all,
)
from onedata_assets.domain.security.policies import Effect

PII_TAG = "pii"


@dataclass(frozen=True)
class TableFacts:
    """A table as its definition tells of it: whose it is, and how sensitive its columns are.

    A column without a tag of its own is as sensitive as the table.
    """

    projects: frozenset[str]
    sensitivity: str = "none"
    columns: Mapping[str, str] = field(default_factory=dict)

    def sensitivity_of(self, column: str) -> str:
        """Return how sensitive a column is; what is not of the known words is direct."""
        told = self.columns.get(column, self.sensitivity)
        return told if told in SENSITIVITIES else DIRECT


@dataclass(frozen=True)
class Asker:
    """Somebody who reads: their roles by project, and whether they administer the platform."""

    reader: Reader
    roles: Mapping[str, str]
    is_admin: bool = False

    def within(self, project: str) -> Reader:
        """Return them with their role in a project."""
        return replace(self.reader, role=self.roles.get(project, ""))

    def projects_of(self, facts: TableFacts) -> Sequence[str]:
        """Return the projects of a table through which they see it."""
        return sorted(facts.projects if self.is_admin else facts.projects & self.roles.keys())


def table_rights(
    asker: Asker,
    table: str,
    facts: TableFacts,
    *,
    columns: Sequence[str],
    policies: Mapping[str, Sequence[DataPolicy]],
    today: date,
) -> TableRights:
    """Return what somebody may read of a table; `policies` are those of its projects."""
    sensitivities = {name: facts.sensitivity_of(name) for name in columns}
    return in_all(
        [
            decide(policies.get(each, ()), asker.within(each), table, sensitivities, today)
            for each in asker.projects_of(facts)
        ]
    )


def data_policy(plain: Mapping[str, Any]) -> DataPolicy:
    """Return a policy from its fields as they are stored.

    Raises:
        PolicyError: It cannot be.
    """
    return DataPolicy(
        name=plain["name"],
        subject=plain["subject"],
        tables=tuple(plain["tables"]),
        effect=Effect(plain["effect"]),
        purpose=plain["purpose"],
        rows=plain["rows"],
        columns=tuple(plain["columns"]),
        shown=Shown(plain["shown"]),
        until=plain["until"],
    )
