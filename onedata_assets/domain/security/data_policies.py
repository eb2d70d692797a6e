"""Who may read which rows and columns of a table, for which purpose: data policies and their rule.

One rule decides three things by themselves: whether somebody may read a table at all, which of its
rows, and how they see each column. Of the policies that mean the reader, their purpose and the
table, the most specific that says something about it decides; where several are equally specific,
the stricter. A person is more specific than a department, a deeper department than one above it, a
department than a role, a role than everyone; then a policy for the purpose than one for any, and
a table's own name than a pattern. So more policies of one kind never show more.

Where no policy says anything, whoever sees a table reads all of its rows, and the columns that
name a person directly (sensitivity `direct`) are masked, for administrators too: a clear view of
them is given by a policy, which the audit log has. Conditions on rows are in `data_conditions.py`,
the SQL that a decision becomes is in `data_sql.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True)
class Condition:
    """What each row that is read satisfies: SQL over the table's columns, and whose words."""

    policy: str
    sql: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableRights:
    """What somebody may read of one table; `policies` are the names of those that decided."""

    is_allowed: bool
    conditions: tuple[Condition, ...]
    shown: Mapping[str, Shown]
    policies: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all rows and columns are read as they are."""
        return not self.conditions and all(each is Shown.CLEAR for each in self.shown.values())

    def seen_as(self, *ways: Shown) -> list[str]:
        """Return the columns that are seen in one of these ways."""
        return [name for name, shown in self.shown.items() if shown in ways]

    @property
    def masked(self) -> list[str]:
        """The columns that are seen, and not as they are."""
        return self.seen_as(Shown.PSEUDONYM, Shown.PARTIAL, Shown.YEAR, Shown.EMPTY)

    @property
    def hidden(self) -> list[str]:
        """The columns that are not seen at all."""
        return self.seen_as(Shown.HIDDEN)


def decide(
    policies: Iterable[DataPolicy],
    reader: Reader,
    table: str,
    columns: Mapping[str, str],
    today: date,
) -> TableRights:
    """Return what a reader may read of a table by the policies of one project.

    `columns` are the table's with their sensitivity: none, indirect or direct.
    """
    meant = [each for each in policies if each.means(reader, table, today)]
    deciding: dict[str, None] = {}

    def most_specific(says: Callable[[DataPolicy], bool]) -> Sequence[DataPolicy]:
        those = [each for each in meant if says(each)]
        top = max((each.specificity(reader, table) for each in those), default=None)
        found = [each for each in those if each.specificity(reader, table) == top]
        deciding.update(dict.fromkeys(each.name for each in found))
        return found

    denied = any(each.effect is Effect.DENY for each in most_specific(lambda _: True))
    deciding.clear()
    if denied:
        most_specific(lambda each: each.effect is Effect.DENY)
        return TableRights(False, (), {}, tuple(deciding))
    conditions = tuple(
        Condition(each.name, each.rows, reader.attributes)
        for each in most_specific(lambda each: bool(each.rows))
        if each.rows.strip().lower() != ALL_ROWS
    )
    shown = {
        name: _strictest(most_specific(lambda each, n=name, s=sensitivity: _names(each, n, s)))
        or (Shown.PARTIAL if sensitivity == DIRECT else Shown.CLEAR)
        for name, sensitivity in columns.items()
    }
    return TableRights(True, conditions, shown, tuple(deciding))


def in_all(rights: Sequence[TableRights]) -> TableRights:
    """Return what may be read of a table of several projects: what each of them lets be read.

    Without a project nothing may be.
    """
    if not rights:
        return TableRights(False, (), {}, ())
    first, *others = rights
    for other in others:
        names = first.shown.keys() & other.shown.keys()
        shown = {
            name: max(first.shown[name], other.shown[name], key=lambda way: way.strictness)
            for name in first.shown
            if name in names
        }
        first = replace(
            first,
            is_allowed=first.is_allowed and other.is_allowed,
            conditions=first.conditions + other.conditions,
            shown=shown,
            policies=tuple(dict.fromkeys(first.policies + other.policies)),
        )
    return first


def _names(policy: DataPolicy, column: str, sensitivity: str) -> bool:
    return any(
        each == BY_TAG + sensitivity or (not each.startswith(BY_TAG) and fnmatchcase(column, each))
        for each in policy.columns
    )


def _strictest(policies: Sequence[DataPolicy]) -> Shown | None:
    ways = [each.shown for each in policies]
    return max(ways, key=lambda way: way.strictness, default=None)


def _path(department: str) -> tuple[str, ...]:
    return tuple(part for each in department.split("/") if (part := each.strip()))
