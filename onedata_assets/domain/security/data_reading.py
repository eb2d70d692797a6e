"""What one person sees of tables of several projects: the rights, and the SQL that gives them.

Where policies, people and tables are kept and how a query runs is not here: a door (the portal's
`api/reading.py`, the command line's `cli/sql.py`) brings them and gives the SQL to the lake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.security.data_conditions import Table
from onedata_assets.domain.security.data_policies import (
    DIRECT,
    SENSITIVITIES,
    DataPolicy,
    Reader,
    Shown,
)
from onedata_assets.domain.security.data_rights import TableRights, decide, in_all
from onedata_assets.domain.security.data_sql import Compiled, compiled, kinds_of
from onedata_assets.domain.security.policies import Effect, PolicyError

if TYPE_CHECKING:
    import polars as pl
    from _typeshed import DataclassInstance

TABLE_TAG, COLUMN_TAG = "pii", "sensitivity"
"""Tags of a definition and of its columns that say how sensitive they are."""
PSEUDONYMS = "pseudonyms"
"""What the platform's key is used for where a value gets another name."""


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
        return _known(self.columns.get(column, self.sensitivity))

    def with_past(self, columns: Iterable[str]) -> TableFacts:
        """Return them with columns that only earlier versions have.

        Nobody says any more what an undeclared one of them was, so it is direct.
        """
        return replace(self, columns={**dict.fromkeys(columns, DIRECT), **self.columns})


def strictest(*told: Mapping[str, str]) -> Mapping[str, str]:
    """Return how sensitive columns are where several tell of them: as the strictest says."""
    names = dict.fromkeys(name for each in told for name in each)
    return {
        name: max((_known(each[name]) for each in told if name in each), key=SENSITIVITIES.index)
        for name in names
    }


def _known(sensitivity: str) -> str:
    return sensitivity if sensitivity in SENSITIVITIES else DIRECT


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


@dataclass(frozen=True)
class Decisions:
    """What one person may read on one day; `policies` are those of the projects of the tables.

    `secret` makes pseudonyms unlike those of other installations.
    """

    asker: Asker
    policies: Mapping[str, Sequence[DataPolicy]]
    today: date
    secret: str = field(repr=False)

    def rights(self, table: Table, facts: TableFacts, columns: Sequence[str]) -> TableRights:
        """Return what they may read of these columns of a table."""
        name = "/".join(table)
        sensitivities = {each: facts.sensitivity_of(each) for each in columns}
        return in_all(
            [
                decide(self._of(each), self.asker.within(each), name, sensitivities, self.today)
                for each in self.asker.projects_of(facts)
            ]
        )

    def sql(
        self, table: Table, rights: TableRights, schema: pl.Schema, columns: Sequence[str]
    ) -> Compiled | None:
        """Return the SELECT of what they see of these columns; None where that is all of them.

        Raises:
            PolicyError: They may not read the table.
        """
        name, decided = "/".join(table), rights.policies
        if not rights.is_allowed:
            raise PolicyError(
                f"A data policy keeps {name} from being read: "
                f"{', '.join(decided) or 'it is in no project of the reader'}. "
                "State the purpose that it is for, or ask a creator of the project.",
                f"数据策略不允许读取 {name}：{'、'.join(decided) or '它不属于读取者的项目组'}。"
                "请说明相应的用途，或联系项目组的创建者。",
            )
        if rights.is_whole:
            return None
        return compiled(table, kinds_of(schema, columns), rights, secret=self.secret)

    def purposes(self, table: Table, facts: TableFacts) -> list[str]:
        """Return the purposes for which policies let them read a table otherwise."""
        name = "/".join(table)
        meant = {
            each.purpose
            for project in self.asker.projects_of(facts)
            for each in self._of(project)
            if each.purpose
            and each.means(
                replace(self.asker.within(project), purpose=each.purpose), name, self.today
            )
        }
        return sorted(meant)

    def _of(self, project: str) -> Sequence[DataPolicy]:
        return self.policies.get(project, ())


def data_policies(
    stored: Mapping[str, Sequence[DataclassInstance]],
) -> Mapping[str, Sequence[DataPolicy]]:
    """Return the policies of projects from those that are stored, which have the same fields."""
    return {name: [data_policy(asdict(each)) for each in those] for name, those in stored.items()}


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
