"""Data policies: who may read which rows and columns of a table, for which purpose.

How several policies decide together is in `data_rights.py`, conditions on rows are in
`data_conditions.py`, the SQL that a decision becomes is in `data_sql.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from onedata_assets.domain.security.policies import EVERYONE, Effect, PolicyError
from onedata_assets.domain.security.roles import Role

ALL_ROWS = "true"
"""A condition that every row satisfies: it lifts a limit that a less specific policy sets."""
DIRECT = "direct"
SENSITIVITIES = ("none", "indirect", DIRECT)
BY_TAG = "sensitivity:"


class Shown(StrEnum):
    """How a column is seen, from the most open to the strictest."""

    CLEAR = "clear"
    PSEUDONYM = "pseudonym"
    PARTIAL = "partial"
    YEAR = "year"
    EMPTY = "empty"
    HIDDEN = "hidden"

    @property
    def strictness(self) -> int:
        """Place among all ways, 0 the most open."""
        return list(Shown).index(self)


@dataclass(frozen=True)
class Reader:
    """Who reads, and what for. `role` is theirs in the project whose policies decide."""

    person: str
    department: str = ""
    role: str = ""
    purpose: str = ""

    @property
    def attributes(self) -> Mapping[str, str]:
        """What conditions may name, as `$person` and so on."""
        return {
            "person": self.person,
            "department": self.department,
            "role": self.role,
            "purpose": self.purpose,
        }


@dataclass(frozen=True)
class DataPolicy:
    """What some people may read of some tables.

    `subject` is `everyone`, `role:<role>`, `department:<path>` (with those below it) or
    `person:<name>`; `tables` are names such as `dwd/member`, or patterns with `*`. Empty `rows`
    say nothing about rows, empty `columns` nothing about columns; a column is named, or meant by
    its sensitivity as `sensitivity:direct`. It holds up to and with the day `until`.
    """

    name: str
    subject: str
    tables: tuple[str, ...]
    effect: Effect = Effect.ALLOW
    purpose: str = ""
    rows: str = ""
    columns: tuple[str, ...] = ()
    shown: Shown = Shown.CLEAR
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a policy that cannot be.

        Raises:
            PolicyError: Nobody is meant by the subject, or a denial says what is shown.
        """
        kind, _, name = self.subject.partition(":")
        named = (kind == "person" and name.strip()) or (kind == "department" and _path(name))
        if not (self.subject == EVERYONE or named or (kind == "role" and name in set(Role))):
            raise PolicyError(
                f"{self.name}: the subject {self.subject!r} is nobody: write everyone, role:dev, "
                "department:path or person:name.",
                f"{self.name}：主体 {self.subject!r} 无效：请填写 everyone、role:dev、"
                "department:部门路径 或 person:名称。",
            )
        if self.effect is Effect.DENY and (self.rows or self.columns):
            raise PolicyError(
                f"{self.name}: a policy that denies a table says nothing about rows and columns.",
                f"{self.name}：拒绝访问的策略不能再限定行或列。",
            )
        unknown = {each for each in self.columns if each.startswith(BY_TAG)}
        unknown -= {BY_TAG + each for each in SENSITIVITIES}
        if unknown:
            raise PolicyError(
                f"{self.name}: {min(unknown)} is no sensitivity: "
                "write sensitivity:direct, sensitivity:indirect or sensitivity:none.",
                f"{self.name}：{min(unknown)} 不是敏感级别：请填写 "
                "sensitivity:direct、sensitivity:indirect 或 sensitivity:none。",
            )

    def means(self, reader: Reader, table: str, today: date) -> bool:
        """Return whether the policy says something about this reader of this table."""
        return (
            self._subject_rank(reader) is not None
            and self.purpose in {"", reader.purpose}
            and self.means_table(table)
            and (self.until is None or today <= self.until)
        )

    @property
    def limits_rows(self) -> bool:
        """Whether it keeps some rows from those whom it means."""
        return bool(self.rows) and self.rows.strip().lower() != ALL_ROWS

    def means_table(self, table: str) -> bool:
        """Return whether the policy is about a table, written `layer/table`."""
        return any(fnmatchcase(table, pattern) for pattern in self.tables)

    def specificity(self, reader: Reader, table: str) -> tuple[int, int, bool, bool]:
        """Return how specific the policy is, for comparison, where it means the reader."""
        rank, depth = self._subject_rank(reader) or (0, 0)
        return rank, depth, bool(self.purpose), table in self.tables

    def _subject_rank(self, reader: Reader) -> tuple[int, int] | None:
        kind, _, name = self.subject.partition(":")
        path, own = _path(name), _path(reader.department)
        ranks = {
            "person": (3, 0) if name == reader.person else None,
            "department": (2, len(path)) if path == own[: len(path)] else None,
            "role": (1, 0) if name == reader.role else None,
            EVERYONE: (0, 0),
        }
        return ranks[kind]


def _path(department: str) -> tuple[str, ...]:
    return tuple(part for each in department.split("/") if (part := each.strip()))
