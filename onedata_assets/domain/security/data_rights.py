"""What somebody may read of a table: the one rule by which data policies decide.

It decides three things by themselves: whether somebody may read a table at all, which of its
rows, and how they see each column. Of the policies that mean the reader, their purpose and the
table, the most specific that says something about it decides; where several are equally specific,
the stricter. A person is more specific than a department, a deeper department than one above it, a
department than a role, a role than everyone; then a policy for the purpose than one for any, and
a table's own name than a pattern. So more policies of one kind never show more.

Where no policy says anything, whoever sees a table reads all of its rows, and the columns that
name a person directly (sensitivity `direct`) are masked, for administrators too: a clear view of
them is given by a policy, which the audit log has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase

from onedata_assets.domain.security.data_policies import (
    BY_TAG,
    DIRECT,
    DataPolicy,
    Reader,
    Shown,
)
from onedata_assets.domain.security.policies import Effect


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

    @property
    def limited_by(self) -> list[str]:
        """The names of the policies that keep rows from the reader."""
        return [each.policy for each in self.conditions]

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
        if each.limits_rows
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
